// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/pointer.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "report/schema.hpp"
#include "report/small_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::IsEmpty;

TEST(Json, HoldsTheWholeReport) {
  EXPECT_EQ(render_json(small_report(), shipped_words("en")), R"OUT({
  "schema": "patchmatrix.report/1",
  "program": null,
  "tlp": "clear",
  "release": {
    "vendor": "microsoft",
    "id": "2022-Nov",
    "month": "2022-11",
    "title": "November 2022 Security Updates",
    "initial_release": "2022-11-08T08:00:00Z",
    "current_release": "2022-11-08T08:00:00Z",
    "revision": "2",
    "as_of": null,
    "membership": "inferred",
    "document_severities": {},
    "documents_restating_cvss": 0
  },
  "urgency": {
    "urgent": true,
    "exploited": 1,
    "due": null
  },
  "first": [
    {
      "update": "KB5000002",
      "reasons": [
        "exploited",
        "likely",
        "critical"
      ],
      "vulnerabilities": [
        "CVE-2022-0001"
      ]
    },
    {
      "update": "KB5000003",
      "reasons": [
        "disclosed",
        "critical"
      ],
      "vulnerabilities": [
        "CVE-2022-0003"
      ]
    }
  ],
  "totals": {
    "families": {
      "critical": 2
    },
    "other_families": {
      "important": 1,
      "unknown": 1
    },
    "vulnerabilities": {
      "total": 5,
      "excluded": {
        "azure-linux": 1
      },
      "by_severity": {
        "critical": 2,
        "important": 1,
        "unknown": 1
      },
      "by_impact": {
        "remote-code-execution": 1,
        "elevation-of-privilege": 2,
        "spoofing": 1
      },
      "by_severity_and_impact": {
        "critical": {
          "remote-code-execution": 1,
          "elevation-of-privilege": 1
        },
        "important": {
          "elevation-of-privilege": 1
        },
        "unknown": {
          "spoofing": 1
        }
      },
      "by_inferred_impact": {},
      "exploited": 1,
      "publicly_disclosed": 1
    },
    "kbs": 3
  },
  "matrix": [
    {
      "severity": "critical",
      "impact": "remote-code-execution",
      "impact_inferred": false,
      "cvss_severity": null,
      "families": [
        "windows-10"
      ]
    },
    {
      "severity": "critical",
      "impact": "elevation-of-privilege",
      "impact_inferred": false,
      "cvss_severity": null,
      "families": [
        "exchange-server"
      ]
    }
  ],
  "families": [
    {
      "id": "windows-10",
      "label": {
        "ja": "Windows 10 22H2, 21H2",
        "en": "Windows 10 22H2, 21H2"
      },
      "headline": true,
      "severity": "critical",
      "impact": "remote-code-execution",
      "impact_inferred": false,
      "cvss_severity": null,
      "kbs": [
        "KB5000001",
        "KB5000002"
      ],
      "vulnerabilities": 2,
      "products": [
        "Windows 10 Version 21H2 for x64-based Systems",
        "Windows 10 Version 22H2 for x64-based Systems"
      ]
    },
    {
      "id": "exchange-server",
      "label": {
        "ja": "Microsoft Exchange Server",
        "en": "Microsoft Exchange Server"
      },
      "headline": true,
      "severity": "critical",
      "impact": "elevation-of-privilege",
      "impact_inferred": false,
      "cvss_severity": null,
      "kbs": [
        "KB5000003"
      ],
      "vulnerabilities": 1,
      "products": [
        "Microsoft Exchange Server 2019 Cumulative Update 12"
      ]
    },
    {
      "id": "azure-linux",
      "label": {
        "ja": "Azure Linux (Mariner)",
        "en": "Azure Linux (Mariner)"
      },
      "headline": false,
      "severity": "important",
      "impact": "unspecified",
      "impact_inferred": false,
      "cvss_severity": null,
      "kbs": [],
      "vulnerabilities": 1,
      "products": [
        "CBL Mariner 2.0 x64"
      ]
    },
    {
      "id": "windows-sysmon",
      "label": {
        "ja": "Windows Sysmon",
        "en": "Windows Sysmon"
      },
      "headline": false,
      "severity": "unknown",
      "impact": "spoofing",
      "impact_inferred": false,
      "cvss_severity": null,
      "kbs": [],
      "vulnerabilities": 1,
      "products": [
        "Windows Sysmon"
      ]
    }
  ],
  "vulnerabilities": [
    {
      "id": "CVE-2022-0001",
      "title": "Example Kernel | Elevation of <Privilege> Vulnerability",
      "severity": "important",
      "impact": "elevation-of-privilege",
      "impact_inferred": false,
      "cvss_severity": null,
      "cvss": {
        "base": 7.8,
        "vector": "CVSS:3.1/AV:L/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H",
        "version": "3.1"
      },
      "exploited": true,
      "publicly_disclosed": false,
      "exploitability": "detected",
      "component": "Example Kernel",
      "in_release": true,
      "excluded": null,
      "withdrawn_by_feed": false,
      "kbs": [
        "KB5000002"
      ],
      "families": [
        "windows-10"
      ],
      "documents": [
        "2022-Nov"
      ],
      "impacts": [
        "elevation-of-privilege"
      ]
    },
    {
      "id": "CVE-2022-0003",
      "title": "Example Mail Elevation of Privilege Vulnerability",
      "severity": "critical",
      "impact": "elevation-of-privilege",
      "impact_inferred": false,
      "cvss_severity": null,
      "cvss": {
        "base": null,
        "vector": null,
        "version": null
      },
      "exploited": false,
      "publicly_disclosed": true,
      "exploitability": null,
      "component": "Example Mail",
      "in_release": true,
      "excluded": null,
      "withdrawn_by_feed": false,
      "kbs": [
        "KB5000003"
      ],
      "families": [
        "exchange-server"
      ],
      "documents": [
        "2022-Nov"
      ],
      "impacts": [
        "elevation-of-privilege"
      ]
    },
    {
      "id": "CVE-2022-0002",
      "title": "Example Network Remote Code Execution Vulnerability",
      "severity": "critical",
      "impact": "remote-code-execution",
      "impact_inferred": false,
      "cvss_severity": null,
      "cvss": {
        "base": 9.8,
        "vector": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H",
        "version": "3.1"
      },
      "exploited": false,
      "publicly_disclosed": false,
      "exploitability": "less-likely",
      "component": "Example Network",
      "in_release": true,
      "excluded": null,
      "withdrawn_by_feed": false,
      "kbs": [
        "KB5000001",
        "KB5000002"
      ],
      "families": [
        "windows-10"
      ],
      "documents": [
        "2022-Nov"
      ],
      "impacts": [
        "remote-code-execution",
        "security-feature-bypass"
      ]
    },
    {
      "id": "CVE-2022-0004",
      "title": "=Example \"Tool\", Spoofing",
      "severity": "unknown",
      "impact": "spoofing",
      "impact_inferred": false,
      "cvss_severity": null,
      "cvss": {
        "base": null,
        "vector": null,
        "version": null
      },
      "exploited": null,
      "publicly_disclosed": null,
      "exploitability": null,
      "component": null,
      "in_release": true,
      "excluded": null,
      "withdrawn_by_feed": false,
      "kbs": [],
      "families": [
        "windows-sysmon"
      ],
      "documents": [
        "2022-Nov"
      ],
      "impacts": [
        "spoofing"
      ]
    },
    {
      "id": "CVE-2022-0005",
      "title": "",
      "severity": "important",
      "impact": "unspecified",
      "impact_inferred": false,
      "cvss_severity": null,
      "cvss": {
        "base": null,
        "vector": null,
        "version": null
      },
      "exploited": null,
      "publicly_disclosed": null,
      "exploitability": null,
      "component": "Mariner",
      "in_release": false,
      "excluded": "azure-linux",
      "withdrawn_by_feed": false,
      "kbs": [],
      "families": [
        "azure-linux"
      ],
      "documents": [
        "2022-Nov"
      ],
      "impacts": []
    }
  ],
  "updates": [
    {
      "name": "KB5000002",
      "kinds": [],
      "families": [
        "windows-10"
      ],
      "products": [
        "Windows 10 Version 21H2 for x64-based Systems",
        "Windows 10 Version 22H2 for x64-based Systems"
      ],
      "fixed_builds": [
        "10.0.19045.2251"
      ],
      "supersedes": [],
      "restart": null,
      "known_issue": null,
      "known_issue_urls": [],
      "url": null,
      "servicing": false,
      "severity": "critical",
      "impact": "remote-code-execution",
      "impact_inferred": false,
      "cvss_severity": null,
      "vulnerabilities": 2,
      "critical": 1,
      "exploited": 1,
      "fixes": [
        "CVE-2022-0001",
        "CVE-2022-0002"
      ]
    },
    {
      "name": "KB5000003",
      "kinds": [],
      "families": [
        "exchange-server"
      ],
      "products": [
        "Microsoft Exchange Server 2019 Cumulative Update 12"
      ],
      "fixed_builds": [],
      "supersedes": [],
      "restart": null,
      "known_issue": null,
      "known_issue_urls": [],
      "url": null,
      "servicing": false,
      "severity": "critical",
      "impact": "elevation-of-privilege",
      "impact_inferred": false,
      "cvss_severity": null,
      "vulnerabilities": 1,
      "critical": 1,
      "exploited": 0,
      "fixes": [
        "CVE-2022-0003"
      ]
    },
    {
      "name": "KB5000001",
      "kinds": [],
      "families": [
        "windows-10"
      ],
      "products": [
        "Windows 10 Version 21H2 for x64-based Systems"
      ],
      "fixed_builds": [],
      "supersedes": [],
      "restart": null,
      "known_issue": null,
      "known_issue_urls": [],
      "url": null,
      "servicing": false,
      "severity": "moderate",
      "impact": "security-feature-bypass",
      "impact_inferred": false,
      "cvss_severity": null,
      "vulnerabilities": 1,
      "critical": 0,
      "exploited": 0,
      "fixes": [
        "CVE-2022-0002"
      ]
    }
  ],
  "diagnostics": [],
  "inputs": [
    {
      "path": "month1.xml",
      "sha256": "0000000000000000000000000000000000000000000000000000000000000000",
      "document": "2022-Nov",
      "revision": "2",
      "current_release": "2022-11-08T08:00:00Z",
      "fetched_at": null,
      "tlp": null
    }
  ]
}
)OUT");
}

TEST(Json, DiffersBetweenLanguagesOnlyInTheMessagesOfDiagnostics) {
  Report report = small_report();
  EXPECT_EQ(render_json(report, shipped_words("ja")), render_json(report, shipped_words("en")));
  report.notices = {{{"dtd", "a.xml", "1:1", {}, 1}, true}};
  const std::string english = render_json(report, shipped_words("en"));
  EXPECT_NE(english.find(R"(  "diagnostics": [
    {
      "level": "error",
      "code": "dtd",
      "file": "a.xml",
      "where": "1:1",
      "count": 1,
      "message": "1:1: refused because of its DTD (DOCTYPE); entities are never expanded"
    }
  ],
)"),
            std::string::npos)
      << english;
  EXPECT_NE(
      render_json(report, shipped_words("ja"))
          .find(R"("message": "1:1: DTD (DOCTYPE) を含むため拒否しました。実体は展開しません")"),
      std::string::npos);
}

// A report that has everything that a report can have.
Report full_report() {
  KevCatalogue kev{"1", std::nullopt, std::vector<KevEntry>(1)};
  kev.entries[0].vulnerability = "CVE-2022-0001";
  kev.entries[0].added = parse_day("2022-11-08").value();
  kev.entries[0].due = parse_day("2022-12-09");
  ReportOptions options;
  options.kev = &kev;
  Report report = reported({small_month()}, options).report;
  cut_to_families(report, {"windows-10"});
  report.program = "patchmatrix 1.2.3";
  report.tlp = Tlp::AmberStrict;
  report.inputs.at(0).fetched_at = parse_instant("2022-11-09T01:02:03Z");
  report.inputs.at(0).tlp = "TLP:AMBER+STRICT";
  report.own.emplace().open = 3;
  report.urgency.own_open = 2;
  report.urgency.own_unknown = 1;
  report.updates.at(0).own = 2;
  report.updates.at(1).own = 0;
  prioritize(report);
  report.own_details.emplace();
  report.own_details->products.push_back({"Windows 10 22H2", {1, 2, 3, 4, 5}});
  report.own_details->machines.push_back(
      {"pc-1", "Windows 10", "open", {1, 0, 0, 2, 0}, 1, {"KB5000002"}, false});
  report.own_details->machines.push_back({"pc-2", "", "", {}, 0, {}, true});
  report.own_details->machines_left_out = 7;
  report.own_details->unmatched.push_back({"Some Tool", "unknown-product", 4});
  report.changes.emplace();
  report.changes->from = "2022-11-08";
  report.changes->known = true;
  Change& change = report.changes->changes.emplace_back();
  change.type = ChangeType::Exploited;
  change.vulnerability = "CVE-2022-0001";
  change.field = "exploited";
  change.old_value = "no";
  change.new_value = "yes";
  report.months.push_back({Month{2022, 10}, std::nullopt});
  report.months.push_back({Month{2022, 11}, Totals{}});
  report.months.back().totals->counted = report.months.back().totals->vulnerabilities = 1;
  report.months.back().totals->by_severity[Severity::Low] = 1;
  report.cautions.push_back({Caution::Kind::Phase,
                             parse_day("2023-01-10"),
                             "CVE-2022-0001",
                             {"強制", "Enforced"},
                             {},
                             1,
                             "https://example.com/phase"});
  report.cautions.push_back({Caution::Kind::Manual, std::nullopt, "", {}, {"Click to Run"}, 2, ""});
  report.next = {parse_instant("2022-12-13T18:00:00Z").value(), "America/Los_Angeles", "PT"};
  report.week.emplace();
  report.week->monday = parse_day("2022-11-07").value();
  report.week->sunday = parse_day("2022-11-13").value();
  WeekVendor& vendor = report.week->vendors.emplace_back();
  vendor.id = "microsoft";
  vendor.name = {"マイクロソフト", "Microsoft"};
  WeekVulnerability& released = vendor.released.emplace_back();
  released.vulnerability = 1;
  released.revision = "1.0";
  released.day = parse_day("2022-11-08").value();
  released.major = true;
  return report;
}

TEST(Json, HasWhatIsAroundTheRelease) {
  const std::string json = render_json(full_report(), shipped_words("en"));
  for (const char* part : {
           R"(
  "program": "patchmatrix 1.2.3",
  "tlp": "amber-strict",
)",
           R"(
  "urgency": {
    "urgent": true,
    "exploited": 1,
    "due": "2022-12-09",
    "own_open": 2,
    "own_unknown": 1
  },
  "first": [
    {
      "update": "KB5000002",
      "reasons": [
        "exploited",
        "kev",
        "likely",
        "critical"
      ],
      "vulnerabilities": [
        "CVE-2022-0001"
      ]
    }
  ],
  "changes": {
    "from": "2022-11-08",
    "to": null,
    "known": true,
    "changes": [
      {
        "type": "exploited",
        "vulnerability": "CVE-2022-0001",
        "product_id": null,
        "field": "exploited",
        "old": "no",
        "new": "yes",
        "revision": null,
        "date": null
      }
    ]
  },
  "totals": {
)",
           R"(
  "only_families": [
    "windows-10"
  ],
  "all_totals": {
)",
           R"(
      "exploited": 1,
      "kev": 1,
      "own_machines": 2,
      "fixes": [
        "CVE-2022-0001",
        "CVE-2022-0002"
      ]
)",
           R"(
  "own_details": {
    "products": [
      {
        "name": "Windows 10 22H2",
        "machines": {
          "open": 1,
          "fixed": 4,
          "unknown": 2,
          "not_affected": 5,
          "out_of_support": 3
        }
      }
    ],
    "machines": [
      {
        "name": "pc-1",
        "system": "Windows 10",
        "worst": "open",
        "vulnerabilities": {
          "open": 1,
          "fixed": 2,
          "unknown": 0,
          "not_affected": 0,
          "out_of_support": 0
        },
        "exploited": 1,
        "updates": [
          "KB5000002"
        ],
        "stale": false
      },
      {
        "name": "pc-2",
        "system": null,
        "worst": null,
)",
           R"(
    "machines_left_out": 7,
    "unmatched": [
      {
        "name": "Some Tool",
        "reason": "unknown-product",
        "machines": 4
      }
    ]
  },
  "cautions": [
    {
      "kind": "phase",
      "day": "2023-01-10",
      "subject": "CVE-2022-0001",
      "text": {
        "ja": "強制",
        "en": "Enforced"
      },
      "items": [],
      "vulnerabilities": 1,
      "source": "https://example.com/phase"
    },
    {
      "kind": "manual",
      "day": null,
      "subject": null,
      "text": {
        "ja": "",
        "en": ""
      },
      "items": [
        "Click to Run"
      ],
      "vulnerabilities": 2,
      "source": null
    }
  ],
  "months": [
    {
      "month": "2022-10",
      "totals": null
    },
    {
      "month": "2022-11",
      "totals": {
)",
           R"(
  "week": {
    "monday": "2022-11-07",
    "sunday": "2022-11-13",
    "vendors": [
      {
        "id": "microsoft",
        "name": {
          "ja": "マイクロソフト",
          "en": "Microsoft"
        },
        "released": [
          {
            "vulnerability": "CVE-2022-0002",
            "revision": "1.0",
            "day": "2022-11-08",
            "major": true
          }
        ],
        "revised": []
      }
    ]
  },
  "next_release": {
    "at": "2022-12-13T18:00:00Z",
    "zone": "America/Los_Angeles",
    "zone_name": "PT"
  },
)",
           R"(
      "revision": "2",
      "current_release": "2022-11-08T08:00:00Z",
      "fetched_at": "2022-11-09T01:02:03Z",
      "tlp": "TLP:AMBER+STRICT"
)"})
    EXPECT_NE(json.find(part), std::string::npos) << part << json;
}

TEST(Json, HasNothingOfWhatNobodyAskedFor) {
  const std::string json = render_json(small_report(), shipped_words("en"));
  for (const char* key : {"changes", "only_families", "all_totals", "own_details", "own_machines",
                          "own_open", "own_unknown", "cautions", "months", "week", "next_release"})
    EXPECT_EQ(json.find("\"" + std::string(key) + "\""), std::string::npos) << key;
}

TEST(Json, MakesControlCharactersOfUpdatesVisible) {
  Report report = small_report();
  report.updates.at(0).url = "https://example.com/\x1b[31m";
  report.updates.at(0).kinds = {"Security\nUpdate"};
  const std::string json = render_json(report, shipped_words("en"));
  EXPECT_EQ(json.find("u001b"), std::string::npos) << json;
  EXPECT_NE(json.find("\"Security Update\""), std::string::npos) << json;
}

// ── The schema ───────────────────────────────────────────────────────────────────────────────────

std::vector<std::string> complaints_about(const rapidjson::Value& report) {
  return complaints("report", report);
}
std::vector<std::string> complaints_about(const Report& report) {
  return complaints_about(parsed(render_json(report, shipped_words("ja"))));
}

TEST(ReportSchema, IsMetByReportsOfHandWrittenDocuments) {
  EXPECT_THAT(complaints_about(small_report()), IsEmpty());
  EXPECT_THAT(complaints_about(reported({msrc_document("", "")}).report), IsEmpty());
  EXPECT_THAT(complaints_about(reported({small_month()}, {parse_day("2022-11-30")}).report),
              IsEmpty());
  EXPECT_THAT(complaints_about(reported({small_month(), small_month()}).report), IsEmpty());
  const std::string without_head =
      R"(<cvrfdoc xmlns="http://www.icasi.org/CVRF/schema/cvrf/1.1"/>)";
  EXPECT_THAT(complaints_about(reported({without_head}).report), IsEmpty());
  Report with_notices = small_report();
  with_notices.notices = {{{"dtd", "a.xml", "1:1", {}, 1}, true},
                          {{"skipped-file", "README", "", {}, 1}, false}};
  EXPECT_THAT(complaints_about(with_notices), IsEmpty());
}

TEST(ReportSchema, IsMetByReportsWithCatalogues) {
  KevCatalogue kev{"1", std::nullopt, std::vector<KevEntry>(1)};
  kev.entries[0].vulnerability = "CVE-2022-0001";
  const EpssScores epss{"v1", {}, {{"CVE-2022-0001", 100'000, 0}}};
  for (const bool due : {false, true}) {
    kev.entries[0].added = parse_day("2022-11-08").value();
    if (due) kev.entries[0].due = parse_day("2022-12-09");
    for (const auto& [with_kev, with_epss] :
         {std::pair{true, true}, std::pair{true, false}, std::pair{false, true}}) {
      ReportOptions options;
      options.kev = with_kev ? &kev : nullptr;
      options.epss = with_epss ? &epss : nullptr;
      EXPECT_THAT(complaints_about(reported({small_month()}, options).report), IsEmpty());
    }
  }
}

TEST(ReportSchema, IsMetByReportsThatHaveEverything) {
  EXPECT_THAT(complaints_about(full_report()), IsEmpty());
}

TEST(ReportSchema, KnowsEveryLabelAndReason) {
  const auto enumerated = [](const char* pointer) {
    std::set<std::string> out;
    const rapidjson::Document schema = schema_document("report");
    for (const auto& each : rapidjson::Pointer(pointer).Get(schema)->GetArray())
      if (each.IsString()) out.insert(each.GetString());
    return out;
  };
  const auto slugs = [](const auto& values) {
    std::set<std::string> out;
    for (const auto value : values)
      if (!slug(value).empty()) out.emplace(slug(value));
    return out;
  };
  EXPECT_EQ(enumerated("/properties/tlp/enum"),
            slugs(std::vector{Tlp::Clear, Tlp::Green, Tlp::Amber, Tlp::AmberStrict, Tlp::Red}));
  EXPECT_EQ(enumerated("/definitions/update/properties/restart/enum"),
            slugs(std::vector{Restart::NotStated, Restart::No, Restart::Maybe, Restart::Yes}));
  using enum FirstReason;
  EXPECT_EQ(enumerated("/properties/first/items/properties/reasons/items/enum"),
            slugs(std::vector{Exploited, Kev, Ransomware, Disclosed, Likely, Critical}));
  using enum Caution::Kind;
  EXPECT_EQ(enumerated("/properties/cautions/items/properties/kind/enum"),
            slugs(std::vector{Phase, SupportEnd, Manual, Servicing}));
  EXPECT_EQ(enumerated("/definitions/change/properties/type/enum"), slugs(kChangeTypes));
}

TEST(ReportSchema, KnowsEveryKindOfMembership) {
  using enum ReleaseRow::Membership;
  for (const auto& [membership, word] :
       {std::pair{Listed, "listed"}, std::pair{Mixed, "mixed"}, std::pair{Inferred, "inferred"},
        std::pair{Whole, "whole"}}) {
    Report report = small_report();
    report.release.membership = membership;
    const rapidjson::Document json = parsed(render_json(report, shipped_words("en")));
    EXPECT_STREQ(json["release"]["membership"].GetString(), word);
    EXPECT_THAT(complaints_about(json), IsEmpty()) << word;
  }
}

TEST(ReportSchema, IsMetByReportsOfRealDocuments) {
  PATCHMATRIX_NEEDS("msrc/current");
  for (const char* name : {"2015-Dec", "2016-Jan", "2017-May-B", "2018-FEB", "2022-Nov", "2023-Jul",
                           "2025-Aug", "2026-Jun", "2026-Jul"}) {
    Fetched fetched;
    fetched.read({(*corpus() / "msrc/current" / (std::string(name) + ".xml.zst")).string(), false});
    const auto document = normalized(fetched.bytes());
    const Report report = build_report({{&document->findings, {name, fetched.sha256(), name}}}, {},
                                       shipped_feeds().impact_order);
    EXPECT_THAT(complaints_about(report), IsEmpty()) << name;
  }
}

TEST(ReportSchema, RejectsAReportThatWasChanged) {
  struct Change {
    const char* pointer;
    const char* value;  // JSON; empty: the value is removed
  };
  const std::string sound = render_json(small_report(), shipped_words("en"));
  ASSERT_THAT(complaints_about(parsed(sound)), IsEmpty());
  for (const Change& change : std::vector<Change>{
           {"/schema", R"("patchmatrix.report/2")"},
           {"/schema", ""},
           {"/extra", "1"},
           {"/release/extra", "1"},
           {"/release/month", R"("2022-13")"},
           {"/release/month", R"("2022-11 ")"},
           {"/release/initial_release", R"("2022-11-08")"},
           {"/release/initial_release", R"("2022-11-08T08:00:00")"},
           {"/release/current_release", ""},
           {"/release/as_of", R"("8.11.2022")"},
           {"/release/membership", R"("guessed")"},
           {"/release/vendor", R"("Microsoft")"},
           {"/totals/kbs", "-1"},
           {"/totals/kbs", R"("3")"},
           {"/totals/families/grave", "1"},
           {"/totals/families/critical", "0"},
           {"/totals/vulnerabilities/total", "1.5"},
           {"/totals/vulnerabilities/excluded/other", "1"},
           {"/totals/vulnerabilities/by_impact/critical", "1"},
           {"/totals/vulnerabilities/exploited", ""},
           {"/matrix/0/severity", R"("high")"},
           {"/matrix/0/impact", R"("")"},
           {"/matrix/0/families", "[]"},
           {"/matrix/0/families/0", R"("Windows 10")"},
           {"/families/0/label/fr", R"("x")"},
           {"/families/0/label/ja", ""},
           {"/families/0/kbs/0", R"("5000001")"},
           {"/families/0/headline", "1"},
           {"/families/0/vulnerabilities", "0"},
           {"/families/0/products", "[]"},
           {"/vulnerabilities/0/id", R"("")"},
           {"/vulnerabilities/0/cvss/base", "10.1"},
           {"/vulnerabilities/0/cvss/base", R"("7.8")"},
           {"/vulnerabilities/0/cvss", "null"},
           {"/vulnerabilities/0/exploited", R"("yes")"},
           {"/vulnerabilities/0/exploitability", R"("not-stated")"},
           {"/vulnerabilities/0/excluded", R"("because")"},
           {"/vulnerabilities/0/in_release", "null"},
           {"/vulnerabilities/0/title", "null"},
           {"/diagnostics/0",
            R"({"level":"info","code":"dtd","file":"a","where":null,"count":1,"message":"m"})"},
           {"/diagnostics/0",
            R"({"level":"error","code":"dtd","file":"a","where":null,"count":0,"message":"m"})"},
           {"/inputs/0/sha256", R"("ABC")"},
           {"/inputs/0/tlp", R"("")"},
           {"/inputs/0/fetched_at", ""},
           {"/program", R"("")"},
           {"/tlp", R"("white")"},
           {"/urgency/exploited", "-1"},
           {"/urgency/due", R"("soon")"},
           {"/first/0/reasons", "[]"},
           {"/first/0/reasons/0", R"("because")"},
           {"/updates/0/restart", R"("")"},
           {"/updates/0/known_issue", "false"},
           {"/updates/0/vulnerabilities", "0"},
           {"/updates/0/extra", "1"},
           {"/totals/vulnerabilities/by_severity_and_impact/critical/spoofing", "0"},
           {"/totals/vulnerabilities/by_severity_and_impact/grave", "{}"},
           {"/only_families", R"(["windows-10"])"},
           {"/months", R"([{"month":"2022-13","totals":null}])"},
           {"/cautions", "[]"},
           {"/next_release", R"({"at":"2022-12-13","zone":"","zone_name":""})"},
           {"/inputs", "[]"}}) {
    rapidjson::Document report = parsed(sound);
    const rapidjson::Pointer pointer(change.pointer);
    if (*change.value == '\0') {
      ASSERT_TRUE(pointer.Erase(report)) << change.pointer;
    } else {
      const rapidjson::Document value = parsed(change.value);
      pointer.Set(report, value, report.GetAllocator());
    }
    EXPECT_THAT(complaints_about(report), testing::Not(IsEmpty()))
        << change.pointer << " = " << change.value;
  }
}

std::set<std::string> strings(const rapidjson::Value& array) {
  std::set<std::string> out;
  for (const auto& each : array.GetArray())
    if (each.IsString()) out.insert(each.GetString());
  return out;
}

TEST(ReportSchema, NamesExactlyTheSlugsThatExist) {
  const rapidjson::Document schema = schema_document("report");
  const auto enumerated = [&schema](const char* definition) {
    return strings(*rapidjson::Pointer(definition).Get(schema));
  };
  std::set<std::string> severities, impacts, exploitabilities, reasons;
  for (const Severity each : kSeverities) severities.emplace(slug(each));
  for (const Impact each : kImpacts) impacts.emplace(slug(each));
  for (const Exploitability each : kExploitabilities)
    if (each != Exploitability::NotStated) exploitabilities.emplace(slug(each));
  reasons = {"other-cna", "added-after-release", "not-affected", "not-listed", "placeholder"};
  for (const Vendor& vendor : shipped_feeds().vendors)
    for (const Exclusion& each : vendor.exclusions) reasons.insert(each.reason);
  EXPECT_EQ(enumerated("/definitions/severity/enum"), severities);
  EXPECT_EQ(enumerated("/definitions/impact/enum"), impacts);
  EXPECT_EQ(enumerated("/definitions/exploitability/enum"), exploitabilities);
  EXPECT_EQ(enumerated("/definitions/exclusion/enum"), reasons);
  const auto keys = [&schema](const char* pointer) {
    std::set<std::string> out;
    for (const auto& each : rapidjson::Pointer(pointer).Get(schema)->GetObject())
      out.insert(each.name.GetString());
    return out;
  };
  EXPECT_EQ(keys("/definitions/counts_by_severity/properties"), severities);
  EXPECT_EQ(keys("/definitions/counts_by_impact/properties"), impacts);
  EXPECT_EQ(keys("/definitions/counts_by_exclusion/properties"), reasons);
}

// Every object of the schema is closed, and every property says what it means.
void expect_strict(const rapidjson::Value& schema, const std::string& where) {
  if (!schema.IsObject()) return;
  if (schema.HasMember("properties")) {
    ASSERT_TRUE(schema.HasMember("additionalProperties")) << where;
    EXPECT_TRUE(schema["additionalProperties"].IsFalse()) << where;
    for (const auto& each : schema["properties"].GetObject()) {
      const std::string name = where + "/" + each.name.GetString();
      EXPECT_TRUE(each.value.HasMember("description")) << name;
      expect_strict(each.value, name);
    }
  }
  if (schema.HasMember("items")) expect_strict(schema["items"], where + "[]");
}

TEST(ReportSchema, IsClosedAndDescribesEveryProperty) {
  const rapidjson::Document schema = schema_document("report");
  expect_strict(schema, "");
  for (const auto& each : schema["definitions"].GetObject())
    expect_strict(each.value, each.name.GetString());
}

}  // namespace
}  // namespace patchmatrix
