// SPDX-License-Identifier: Apache-2.0
//
// How far inferred impacts can be trusted: the rules of feeds/impact-rules.toml, and some that are
// not shipped, are run over the vulnerabilities of vendors that label the impact themselves, with
// the labels hidden. The tables stand in docs/accuracy.md and the figures beside each rule; with
// PATCHMATRIX_WRITE=1 in the environment the tables of the page are written anew.
//
// The documents are read here without the parser of the program, so that the labels and what is
// held against them do not depend on it.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <memory_resource>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/cvss.hpp>

#include "feeds/impact_rules.hpp"
#include "io/config.hpp"
#include "io/files.hpp"
#include "io/json.hpp"
#include "io/text.hpp"
#include "io/xml_scanner.hpp"
#include "normalize/impact_inference.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

constexpr const char* kFeed = "msrc/current";
constexpr const char* kSamples = "csaf/sample";
constexpr const char* kMicrosoft = "Microsoft";
constexpr const char* kNvidia = "NVIDIA";
constexpr const char* kFortinet = "Fortinet";
constexpr double kLeastPrecision = 0.75;
constexpr std::size_t kEnoughCases = 10;

// ── Vulnerabilities with a label ─────────────────────────────────────────────────────────────────

struct Case {
  std::string vendor;
  std::string title;
  std::vector<std::string> texts;
  std::vector<std::string> cwes;
  std::string vector;
  ImpactSet labels;
};

// The labels of the three vendors; a comma list gives several.
ImpactSet labelled(std::string_view text) {
  static const std::map<std::string, Impact, std::less<>> kLabels = {
      {"remote code execution", Impact::RemoteCodeExecution},
      {"code execution", Impact::RemoteCodeExecution},
      {"execute unauthorized code or commands", Impact::RemoteCodeExecution},
      {"elevation of privilege", Impact::ElevationOfPrivilege},
      {"escalation of privilege", Impact::ElevationOfPrivilege},
      {"escalation of privileges", Impact::ElevationOfPrivilege},
      {"information disclosure", Impact::InformationDisclosure},
      {"security feature bypass", Impact::SecurityFeatureBypass},
      {"improper access control", Impact::SecurityFeatureBypass},
      {"denial of service", Impact::DenialOfService},
      {"spoofing", Impact::Spoofing},
      {"tampering", Impact::Tampering},
      {"data tampering", Impact::Tampering},
      {"data corruption", Impact::Tampering},
      {"defense in depth", Impact::DefenseInDepth},
  };
  ImpactSet out;
  for (const std::string_view part : split(text, ',')) {
    std::string label = lower(trimmed(part));
    if (label.starts_with("or ")) label.erase(0, 3);
    if (const auto found = kLabels.find(label); found != kLabels.end()) out.add(found->second);
  }
  return out;
}

// One <Vulnerability> of the monthly feed.
class MonthlyReader {
 public:
  explicit MonthlyReader(XmlScanner& xml) : xml_(xml) { out.vendor = kMicrosoft; }

  void read() {
    while (xml_.next()) {
      if (xml_.is("Title"))
        out.title = xml_.text();
      else if (xml_.is("CVE"))
        id = xml_.text();
      else if (xml_.is("CWE"))
        weakness();
      else if (xml_.is("Notes"))
        each("Note", "Description", [this] { description(); });
      else if (xml_.is("Threats"))
        each("Threat", "Impact", [this] { inside("Description", [this] { label(); }); });
      else if (xml_.is("CVSSScoreSets"))
        each("ScoreSet", {}, [this] { inside("Vector", [this] { vector(); }); });
      else
        xml_.skip();
    }
  }

  std::string id;
  Case out;

 private:
  void weakness() {
    out.cwes.emplace_back(xml_.attribute("ID"));
    xml_.skip();
  }
  void description() {
    const std::string_view text = xml_.text();
    if (!text.empty()) out.texts.emplace_back(text);
  }
  void label() { out.labels.add(labelled(xml_.text())); }
  void vector() {
    const std::string_view text = xml_.text();
    if (out.vector.empty()) out.vector = text;
  }
  // Children of this name; of this Type, if there is one.
  template <class Read>
  void each(std::string_view name, std::string_view type, Read read) {
    while (xml_.next()) {
      if (xml_.name() == name && (type.empty() || xml_.attribute("Type") == type))
        read();
      else
        xml_.skip();
    }
  }
  template <class Read>
  void inside(std::string_view name, Read read) {
    each(name, {}, read);
  }

  XmlScanner& xml_;
};

// Each identifier where it stands first with a label.
void add_monthly(std::vector<Case>& cases) {
  std::set<std::string> seen;
  for (const auto& file : files_below(*corpus() / kFeed)) {
    Buffer unpacked;
    const std::string packed = read_file(file);
    std::pmr::monotonic_buffer_resource store;
    XmlScanner xml(unpack(packed, unpacked), store);
    while (xml.next()) {
      if (!xml.is("Vulnerability")) {
        xml.skip();
        continue;
      }
      MonthlyReader reader(xml);
      reader.read();
      if (!reader.out.labels.empty() && seen.insert(reader.id).second)
        cases.push_back(std::move(reader.out));
    }
  }
}

void add_text(std::vector<std::string>& texts, std::string_view text) {
  if (!text.empty()) texts.emplace_back(text);
}

// The label is the note titled "Impacts", or what the threats of category "impact" say.
Case csaf_case(const char* vendor, const JsonValue& vulnerability) {
  Case out;
  out.vendor = vendor;
  out.title = vulnerability["title"].string();
  const JsonValue notes = vulnerability["notes"];
  for (std::size_t i = 0; i < notes.size(); ++i) {
    const std::string_view text = notes[i]["text"].string();
    if (notes[i]["title"].string() == "Impacts")
      out.labels.add(labelled(text));
    else
      add_text(out.texts, text);
  }
  const JsonValue threats = vulnerability["threats"];
  for (std::size_t i = 0; i < threats.size(); ++i)
    if (threats[i]["category"].string() == "impact")
      out.labels.add(labelled(threats[i]["details"].string()));
  add_text(out.cwes, vulnerability["cwe"]["id"].string());
  out.vector = vulnerability["scores"][0]["cvss_v3"]["vectorString"].string();
  return out;
}

// Each vulnerability of a document once: some repeat it for each product.
void add_csaf(const char* vendor, const char* folder, std::vector<Case>& cases) {
  for (const auto& file : files_below(*corpus() / kSamples / folder)) {
    const std::string bytes = read_file(file);
    const JsonDocument json(bytes);
    std::set<std::string> seen;
    const JsonValue vulnerabilities = json.root()["vulnerabilities"];
    for (std::size_t i = 0; i < vulnerabilities.size(); ++i) {
      Case out = csaf_case(vendor, vulnerabilities[i]);
      if (!out.labels.empty() && seen.emplace(vulnerabilities[i]["cve"].string()).second)
        cases.push_back(std::move(out));
    }
  }
}

const std::vector<Case>& cases() {
  static const std::vector<Case> kCases = [] {
    std::vector<Case> out;
    add_monthly(out);
    add_csaf(kNvidia, "nvidia", out);
    add_csaf(kFortinet, "fortinet", out);
    return out;
  }();
  return kCases;
}

// ── Scores ───────────────────────────────────────────────────────────────────────────────────────

struct Score {
  std::size_t inferred = 0;
  std::size_t right = 0;     // of these, the vendor says so too
  std::size_t labelled = 0;  // said by the vendor, where there is evidence of this kind
};

constexpr std::array kKinds = {"title", "text", "cwe", "cvss"};

// By kind of evidence (or a single weakness), impact and vendor, in the order of the tables.
using Scores = std::map<std::pair<std::string, Impact>, std::map<std::string, Score>>;

void count(Scores& scores, const std::string& rule, const Case& each, ImpactSet inferred) {
  for (const Impact impact : kImpacts) {
    const bool right = each.labels.contains(impact);
    if (!inferred.contains(impact) && !right) continue;
    Score& score = scores[{rule, impact}][each.vendor];
    score.inferred += inferred.contains(impact) ? 1 : 0;
    score.right += inferred.contains(impact) && right ? 1 : 0;
    score.labelled += right ? 1 : 0;
  }
}

Scores scores_by_kind(const ImpactInference& inference) {
  Scores out;
  for (const Case& each : cases()) {
    if (!each.title.empty()) count(out, "title", each, inference.from_title(each.title));
    ImpactSet found;
    for (const std::string& text : each.texts) found.add(inference.from_text(text));
    if (!each.texts.empty()) count(out, "text", each, found);
    found = {};
    for (const std::string& cwe : each.cwes) found.add(inference.from_cwe(cwe));
    if (!each.cwes.empty()) count(out, "cwe", each, found);
    if (const auto score = read_cvss(each.vector))
      count(out, "cvss", each, inference.from_score(*score));
  }
  return out;
}

Scores scores_by_cwe(const ImpactInference& inference) {
  Scores out;
  for (const Case& each : cases())
    for (const std::string& cwe : each.cwes)
      if (const ImpactSet found = inference.from_cwe(cwe); !found.empty())
        count(out, cwe, each, found);
  return out;
}

// All steps in their order, with the title and without it.
Scores scores_in_use(const ImpactInference& inference) {
  Scores out;
  for (const Case& each : cases()) {
    const std::vector<std::string_view> texts(each.texts.begin(), each.texts.end());
    const std::vector<std::string_view> cwes(each.cwes.begin(), each.cwes.end());
    ImpactEvidence evidence{each.title, texts, cwes, read_cvss(each.vector)};
    count(out, "all evidence", each, inference.infer(evidence).impacts);
    evidence.title = {};
    count(out, "without title", each, inference.infer(evidence).impacts);
    evidence.texts = {};
    count(out, "CWE and CVSS only", each, inference.infer(evidence).impacts);
  }
  return out;
}

// ── Tables ───────────────────────────────────────────────────────────────────────────────────────

std::string share(std::size_t part, std::size_t whole) {
  if (whole == 0) return "–";
  std::array<char, 16> text;
  std::snprintf(text.data(), text.size(), "%.3f",
                static_cast<double>(part) / static_cast<double>(whole));
  return text.data();
}

std::string of(std::size_t part, std::size_t whole) {
  return joined({std::to_string(part), std::to_string(whole)}, " of ");
}

std::string row(const std::vector<std::string>& cells) {
  std::string out = "| ";
  out += joined(cells, " | ");
  out += " |\n";
  return out;
}

std::string row(const std::string& rule, Impact impact, const std::string& vendor,
                const Score& score) {
  return row({rule, std::string(slug(impact)), vendor, of(score.right, score.inferred),
              share(score.right, score.inferred), share(score.right, score.labelled)});
}

constexpr const char* kHead =
    "| evidence | impact | vendor | right of inferred | precision | recall |\n"
    "|---|---|---|---|---|---|\n";

std::string kinds_table(const Scores& scores) {
  std::string out = kHead;
  for (const char* kind : kKinds)
    for (const Impact impact : kImpacts) {
      const auto found = scores.find({kind, impact});
      if (found == scores.end()) continue;
      for (const auto& [vendor, score] : found->second)
        if (score.inferred > 0) out += row(kind, impact, vendor, score);
    }
  return out;
}

std::string cwes_table(const Scores& scores) {
  std::map<unsigned long, std::string> rows;
  for (const auto& [rule, vendors] : scores)
    for (const auto& [vendor, score] : vendors)
      if (score.inferred > 0)
        rows[std::stoul(rule.first.substr(4))] +=
            row({rule.first, std::string(slug(rule.second)), vendor,
                 of(score.right, score.inferred), share(score.right, score.inferred)});
  std::string out =
      "| weakness | impact | vendor | right of inferred | precision |\n|---|---|---|---|---|\n";
  for (const auto& [number, text] : rows) out += text;
  return out;
}

std::string use_table(const Scores& scores) {
  std::map<std::pair<std::string, std::string>, Score> totals;
  for (const auto& [rule, vendors] : scores)
    for (const auto& [vendor, score] : vendors) {
      Score& total = totals[{rule.first, vendor}];
      total.inferred += score.inferred;
      total.right += score.right;
      total.labelled += score.labelled;
    }
  std::string out =
      "| evidence | vendor | right of inferred | precision | found of labelled | recall |\n"
      "|---|---|---|---|---|---|\n";
  for (const auto& [rule, score] : totals)
    out += row({rule.first, rule.second, of(score.right, score.inferred),
                share(score.right, score.inferred), of(score.right, score.labelled),
                share(score.right, score.labelled)});
  return out;
}

// The table between `<!-- name -->` and `<!-- end -->` of docs/accuracy.md.
void expect_table(const std::string& name, const std::string& table) {
  const auto page = source_folder() / "docs" / "accuracy.md";
  std::string text = read_file(page);
  const std::string head = "<!-- " + name + " -->\n";
  const std::size_t begin = text.find(head);
  ASSERT_NE(begin, std::string::npos) << head;
  const std::size_t table_begin = begin + head.size();
  const std::size_t end = text.find("<!-- end -->", table_begin);
  ASSERT_NE(end, std::string::npos) << head;
  const char* write = std::getenv("PATCHMATRIX_WRITE");
  if (write != nullptr && std::string_view(write) == "1") {
    text.replace(table_begin, end - table_begin, table);
    std::ofstream(page, std::ios::binary) << text;
    return;
  }
  EXPECT_EQ(text.substr(table_begin, end - table_begin), table) << name;
}

const ImpactInference& shipped() {
  static const ImpactInference kInference(shipped_feeds().impact_rules);
  return kInference;
}

// Rules that were tried and are not shipped.
const ImpactInference& rejected() {
  static const ImpactInference kInference(impact_rules(Config::parse(R"(
[not_meant]
phrases = ["security feature bypass", "security features bypass", "bypass * security feature", "bypass * security features", "security bypass"]
[title.security-feature-bypass]
phrases = ["bypass"]
precision = ["see the table"]
[text.information-disclosure]
phrases = ["access to sensitive information"]
precision = ["see the table"]
[text.security-feature-bypass]
phrases = ["bypass"]
precision = ["see the table"]
[text.spoofing]
phrases = ["cross site scripting"]
precision = ["see the table"]
[text.tampering]
phrases = ["tamper with"]
precision = ["see the table"]
[cwe.remote-code-execution]
ids = ["CWE-77", "CWE-121", "CWE-122", "CWE-190", "CWE-191", "CWE-416", "CWE-426", "CWE-502", "CWE-787", "CWE-843"]
precision = ["see the table"]
[cwe.elevation-of-privilege]
ids = ["CWE-89", "CWE-284", "CWE-287", "CWE-306", "CWE-362", "CWE-367", "CWE-415", "CWE-822", "CWE-918", "CWE-1390"]
precision = ["see the table"]
[cwe.information-disclosure]
ids = ["CWE-125", "CWE-126", "CWE-200", "CWE-908"]
precision = ["see the table"]
[cwe.spoofing]
ids = ["CWE-357"]
precision = ["see the table"]
[cwe.security-feature-bypass]
ids = ["CWE-41"]
precision = ["see the table"]
[cvss.only_integrity]
impact = "spoofing"
precision = ["see the table"]
)",
                                                                     "rejected")));
  return kInference;
}

std::string vendors_short_of(const Scores& scores) {
  std::string out;
  for (const auto& [rule, vendors] : scores)
    for (const auto& [vendor, score] : vendors)
      if (score.inferred >= kEnoughCases &&
          static_cast<double>(score.right) < kLeastPrecision * static_cast<double>(score.inferred))
        out += row(rule.first, rule.second, vendor, score);
  return out;
}

// "Microsoft 2690 of 2696", … as they stand beside the rules.
std::vector<std::string> figures(const Scores& scores, const std::string& kind, Impact impact) {
  std::vector<std::string> out;
  const auto found = scores.find({kind, impact});
  if (found == scores.end()) return out;
  for (const auto& [vendor, score] : found->second)
    if (score.inferred > 0) out.push_back(vendor + ' ' + of(score.right, score.inferred));
  return out;
}

// ── Tests ────────────────────────────────────────────────────────────────────────────────────────

TEST(ImpactAccuracy, IsMeasuredOnWhatThreeVendorsLabel) {
  PATCHMATRIX_NEEDS(kFeed);
  PATCHMATRIX_NEEDS(kSamples);
  std::map<std::string, std::size_t> sizes;
  for (const Case& each : cases()) ++sizes[each.vendor];
  EXPECT_EQ(sizes, (std::map<std::string, std::size_t>{
                       {kFortinet, 7}, {kMicrosoft, 10097}, {kNvidia, 95}}));
}

TEST(ImpactAccuracy, OfEveryShippedRuleIsAtLeastThreeQuartersAtEveryVendorWithEnoughCases) {
  PATCHMATRIX_NEEDS(kFeed);
  PATCHMATRIX_NEEDS(kSamples);
  EXPECT_EQ(vendors_short_of(scores_by_kind(shipped())), "");
  EXPECT_EQ(vendors_short_of(scores_by_cwe(shipped())), "");
}

TEST(ImpactAccuracy, OfTheRulesThatAreNotShippedIsTold) {
  PATCHMATRIX_NEEDS(kFeed);
  PATCHMATRIX_NEEDS(kSamples);
  expect_table("impact: rejected", kinds_table(scores_by_kind(rejected())));
  expect_table("impact: rejected weaknesses", cwes_table(scores_by_cwe(rejected())));
}

TEST(ImpactAccuracy, StandsInTheDocumentation) {
  PATCHMATRIX_NEEDS(kFeed);
  PATCHMATRIX_NEEDS(kSamples);
  expect_table("impact: use", use_table(scores_in_use(shipped())));
  expect_table("impact: rules", kinds_table(scores_by_kind(shipped())));
  expect_table("impact: weaknesses", cwes_table(scores_by_cwe(shipped())));
}

TEST(ImpactAccuracy, StandsBesideEveryRule) {
  PATCHMATRIX_NEEDS(kFeed);
  PATCHMATRIX_NEEDS(kSamples);
  const Scores scores = scores_by_kind(shipped());
  const Config config = Config::read(source_folder() / "feeds" / "impact-rules.toml");
  for (const std::string kind : {"title", "text", "cwe"})
    for (const std::string& key : config.table(kind).keys())
      EXPECT_EQ(config.table(kind).table(key).texts("precision"),
                figures(scores, kind, *impact_from_slug(key)))
          << kind << '.' << key;
  const Config& cvss = config.table("cvss");
  for (const std::string& key : cvss.keys())
    EXPECT_EQ(cvss.table(key).texts("precision"),
              figures(scores, "cvss", *impact_from_slug(cvss.table(key).text("impact"))))
        << key;
}

}  // namespace
}  // namespace patchmatrix::test
