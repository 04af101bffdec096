// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

// What is shown of long lists and values; the JSON form has all.
constexpr std::size_t kNamedProducts = 3;
constexpr std::size_t kNamedVulnerabilities = 8;
constexpr std::size_t kLongestValue = 80;  // columns
constexpr std::size_t kLongestName = 100;

// Between identifiers, where a line may be broken in every language.
constexpr const char* kListed = ", ";

// Changes that differ in nothing but the vulnerability, or the product.
struct AlikeChanges {
  const Change* first = nullptr;
  std::vector<std::string> vulnerabilities;
  std::vector<std::string> products;  // names; empty where the change is of no single one
};

// First the products of one vulnerability that changed alike, then the vulnerabilities whose
// products did. The order is that of the first change of each.
std::vector<AlikeChanges> alike(const std::vector<const Change*>& changes) {
  using Value = std::tuple<std::string, std::string, std::string>;
  const auto value = [](const Change& each) {
    return Value(each.field, each.old_value, each.new_value);
  };
  std::vector<AlikeChanges> by_vulnerability;
  std::map<std::pair<std::string, Value>, std::size_t> position;
  for (const Change* each : changes) {
    const auto [known, added] =
        position.try_emplace({each->vulnerability, value(*each)}, by_vulnerability.size());
    if (added) by_vulnerability.push_back({each, {each->vulnerability}, {}});
    if (!each->product_id.empty())
      by_vulnerability[known->second].products.push_back(printable(each->product));
  }
  std::vector<AlikeChanges> out;
  std::map<std::pair<std::vector<std::string>, Value>, std::size_t> shared;
  for (AlikeChanges& each : by_vulnerability) {
    std::sort(each.products.begin(), each.products.end(), natural_less);
    if (!each.products.empty()) {
      const auto [known, added] =
          shared.try_emplace({each.products, value(*each.first)}, out.size());
      if (!added) {
        out[known->second].vulnerabilities.push_back(each.first->vulnerability);
        continue;
      }
    }
    out.push_back(std::move(each));
  }
  return out;
}

class ChangesPage {
 public:
  ChangesPage(const LocalText& axis, const Words& words) : axis_(words.pick(axis)), words_(words) {}

  Page changes_page(const ChangesHeading& heading, const std::vector<Change>& changes) {
    page_.emplace_back(Heading{
        printable(words_.fill("changes.heading", {{"vendor", words_.pick(heading.vendor_name)},
                                                  {"period", heading.period},
                                                  {"from", heading.from},
                                                  {"to", heading.to}})),
        1});
    changes_of(changes, false);
    return std::move(page_);
  }

  Page changes_alone(const std::vector<Change>& changes) {
    changes_of(changes, false);
    return std::move(page_);
  }

  Page comparison_page(const Report& older, const Report& newer,
                       const std::vector<Change>& changes) {
    page_.emplace_back(
        Heading{printable(words_.fill("changes.comparison",
                                      {{"vendor", words_.pick(newer.release.vendor_name)},
                                       {"from", older.release.month},
                                       {"to", newer.release.month}})),
                1});
    page_.emplace_back(totals(older, newer));
    page_.emplace_back(Heading{words_["changes.families"], 2});
    page_.emplace_back(families(older, newer));
    page_.emplace_back(Heading{words_["changes.between"], 2});
    changes_of(changes, true);
    return std::move(page_);
  }

 private:
  // ── the changes ──

  // `brief`: a whole release is new, and only its identifiers are named.
  void changes_of(const std::vector<Change>& changes, bool brief) {
    if (changes.empty()) {
      page_.emplace_back(Paragraph{{words_["changes.nothing"]}});
      return;
    }
    std::map<ChangeType, std::vector<const Change*>> by_type;
    for (const Change& each : changes) by_type[each.type].push_back(&each);
    page_.emplace_back(Paragraph{{total(changes.size(), by_type)}});
    for (const auto& [type, all] : by_type) page_.emplace_back(group(type, all, brief));
    if (!cut_) return;
    page_.emplace_back(Gap{});
    page_.emplace_back(Paragraph{{words_["changes.cut"]}});
  }

  Bullets group(ChangeType type, const std::vector<const Change*>& changes, bool brief) {
    Bullets out;
    if (type == ChangeType::Exploited || type == ChangeType::Kev) out.tone = Severity::Critical;
    out.mark = words_["text.bullet"];
    out.lead = words_.fill("changes.group",
                           {{"type", type_name(type)}, {"n", std::to_string(changes.size())}});
    out.items = rows(type, changes, brief);
    return out;
  }

  std::string total(std::size_t number,
                    const std::map<ChangeType, std::vector<const Change*>>& by_type) const {
    std::vector<std::string> parts;
    for (const auto& [type, all] : by_type)
      parts.push_back(words_.fill("figures.part",
                                  {{"word", type_name(type)}, {"n", std::to_string(all.size())}}));
    return words_.fill("changes.total", {{"n", std::to_string(number)},
                                         {"parts", joined(parts, words_["figures.comma"])}});
  }

  const std::string& type_name(ChangeType type) const {
    return words_["change." + std::string(slug(type))];
  }

  std::vector<std::string> rows(ChangeType type, const std::vector<const Change*>& changes,
                                bool brief) {
    if (type == ChangeType::Informational) return {revisions(changes)};
    if (type == ChangeType::KnownIssue) return updates(changes);
    if (type == ChangeType::New && brief) return {identifiers(changes)};
    std::vector<std::string> out;
    for (const AlikeChanges& each : alike(changes)) out.push_back(row(each));
    return out;
  }

  // "CVE-2022-37966 (1.0 → 2.0, 2022-11-17), …"
  std::string revisions(const std::vector<const Change*>& changes) {
    std::vector<std::string> parts;
    for (const Change* each : changes)
      parts.push_back(
          words_.fill("changes.revised", {{"id", printable(each->vulnerability)},
                                          {"value", value(each->old_value, each->new_value)},
                                          {"day", day(*each)}}));
    return joined(parts, kListed);
  }

  // "KB5021249, KB5021285: not stated → yes (2022-12-22)"
  std::vector<std::string> updates(const std::vector<const Change*>& changes) {
    std::map<std::pair<std::string, std::string>, std::vector<std::string>> names;
    for (const Change* each : changes)
      names[{told(*each), day(*each)}].push_back(printable(each->field));
    std::vector<std::string> out;
    for (const auto& [what, all] : names)
      out.push_back(words_.fill(
          "changes.dated", {{"text", words_.fill("changes.row", {{"subject", joined(all, kListed)},
                                                                 {"text", what.first}})},
                            {"day", what.second}}));
    return out;
  }

  std::string identifiers(const std::vector<const Change*>& changes) {
    std::vector<std::string> ids;
    for (const Change* each : changes) ids.push_back(each->vulnerability);
    return listed(ids);
  }

  std::string row(const AlikeChanges& alike) {
    const Change& change = *alike.first;
    const bool several = alike.vulnerabilities.size() > 1;
    std::string text = told(change);
    if (const std::string products = products_of(alike); !products.empty())
      text += (text.empty() ? "" : " — ") + products;
    if (several)
      return words_.fill("changes.several", {{"n", std::to_string(alike.vulnerabilities.size())},
                                             {"text", text},
                                             {"ids", listed(alike.vulnerabilities)}});
    text = text.empty()
               ? subject(change)
               : words_.fill("changes.row", {{"subject", subject(change)}, {"text", text}});
    return with_revision(change, text);
  }

  std::string subject(const Change& change) {
    const std::string title = cut(printable(change.title), kLongestName);
    return printable(change.vulnerability) + (title.empty() ? "" : " — " + title);
  }

  std::string with_revision(const Change& change, const std::string& text) const {
    if (!change.date) return text;
    if (change.revision.empty())
      return words_.fill("changes.dated", {{"text", text}, {"day", day(change)}});
    return words_.fill(
        "changes.with_revision",
        {{"text", text}, {"revision", printable(change.revision)}, {"day", day(change)}});
  }

  std::string day(const Change& change) const {
    return change.date ? to_string(day_of(*change.date)) : words_["value.none"];
  }

  // ── values ──

  // What is other than it was, in words.
  std::string told(const Change& change) {
    switch (change.type) {
      case ChangeType::Exploited:
      case ChangeType::Disclosed:
      case ChangeType::KnownIssue:
        return value(answer(change.old_value), answer(change.new_value));
      case ChangeType::Kev:
        return words_["changes.listed"];
      case ChangeType::New:
        return rating(change);
      case ChangeType::Severity:
        return axis_ + " " +
               value(word("severity.", change.old_value), word("severity.", change.new_value));
      case ChangeType::Impact:
        return value(impacts(change.old_value), impacts(change.new_value));
      case ChangeType::Score:
        return score_name(change.field) + " " + value(change.old_value, change.new_value);
      case ChangeType::Fix:
      case ChangeType::ProductAdded:
      case ChangeType::ProductRemoved:
        return product_value(change);
      case ChangeType::Withdrawn:
        return change.new_value == "no" ? words_["changes.returned"] : "";
      case ChangeType::Informational:
        break;
    }
    return {};
  }

  std::string product_value(const Change& change) {
    if (change.field != "status") return value(change.old_value, change.new_value);
    // The type says as much of products that just come or go.
    if (change.old_value.empty() || change.new_value.empty()) return {};
    return value(word("status.", change.old_value), word("status.", change.new_value));
  }

  std::string value(const std::string& older, const std::string& newer) {
    return words_.fill("changes.value", {{"old", shown(older)}, {"new", shown(newer)}});
  }

  std::string shown(const std::string& text) {
    if (text.empty()) return words_["value.none"];
    return cut(printable(text), kLongestValue);
  }

  std::string cut(const std::string& text, std::size_t width) {
    std::string out = shortened(text, width);
    cut_ = cut_ || out != text;
    return out;
  }

  std::string word(const char* table, const std::string& slug) const {
    return slug.empty() ? slug : words_[table + slug];
  }

  std::string answer(const std::string& slug) const {
    return words_["answer." + (slug.empty() ? "not-stated" : slug)];
  }

  std::string impacts(const std::string& slugs) const {
    std::vector<std::string> out;
    for (const std::string_view each : split(slugs, ','))
      if (!trimmed(each).empty()) out.push_back(words_["impact." + std::string(trimmed(each))]);
    return joined(out, words_["figures.comma"]);
  }

  // "cvss-3.1" → "CVSS 3.1"
  std::string score_name(const std::string& field) const {
    const std::size_t dash = field.find('-');
    return words_["column.cvss"] +
           (dash == std::string::npos ? std::string() : " " + field.substr(dash + 1));
  }

  // Of a new vulnerability what is known of it; nothing where the vendor says nothing.
  std::string rating(const Change& change) const {
    std::vector<std::string> parts;
    if (change.severity != Severity::Unspecified)
      parts.push_back(axis_ + " " + words_["severity." + std::string(slug(change.severity))]);
    if (change.impact != Impact::Unspecified)
      parts.push_back(words_["impact." + std::string(slug(change.impact))]);
    if (change.exploited == Answer::Yes) parts.push_back(words_["changes.exploited"]);
    return joined(parts, words_["figures.comma"]);
  }

  // ── lists ──

  std::string products_of(const AlikeChanges& alike) {
    const std::vector<std::string>& names = alike.products;
    if (names.empty())
      return alike.first->products == 0
                 ? std::string()
                 : words_.fill("changes.all_products",
                               {{"n", std::to_string(alike.first->products)}});
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(names.size(), kNamedProducts); ++i)
      shown.push_back(cut(names[i], kLongestName));
    std::string list = joined(shown, " · ");
    if (names.size() > kNamedProducts) list = with_more(list, names.size() - kNamedProducts);
    return names.size() == 1 ? list
                             : words_.fill("changes.products",
                                           {{"n", std::to_string(names.size())}, {"list", list}});
  }

  std::string listed(const std::vector<std::string>& ids) {
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(ids.size(), kNamedVulnerabilities); ++i)
      shown.push_back(printable(ids[i]));
    const std::string list = joined(shown, kListed);
    return ids.size() > kNamedVulnerabilities ? with_more(list, ids.size() - kNamedVulnerabilities)
                                              : list;
  }

  std::string with_more(const std::string& list, std::size_t number) {
    cut_ = true;
    return words_.fill("changes.more", {{"list", list}, {"n", std::to_string(number)}});
  }

  // ── two releases side by side ──

  TableBlock side_by_side(const Report& older, const Report& newer, std::string title) const {
    TableBlock table;
    table.columns = {{std::move(title), true},
                     {printable(older.release.month), true},
                     {printable(newer.release.month), true}};
    return table;
  }

  TableBlock totals(const Report& older, const Report& newer) const {
    TableBlock table = side_by_side(older, newer, words_["changes.count"]);
    const auto add = [&table](std::string name, std::size_t before, std::size_t after) {
      table.rows.push_back({{}, {std::move(name), std::to_string(before), std::to_string(after)}});
    };
    const Totals& a = older.totals;
    const Totals& b = newer.totals;
    add(words_["changes.counted"], a.counted, b.counted);
    for (const Severity each : kSeverities) {
      const std::size_t before = count(a.by_severity, each), after = count(b.by_severity, each);
      if (before + after != 0)
        add(words_.fill("changes.by_severity", {{"axis", axis_}, {"severity", severity(each)}}),
            before, after);
    }
    add(words_["changes.not_counted"], a.vulnerabilities - a.counted,
        b.vulnerabilities - b.counted);
    add(words_["changes.total_exploited"], a.exploited, b.exploited);
    add(words_["changes.total_disclosed"], a.publicly_disclosed, b.publicly_disclosed);
    add(words_["changes.updates"], a.updates, b.updates);
    return table;
  }

  static std::size_t count(const std::map<Severity, std::size_t>& counts, Severity severity) {
    const auto found = counts.find(severity);
    return found == counts.end() ? 0 : found->second;
  }

  const std::string& severity(Severity value) const {
    return words_["severity." + std::string(slug(value))];
  }

  // The rows of the table of either; the newer one's order, then what only the older one has.
  TableBlock families(const Report& older, const Report& newer) const {
    TableBlock table = side_by_side(older, newer, words_["column.family"]);
    for (const FamilyRow& each : newer.families)
      if (each.headline) table.rows.push_back(family(each, find(older, each.id), &each));
    for (const FamilyRow& each : older.families)
      if (each.headline && find(newer, each.id) == nullptr)
        table.rows.push_back(family(each, &each, nullptr));
    return table;
  }

  static const FamilyRow* find(const Report& report, const std::string& id) {
    const auto found =
        std::find_if(report.families.begin(), report.families.end(),
                     [&id](const FamilyRow& each) { return each.headline && each.id == id; });
    return found == report.families.end() ? nullptr : &*found;
  }

  TableRow family(const FamilyRow& named, const FamilyRow* older, const FamilyRow* newer) const {
    return {newer == nullptr ? std::optional<Severity>() : newer->rating.severity,
            {printable(words_.pick(named.label)), family_rating(older), family_rating(newer)}};
  }

  std::string family_rating(const FamilyRow* row) const {
    if (row == nullptr) return words_["changes.no_row"];
    const Rating& rating = row->rating;
    const std::string& impact = words_["impact." + std::string(slug(rating.impact))];
    return words_.fill(
        "matrix.lead",
        {{"severity",
          rating.cvss ? words_.fill("value.cvss",
                                    {{"band", words_["cvss." + std::string(slug(*rating.cvss))]}})
                      : severity(rating.severity)},
         {"impact", rating.inferred ? words_.fill("value.inferred", {{"text", impact}}) : impact}});
  }

  const std::string& axis_;
  const Words& words_;
  Page page_;
  bool cut_ = false;
};

}  // namespace

Page lay_out_changes(const LocalText& axis, const std::vector<Change>& changes,
                     const Words& words) {
  return ChangesPage(axis, words).changes_alone(changes);
}

std::string render_changes_text(const ChangesHeading& heading, const std::vector<Change>& changes,
                                const Words& words, const TextStyle& style) {
  return page_text(ChangesPage(heading.severity_axis, words).changes_page(heading, changes), style);
}

std::string render_comparison_text(const Report& older, const Report& newer,
                                   const std::vector<Change>& changes, const Words& words,
                                   const TextStyle& style) {
  return page_text(
      ChangesPage(newer.release.severity_axis, words).comparison_page(older, newer, changes),
      style);
}

}  // namespace patchmatrix
