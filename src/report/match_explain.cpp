// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include <patchmatrix/error.hpp>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/match_parts.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kNearest = 3;   // names that may have been meant
constexpr std::size_t kProducts = 5;  // named where a vulnerability concerns others

// ── machines by name ──

// "pc-0001.example.test" → "pc-0001"
std::string_view without_domain(std::string_view host) { return host.substr(0, host.find('.')); }

// How many characters must be put in, left out or replaced to make one text of the other.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t k = 0; k <= b.size(); ++k) row[k] = k;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t replaced = diagonal + (a[i] == b[k] ? 0 : 1);
      diagonal = row[k + 1];
      row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
    }
  }
  return row.back();
}

// At least half of a name must be right.
std::vector<std::string> nearest_names(const Inventory& inventory, const std::string& name) {
  std::set<std::pair<std::size_t, std::string>> found;
  const std::string wanted = lower(name);
  for (const Machine& each : inventory.machines)
    for (const std::string_view text : {each.hostname.text, each.asset.text}) {
      const std::size_t longest = std::max(text.size(), wanted.size());
      if (text.empty() || longest > 2 * std::min(text.size(), wanted.size())) continue;
      const std::size_t away = distance(lower(text), wanted);
      if (2 * away > longest) continue;
      found.emplace(away, text);
      if (found.size() > kNearest) found.erase(std::prev(found.end()));
    }
  std::vector<std::string> out;
  for (const auto& [away, text] : found) out.push_back(text);
  return out;
}

template <class Is>
std::vector<std::uint32_t> machines_that(const Inventory& inventory, Is is) {
  std::vector<std::uint32_t> out;
  for (std::uint32_t i = 0; i < inventory.machines.size(); ++i)
    if (is(inventory.machines[i])) out.push_back(i);
  return out;
}

// ── the page ──

class ExplanationPage {
 public:
  ExplanationPage(const Inventory& inventory, std::uint32_t machine, const Match& match,
                  const MatchQuestion& question, const Words& words)
      : inventory_(inventory),
        machine_(inventory.machines[machine]),
        class_(match.class_of[machine]),
        match_(match),
        question_(question),
        words_(words) {}

  Page page() {
    head();
    std::optional<Verdict> worst;
    if (class_ != kNone)
      for (const std::uint32_t each : match_.classes[class_].products) {
        const Slice<Judgement> judgements = match_.products[each].judgements;
        for (std::uint32_t k = 0; k < judgements.count; ++k) {
          const std::uint32_t number = judgements.first + k;
          judgement(match_.products[each], number);
          const Verdict verdict = match_.judgements[number].verdict;
          if (!worst || worse(verdict, *worst)) worst = verdict;
        }
      }
    worst = what_is_not_known(worst);
    if (!worst) {
      not_concerned();
      worst = Verdict::NotAffected;
    }
    page_.emplace_back(Heading{words_.fill("explain.verdict", {{"verdict", verdict(*worst)}}), 2});
    return std::move(page_);
  }

 private:
  const std::string& verdict(Verdict value) const {
    return words_["verdict." + std::string(slug(value))];
  }

  void head() {
    page_.emplace_back(
        Heading{words_.fill("explain.heading", {{"machine", printable(machine_name(machine_))},
                                                {"id", printable(question_.vulnerability)}}),
                1});
    Paragraph out;
    for (const Findings* document : match_.documents)
      for (const VulnerabilityFacts& facts : document->vulnerabilities)
        if (equal_ignoring_case(facts.id, question_.vulnerability))
          out.lines.push_back(words_.fill(
              "explain.document", {{"id", printable(document->release.id)},
                                   {"vendor", printable(document->release.vendor)},
                                   {"revision", document->release.revision.empty()
                                                    ? words_["value.none"]
                                                    : printable(document->release.revision)},
                                   {"day", day_text(document->release.current_release, words_)},
                                   {"title", printable(facts.title)}}));
    out.lines.push_back(words_.fill("explain.machine", {{"system", system()}, {"place", place()}}));
    if (!machine_.in_use)
      out.lines.push_back(
          words_.fill("explain.not_in_use", {{"state", printable(machine_.state.text)}}));
    if (machine_.last_seen &&
        *machine_.last_seen <
            question_.today - std::chrono::days(static_cast<std::int64_t>(question_.stale_days)))
      out.lines.push_back(
          words_.fill("explain.stale", {{"day", to_string(*machine_.last_seen)},
                                        {"days", std::to_string(question_.stale_days)},
                                        {"today", to_string(question_.today)}}));
    page_.emplace_back(std::move(out));
  }

  // "Example OS 11 Pro 10.0.22621.521 (x64)" as far as it is known.
  std::string system() const {
    std::vector<std::string> parts;
    if (machine_.os_name) parts.push_back(printable(machine_.os_name.text));
    const SystemBuild& build = machine_.build;
    if (build.number >= 0) {
      std::string text = build.version.empty() ? "" : std::string(build.version) + ".";
      text += std::to_string(build.number);
      if (build.revision >= 0) text += "." + std::to_string(build.revision);
      parts.push_back(std::move(text));
    } else if (machine_.os_version) {
      parts.push_back(printable(machine_.os_version.text));
    }
    if (machine_.architecture != Architecture::Unknown)
      parts.push_back("(" + std::string(slug(machine_.architecture)) + ")");
    return parts.empty() ? words_["value.none"] : joined(parts, " ");
  }

  std::string place() const {
    const InventoryPlace& at = machine_.place;
    if (at.line == 0 || at.file >= inventory_.files.size()) return words_["value.none"];
    return printable(inventory_.files[at.file].name) + ":" + std::to_string(at.line);
  }

  void judgement(const InstalledProduct& product, std::uint32_t number) {
    const Judgement& judgement = match_.judgements[number];
    const Findings& document = match_.document(judgement);
    const JudgedProduct named = judged_product(match_, product, judgement);
    page_.emplace_back(Heading{
        words_.fill("explain.product",
                    {{"product", printable(named.name.empty() ? named.id : named.name)},
                     {"product_id", printable(named.id)},
                     {"document", printable(document.release.id)},
                     {"installed", product.installed.empty() ? words_["value.none"]
                                                             : printable(product.installed)}}),
        2});
    Paragraph out;
    std::size_t count = 0;
    const auto add = [&](const std::string& text) {
      out.lines.push_back(
          words_.fill("explain.step", {{"n", std::to_string(++count)}, {"text", text}}));
    };
    if (number < match_.steps.size())
      for (const Step& each : match_.steps[number]) add(worded(each, words_));
    add(words_.fill("explain.rule", {{"rule", words_["rule." + std::string(slug(judgement.rule))]},
                                     {"slug", std::string(slug(judgement.rule))},
                                     {"verdict", verdict(judgement.verdict)},
                                     {"confidence", std::to_string(judgement.confidence)}}));
    page_.emplace_back(std::move(out));
  }

  // ── what nothing was judged of ──

  // Names of the products that the vulnerability is about, each once.
  std::vector<std::string> products() const {
    std::set<std::string> names;
    for (const Findings* document : match_.documents)
      for (const VulnerabilityFacts& facts : document->vulnerabilities) {
        if (!equal_ignoring_case(facts.id, question_.vulnerability)) continue;
        for (const Finding& each : document->of(facts.findings)) {
          const Product& product = document->document.products[each.product];
          names.insert(printable(product.name.empty() ? product.id : product.name));
        }
      }
    std::vector<std::string> out(names.begin(), names.end());
    std::sort(out.begin(), out.end(), natural_less);
    return out;
  }

  // Whether it is about anything but operating systems that are told by their builds.
  bool concerns_software() const {
    for (const Findings* document : match_.documents)
      for (const VulnerabilityFacts& facts : document->vulnerabilities) {
        if (!equal_ignoring_case(facts.id, question_.vulnerability)) continue;
        for (const Finding& each : document->of(facts.findings))
          if (document->vendor == nullptr ||
              branch_of(*document->vendor, document->document.products[each.product].name) ==
                  nullptr)
            return true;
      }
    return false;
  }

  // Something that may be one of the vulnerability's products keeps "not affected" from being said.
  std::optional<Verdict> what_is_not_known(std::optional<Verdict> worst) {
    const std::vector<std::string> names = products();
    Paragraph out;
    bool unknown = false;
    for (const Unmatched& each : match_.unmatched) {
      const bool may_be = std::any_of(
          each.candidates.begin(), each.candidates.end(), [&](const Candidate& candidate) {
            return std::any_of(names.begin(), names.end(), [&](const std::string& name) {
              return contains_ignoring_case(name, candidate.product) ||
                     contains_ignoring_case(candidate.product, name);
            });
          });
      if (each.software != kNone && !may_be) continue;
      unknown = true;
      out.lines.push_back(
          words_.fill("explain.unmatched",
                      {{"name", each.name.empty() ? words_["value.none"] : printable(each.name)},
                       {"reason", words_["unmatched." + each.reason]}}));
    }
    if (!worst && machine_.software.count == 0 && concerns_software()) {
      unknown = true;
      out.lines.push_back(words_["explain.no_software"]);
    }
    if (out.lines.empty()) return worst;
    page_.emplace_back(std::move(out));
    if (unknown && (!worst || worse(Verdict::Unknown, *worst))) worst = Verdict::Unknown;
    return worst;
  }

  void not_concerned() {
    std::vector<std::string> names = products();
    const std::size_t count = names.size();
    Paragraph out;
    out.lines.push_back(words_.fill(
        "explain.not_concerned", {{"n", std::to_string(count)},
                                  {"products", joined(cut_list(std::move(names), kProducts, words_),
                                                      words_["figures.comma"])},
                                  {"system", system()},
                                  {"software", std::to_string(machine_.software.count)}}));
    page_.emplace_back(std::move(out));
  }

  const Inventory& inventory_;
  const Machine& machine_;
  const std::uint32_t class_;
  const Match& match_;
  const MatchQuestion& question_;
  const Words& words_;
  Page page_;
};

}  // namespace

std::uint32_t find_machine(const Inventory& inventory, const std::string& name) {
  auto found = machines_that(inventory, [&](const Machine& each) {
    return equal_ignoring_case(each.hostname.text, name) ||
           equal_ignoring_case(each.asset.text, name);
  });
  if (found.empty())
    found = machines_that(inventory, [&](const Machine& each) {
      return !each.hostname.text.empty() && !name.empty() &&
             equal_ignoring_case(without_domain(each.hostname.text), without_domain(name)) &&
             (name.find('.') == std::string::npos ||
              each.hostname.text.find('.') == std::string_view::npos);
    });
  if (found.empty()) {
    const std::vector<std::string> nearest = nearest_names(inventory, name);
    if (nearest.empty()) throw Error(ErrorKind::NotFound, "unknown-host", {}, {{"host", name}});
    throw Error(ErrorKind::NotFound, "unknown-host-near", {},
                {{"host", name}, {"nearest", joined(nearest, ", ")}});
  }
  if (found.size() > 1) {
    std::vector<std::string> names;
    for (const std::uint32_t each : found) names.push_back(machine_name(inventory.machines[each]));
    if (names.size() > kNearest) names.resize(kNearest);
    throw Error(ErrorKind::Usage, "several-hosts", {},
                {{"host", name}, {"names", joined(names, ", ")}});
  }
  return found.front();
}

std::vector<const Findings*> mentioning(const std::vector<const Findings*>& documents,
                                        const std::string& vulnerability) {
  std::vector<const Findings*> out;
  for (const Findings* document : documents)
    if (std::any_of(document->vulnerabilities.begin(), document->vulnerabilities.end(),
                    [&](const VulnerabilityFacts& each) {
                      return equal_ignoring_case(each.id, vulnerability);
                    }))
      out.push_back(document);
  return out;
}

std::string render_match_explanation(const Inventory& inventory, std::uint32_t machine,
                                     const Match& match, const MatchQuestion& question,
                                     const Words& words, const TextStyle& style) {
  return page_text(ExplanationPage(inventory, machine, match, question, words).page(), style);
}

}  // namespace patchmatrix
