// SPDX-License-Identifier: Apache-2.0
#pragma once

// A few machines and what was decided about them, put together by hand.

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/match_report.hpp>

#include "match/judging.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

// A fix with everything that a vendor may say of it.
inline std::string update(const std::string& number, const std::vector<std::string>& products,
                          const std::string& build = "", const std::string& restart = "",
                          const std::string& supersedes = "", const std::string& sub_type = "") {
  return "<vuln:Remediations><vuln:Remediation Type=\"Vendor Fix\">" +
         element("Description", number) + element("FixedBuild", build) +
         element("Supercedence", supersedes) + element("RestartRequired", restart) +
         element("SubType", sub_type) + product_ids(products) +
         "</vuln:Remediation></vuln:Remediations>";
}

// Two systems and a mail server; the first vulnerability is exploited, the second is critical.
inline std::string fleet_month() {
  return msrc_document(
      product("1", "Windows 11 Version 22H2 for x64-based Systems") +
          product("2", "Windows 10 Version 22H2 for x64-based Systems") +
          product("3", "Microsoft Exchange Server 2019 Cumulative Update 12"),
      vulnerability("CVE-2022-0001",
                    element("Title", "Example Kernel Elevation of Privilege Vulnerability") +
                        affected({"1", "2"}) + severity("1", "Important") +
                        severity("2", "Important") + impact("1", "Elevation of Privilege") +
                        impact("2", "Elevation of Privilege") +
                        exploit_status("Publicly Disclosed:No;Exploited:Yes;Latest Software "
                                       "Release:Exploitation Detected") +
                        update("5000010", {"1"}, "10.0.22621.819", "Yes") +
                        update("5000011", {"2"}, "10.0.19045.2251", "Yes")) +
          vulnerability("CVE-2022-0002",
                        element("Title", "Example Network Remote Code Execution Vulnerability") +
                            affected({"1"}) + severity("1", "Critical") +
                            impact("1", "Remote Code Execution") +
                            update("5000010", {"1"}, "10.0.22621.819", "Yes")) +
          vulnerability("CVE-2022-0003", element("Title", "=Example \"Mail\", Spoofing") +
                                             affected({"3"}) + severity("3", "Critical") +
                                             impact("3", "Spoofing") +
                                             update("5000012", {"3"}, "15.02.1118.020", "Maybe")));
}

struct Decided {
  std::string vulnerability, product;  // ids
  MatchRule rule;
  std::string fix = {};  // its name
  std::string required = {};
  std::uint32_t document = 0;
};

class Fleet {
 public:
  explicit Fleet(const std::vector<std::string>& documents) {
    options_.explain = true;
    for (const std::string& each : documents) {
      documents_.push_back(normalized(each));
      match.documents.push_back(&documents_.back()->findings);
    }
    judging_.emplace(match, options_);
    inventory.software.emplace_back();  // what all products are but systems
    inventory.files.push_back({"pcs.csv", "table", "CP932", ",", {}, 0, 0, 0, 0, 0});
  }

  // Gives its number in Match::products. A system is none of the machine's software.
  std::uint32_t installed(const std::string& name, const std::string& version,
                          const std::vector<Decided>& decided, bool system = true) {
    judging_->begin_product();
    for (const Decided& each : decided) {
      judging_->judge(find(each), each.rule, 95, fix(each), each.required);
    }
    InstalledProduct& out = match.products.emplace_back();
    out.name = name;
    out.installed = version;
    out.confidence = 95;
    out.software = system ? kNone : 0;
    out.judgements = judging_->take_judgements();
    return static_cast<std::uint32_t>(match.products.size() - 1);
  }

  Machine& machine(std::string_view host, const std::vector<std::uint32_t>& products,
                   std::string_view asset = "") {
    Machine& out = inventory.machines.emplace_back();
    out.hostname.text = host;
    out.asset.text = asset;
    out.place.line = static_cast<std::uint32_t>(inventory.machines.size() + 1);
    std::uint32_t number = 0;
    while (number < match.classes.size() && match.classes[number].products != products) ++number;
    if (number == match.classes.size()) match.classes.push_back({products, 0});
    ++match.classes[number].machines;
    match.class_of.push_back(number);
    return out;
  }

  // A machine that is not judged.
  void not_in_use(std::string_view host, std::string_view state) {
    Machine& out = inventory.machines.emplace_back();
    out.hostname.text = host;
    out.state.text = state;
    out.in_use = false;
    match.class_of.push_back(kNone);
  }

  MatchReport report(const MatchReportOptions& options) const {
    return build_match_report(inventory, match, shipped_feeds(), options);
  }
  MatchReport report() const { return report(options()); }

  static MatchReportOptions options() {
    MatchReportOptions out;
    out.question.period = "2022-11";
    out.question.today = *parse_day("2022-12-01");
    return out;
  }

  Judging& judging() { return *judging_; }

  Inventory inventory;
  Match match;

 private:
  MatchedFinding find(const Decided& decided) const {
    const Findings& document = *match.documents[decided.document];
    for (std::uint32_t i = 0; i < document.findings.size(); ++i) {
      const Finding& each = document.findings[i];
      if (document.vulnerabilities[each.vulnerability].id == decided.vulnerability &&
          document.document.products[each.product].id == decided.product)
        return {decided.document, i};
    }
    throw std::logic_error("no finding " + decided.vulnerability + " of " + decided.product);
  }

  std::uint32_t fix(const Decided& decided) const {
    if (decided.fix.empty()) return kNone;
    const Findings& document = *match.documents[decided.document];
    const Finding& finding = document.findings[find(decided).finding];
    for (const std::uint32_t each : document.of(finding.fixes))
      if (document.fixes[each].name == decided.fix) return each;
    throw std::logic_error("no fix " + decided.fix);
  }

  std::deque<std::unique_ptr<Normalized>> documents_;
  MatchOptions options_;
  std::optional<Judging> judging_;
};

inline constexpr const char* kEleven = "Windows 11 Version 22H2 for x64-based Systems";
inline constexpr const char* kTen = "Windows 10 Version 22H2 for x64-based Systems";
inline constexpr const char* kMail = "Microsoft Exchange Server 2019 Cumulative Update 12";

// Two open clients (one of them with an open mail server), a fixed one, one of an unknown patch
// level, one of an unknown system, a stale one, and one that is not in use.
inline std::unique_ptr<Fleet> small_fleet() {
  auto out = std::make_unique<Fleet>(std::vector<std::string>{fleet_month()});
  Fleet& fleet = *out;
  const std::uint32_t open = fleet.installed(
      kEleven, "10.0.22621.521",
      {{"CVE-2022-0001", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819"},
       {"CVE-2022-0002", "1", MatchRule::BuildBelow, "KB5000010", "10.0.22621.819"}});
  const std::uint32_t fixed = fleet.installed(
      kEleven, "10.0.22621.819",
      {{"CVE-2022-0001", "1", MatchRule::BuildReached, "KB5000010", "10.0.22621.819"},
       {"CVE-2022-0002", "1", MatchRule::BuildReached, "KB5000010", "10.0.22621.819"}});
  const std::uint32_t unknown =
      fleet.installed(kTen, "", {{"CVE-2022-0001", "2", MatchRule::UpdatesNotGiven}});
  const std::uint32_t mail = fleet.installed(
      kMail, "15.2.1118.9",
      {{"CVE-2022-0003", "3", MatchRule::BuildBelow, "KB5000012", "15.02.1118.020"}}, false);
  const std::uint32_t nothing = fleet.installed("", "", {});
  fleet.match.products[nothing].reason = "no-system";
  fleet.machine("pc-1", {open}, "A1");
  fleet.machine("pc-2", {fixed});
  fleet.machine("mail, old", {open, mail});
  fleet.machine("pc-3", {unknown});
  fleet.machine("pc-4", {nothing});
  fleet.machine("pc-5", {open}).last_seen = parse_day("2022-10-31");
  fleet.machine("pc-6", {fixed}).last_seen = parse_day("2022-11-01");
  fleet.not_in_use("pc-7", "在庫");
  fleet.match.unmatched.push_back({4, kNone, "Example OS", "no-system", 1, {{"Example", 40}}});
  return out;
}

}  // namespace patchmatrix::test
