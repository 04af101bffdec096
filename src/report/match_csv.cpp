// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <unordered_map>

#include "report/escape.hpp"
#include "report/match_parts.hpp"

namespace patchmatrix {
namespace {

// Columns are only ever added behind the last.
constexpr std::string_view kHeader =
    "asset,hostname,product_id,product,vulnerability,verdict,rule,confidence,installed,required,"
    "fixes,severity,impact,exploited,kev,document";

constexpr std::size_t kChunk = std::size_t{1} << 20;     // bytes given to the sink at once
constexpr std::size_t kMostKept = std::size_t{1} << 28;  // bytes of rows that are kept

std::string field(std::string_view text) {
  std::string out;
  append_csv_field(text, out);
  return out;
}

void append_product(const JudgedProduct& product, std::string& out) {
  append_csv_field(product.id, out);
  out += ',';
  append_csv_field(product.name, out);
}

// Names joined by '|', which becomes '/' inside an element.
std::string fixes_of(const Findings& document, const Finding& finding) {
  std::string out;
  for (const std::uint32_t each : document.of(finding.fixes)) {
    if (document.fixes[each].name.empty()) continue;
    if (!out.empty()) out += '|';
    for (const char c : document.fixes[each].name) out += c == '|' ? '/' : c;
  }
  return out;
}

// What of a row is the same for all machines: everything behind the host name, of each judgement
// of an installed product.
class RowTails {
 public:
  RowTails(const Match& match, const KevCatalogue* kev) : match_(match), kev_(kev) {
    tails_.resize(match.products.size());
    for (const Findings* document : match.documents)
      findings_.emplace_back(document->findings.size());
  }

  // What stands before and behind what is installed, which may differ from machine to machine.
  struct Tail {
    std::string_view before, behind;
  };
  // The tail of one judgement; stays as it is while prepare() is not called.
  Tail of(std::uint32_t product, std::size_t judgement) const {
    const Tails& tails = tails_[product];
    const std::size_t begin = judgement == 0 ? 0 : tails.ends[2 * judgement - 1];
    const std::size_t middle = tails.ends[2 * judgement], end = tails.ends[2 * judgement + 1];
    const std::string_view text = tails.text;
    return {text.substr(begin, middle - begin), text.substr(middle, end - middle)};
  }

  // Makes the tails of these products, and may forget those of others.
  void prepare(const std::vector<std::uint32_t>& products) {
    if (kept_ > kMostKept) forget();
    for (const std::uint32_t each : products)
      if (match_.products[each].judgements.count != 0 && tails_[each].ends.empty()) make(each);
  }

 private:
  struct Tails {
    std::string text;
    std::vector<std::size_t> ends;
  };
  // What stands before and behind the verdict.
  struct FindingText {
    std::string product, vulnerability, back;
  };

  void forget() {
    for (Tails& each : tails_) each = {};
    kept_ = 0;
  }

  void make(std::uint32_t number) {
    const InstalledProduct& product = match_.products[number];
    Tails& tails = tails_[number];
    for (const Judgement& each : match_.of(product.judgements)) {
      const FindingText& text = text_of(each);
      if (each.rule == MatchRule::NoLongerListed)
        append_product(judged_product(match_, product, each), tails.text);
      else
        tails.text.append(text.product);
      tails.text.append(text.vulnerability);
      tails.text.append(slug(each.verdict)).append(1, ',');
      tails.text.append(slug(each.rule)).append(1, ',');
      tails.text.append(std::to_string(each.confidence)).append(1, ',');
      tails.ends.push_back(tails.text.size());
      tails.text.append(1, ',');
      if (each.required != kNone) append_csv_field(match_.texts[each.required], tails.text);
      tails.text.append(text.back);
      tails.ends.push_back(tails.text.size());
    }
    tails.text.shrink_to_fit();
    kept_ += tails.text.size() + tails.ends.size() * sizeof(std::size_t);
  }

  const FindingText& text_of(const Judgement& judgement) {
    FindingText& out = findings_[judgement.finding.document][judgement.finding.finding];
    if (!out.back.empty()) return out;
    const Findings& document = match_.document(judgement);
    const Finding& finding = match_.finding(judgement);
    const VulnerabilityFacts& facts = match_.vulnerability(judgement);
    const Product& product = document.document.products[finding.product];
    append_product({product.id, product.name}, out.product);
    out.vulnerability = ',' + field(facts.id) + ',';
    out.back = ',' + field(fixes_of(document, finding));
    for (const std::string_view each :
         {slug(finding.severity), slug(finding.impact), slug(facts.exploited), kev(facts.id)})
      out.back.append(1, ',').append(each);
    out.back.append(1, ',').append(field(document.release.id)).append("\r\n");
    return out;
  }

  std::string_view kev(std::string_view vulnerability) const {
    if (kev_ == nullptr) return "";
    return kev_->find(vulnerability) != nullptr ? "yes" : "no";
  }

  const Match& match_;
  const KevCatalogue* kev_;
  std::vector<Tails> tails_;                        // by product
  std::vector<std::vector<FindingText>> findings_;  // by document, by finding
  std::size_t kept_ = 0;
};

// The judgements of several products of one machine, by document.
struct RowPlace {
  std::uint32_t document, product;
  std::uint32_t judgement;  // of the product
};

std::vector<RowPlace> places(const Match& match, const std::vector<std::uint32_t>& products) {
  std::vector<RowPlace> out;
  for (const std::uint32_t product : products) {
    std::uint32_t number = 0;
    for (const Judgement& each : match.of(match.products[product].judgements))
      out.push_back({each.finding.document, product, number++});
  }
  std::stable_sort(out.begin(), out.end(),
                   [](const RowPlace& a, const RowPlace& b) { return a.document < b.document; });
  return out;
}

// The order of the rows of a class, kept while there is room.
class RowOrder {
 public:
  explicit RowOrder(const Match& match) : match_(match) {}

  const std::vector<RowPlace>& of(std::uint32_t machine_class) {
    if (const auto known = kept_.find(machine_class); known != kept_.end()) return known->second;
    if (places_ > kMostKept / sizeof(RowPlace)) {
      kept_.clear();
      places_ = 0;
    }
    std::vector<RowPlace>& out = kept_[machine_class];
    out = places(match_, match_.classes[machine_class].products);
    places_ += out.size();
    return out;
  }

 private:
  const Match& match_;
  std::unordered_map<std::uint32_t, std::vector<RowPlace>> kept_;
  std::size_t places_ = 0;
};

// A machine that could not be judged is no machine without vulnerabilities.
std::string row_of_unknown(const InstalledProduct& product) {
  return ',' + field(product.name) + ",," + std::string(slug(Verdict::Unknown)) + ',' +
         product.reason + ",0," + field(product.installed) + ",,,,,,,\r\n";
}

// Systems whose revisions are judged alike share an entry; each machine has its own. `buffer` holds
// what is made for it.
std::string_view installed_on(const Machine& machine, const InstalledProduct& product,
                              std::string& buffer) {
  if (product.software != kNone || machine.build.revision < 0 || product.installed.empty())
    return product.installed;
  if (!parse_build(product.installed)) return product.installed;
  const std::size_t dot = product.installed.rfind('.');
  buffer.assign(product.installed, 0, dot + 1);
  buffer += std::to_string(machine.build.revision);
  return buffer;
}

}  // namespace

void write_match_csv(const Inventory& inventory, const Match& match, const KevCatalogue* kev,
                     const ByteSink& sink) {
  RowTails tails(match, kev);
  RowOrder order(match);
  std::string out = "\xEF\xBB\xBF" + std::string(kHeader) + "\r\n";
  out.reserve(kChunk + (kChunk >> 2));
  std::string front, installed, buffer;
  for (std::size_t i = 0; i < inventory.machines.size(); ++i) {
    const std::uint32_t of = match.class_of[i];
    if (of == kNone) continue;
    front.clear();
    append_csv_field(inventory.machines[i].asset.text, front);
    front += ',';
    append_csv_field(inventory.machines[i].hostname.text, front);
    front += ',';
    tails.prepare(match.classes[of].products);
    for (const std::uint32_t each : match.classes[of].products)
      if (const InstalledProduct& product = match.products[each]; !product.reason.empty())
        out.append(front).append(row_of_unknown(product));
    std::uint32_t shown = kNone;  // the product that `installed` is of
    for (const RowPlace& each : order.of(of)) {
      const RowTails::Tail tail = tails.of(each.product, each.judgement);
      out.append(front).append(tail.before);
      if (each.product != shown) {
        installed.clear();
        append_csv_field(installed_on(inventory.machines[i], match.products[each.product], buffer),
                         installed);
        shown = each.product;
      }
      out.append(installed);
      out.append(tail.behind);
      if (out.size() < kChunk) continue;
      sink(out);
      out.clear();
    }
  }
  sink(out);
}

}  // namespace patchmatrix
