// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// Version, release and entries, one a line: "CVE added..due ransomware | vendor | product | name |
// description | action | notes".
std::string entries_of(const KevCatalogue& catalogue) {
  std::string out = catalogue.version + ' ' +
                    (catalogue.released ? to_string(*catalogue.released) : "undated") + '\n';
  for (const KevEntry& each : catalogue.entries)
    out += each.vulnerability + ' ' + to_string(each.added) + ".." +
           (each.due ? to_string(*each.due) : "") + (each.ransomware ? " ransomware" : "") + " | " +
           each.vendor + " | " + each.product + " | " + each.name + " | " + each.description +
           " | " + each.action + " | " + each.notes + '\n';
  return out;
}

// The catalogue and what was odd, or the error.
std::string read(std::string_view bytes) {
  std::string out;
  Diagnostics diagnostics;
  const std::string error = error_of([&] { out = entries_of(parse_kev(bytes, diagnostics)); });
  return error == "no error" ? out + text_of(diagnostics) : error + '\n' + text_of(diagnostics);
}

std::string catalogue(const std::string& entries, const std::string& count = "1") {
  return R"({"title": "Example", "catalogVersion": "2022.11.14", "dateReleased": "2022-11-14T17:04:19.9796Z", "count": )" +
         count + R"(, "vulnerabilities": [)" + entries + "]}";
}

// An entry with nothing but what is needed, and `more`.
std::string entry(const std::string& id, const std::string& more = {}) {
  return R"({"cveID": ")" + id + R"(", "dateAdded": "2022-11-08")" + more + "}";
}

constexpr std::string_view kHead = "2022.11.14 2022-11-14T17:04:19Z\n";

TEST(Kev, GivesEveryEntryInOrderOfIdentifiers) {
  EXPECT_EQ(
      read(catalogue(
          R"({"cveID": "CVE-2022-0002", "vendorProject": "Example ", "product": "Mail", "vulnerabilityName": "Example Mail \u2019Flaw\u2019",
              "dateAdded": "2022-11-14", "shortDescription": "Reads mail.", "requiredAction": "Apply updates.", "dueDate": "2022-12-05",
              "knownRansomwareCampaignUse": "Known", "notes": "https:\/\/vendor.example\/1", "cwes": ["CWE-79"]},)" +
              entry("CVE-2022-0001"),
          "2")),
      std::string(kHead) +
          "CVE-2022-0001 2022-11-08.. |  |  |  |  |  | \n"
          "CVE-2022-0002 2022-11-14..2022-12-05 ransomware | Example | Mail | Example Mail ’Flaw’ "
          "| "
          "Reads mail. | Apply updates. | https://vendor.example/1\n");
}

TEST(Kev, SkipsAndCountsEntriesWithoutIdentifierOrDay) {
  EXPECT_EQ(read(catalogue(entry("CVE-2022-0001") + ',' + entry("CVE-22-1") + R"(, {}, 7, null, )" +
                               R"({"cveID": "CVE-2022-0002", "dateAdded": "2022-11-31"}, )" +
                               R"({"cveID": "CVE-2022-0003"})",
                           "7")),
            std::string(kHead) +
                "CVE-2022-0001 2022-11-08.. |  |  |  |  |  | \n"
                "entry-skipped /vulnerabilities/1/cveID text=CVE-22-1 ×6\n");
  EXPECT_EQ(
      read(catalogue(entry("CVE-2022-0001") +
                         R"(, {"cveID": "CVE-2022-0002", "dateAdded": "2022-11-08T00:00:00Z"})",
                     "2")),
      std::string(kHead) +
          "CVE-2022-0001 2022-11-08.. |  |  |  |  |  | \n"
          "entry-skipped /vulnerabilities/1/dateAdded text=2022-11-08T00:00:00Z\n");
}

TEST(Kev, KeepsEntriesWhoseOtherMembersAreOdd) {
  struct Case {
    std::string more, entry, diagnostics;
  };
  for (const Case& each : std::vector<Case>{
           {R"(, "dueDate": "")", "..", ""},
           {R"(, "dueDate": null)", "..", ""},
           {R"(, "dueDate": "soon")", "..", "bad-date /vulnerabilities/0/dueDate text=soon\n"},
           {R"(, "knownRansomwareCampaignUse": "Unknown")", "..", ""},
           {R"(, "knownRansomwareCampaignUse": "known")", "..",
            "unknown-ransomware-use /vulnerabilities/0/knownRansomwareCampaignUse word=known\n"},
           {R"(, "knownRansomwareCampaignUse": "Known")", ".. ransomware", ""},
       })
    EXPECT_EQ(read(catalogue(entry("CVE-2022-0001", each.more))),
              std::string(kHead) + "CVE-2022-0001 2022-11-08" + each.entry +
                  " |  |  |  |  |  | \n" + each.diagnostics)
        << each.more;
}

TEST(Kev, TakesTheFirstOfEntriesWithOneIdentifier) {
  EXPECT_EQ(read(catalogue(entry("CVE-2022-0001", R"(, "product": "first")") + ',' +
                               entry("CVE-2022-0001", R"(, "product": "second")"),
                           "2")),
            std::string(kHead) +
                "CVE-2022-0001 2022-11-08.. |  | first |  |  |  | \n"
                "entry-twice id=CVE-2022-0001\n");
}

TEST(Kev, TellsWhenItsOwnCountOrDateIsWrong) {
  EXPECT_EQ(read(catalogue(entry("CVE-2022-0001"), "2")),
            std::string(kHead) +
                "CVE-2022-0001 2022-11-08.. |  |  |  |  |  | \n"
                "entries-announced /count announced=2 number=1\n");
  EXPECT_EQ(read(R"({"catalogVersion": "1", "dateReleased": "today", "vulnerabilities": [)" +
                 entry("CVE-2022-0001") + "]}"),
            "1 undated\nCVE-2022-0001 2022-11-08.. |  |  |  |  |  | \n"
            "bad-date /dateReleased text=today\n");
}

TEST(Kev, ReadsTextWithByteOrderMarkAndReplacesWhatIsNoUtf8) {
  EXPECT_EQ(read("\xEF\xBB\xBF" + catalogue(entry("CVE-2022-0001"))),
            read(catalogue(entry("CVE-2022-0001"))));
  EXPECT_EQ(read(R"({"catalogVersion": "1", "dateReleased": "2022-11-14", "vulnerabilities": [)" +
                 entry("CVE-2022-0001", ", \"product\": \"\xFF\"") + "]}"),
            "1 2022-11-14T00:00:00Z\nCVE-2022-0001 2022-11-08.. |  | \uFFFD |  |  |  | \n"
            "invalid-utf8 1:141\n");
}

TEST(Kev, RefusesWhatIsNoCatalogue) {
  const std::string whole = catalogue(entry("CVE-2022-0001"));
  for (const auto& [text, expected] : std::vector<std::pair<std::string, std::string>>{
           {"", "malformed 1:1 json-syntax\n"},
           {whole.substr(0, whole.size() - 1), "malformed 1:185 json-syntax\n"},
           {"[]", "malformed /catalogVersion catalogue-form\n"},
           {R"({"vulnerabilities": []})", "malformed /catalogVersion catalogue-form\n"},
           {R"({"catalogVersion": "", "vulnerabilities": []})",
            "malformed /catalogVersion catalogue-form\n"},
           {R"({"catalogVersion": "1"})", "malformed /vulnerabilities catalogue-form\n"},
           {R"({"catalogVersion": "1", "vulnerabilities": {}})",
            "malformed /vulnerabilities catalogue-form\n"},
           {catalogue("", "0"), "malformed no-entries\n"},
           {catalogue(entry("CVE-1")),
            "malformed no-entries\nentry-skipped /vulnerabilities/0/cveID text=CVE-1\n"},
       })
    EXPECT_EQ(read(text), expected) << text;
}

TEST(Kev, ReadsTheRealCatalogue) {
  PATCHMATRIX_NEEDS("kev/known_exploited_vulnerabilities.json");
  Diagnostics diagnostics;
  const KevCatalogue kev =
      parse_kev(read_file(*corpus() / "kev/known_exploited_vulnerabilities.json"), diagnostics);
  EXPECT_EQ(text_of(diagnostics), "");
  EXPECT_EQ(kev.version, "2025.08.25");
  EXPECT_EQ(to_string(kev.released.value()), "2025-08-25T17:04:19Z");
  EXPECT_EQ(kev.entries.size(), 1404U);
  const KevEntry* entry = kev.find("CVE-2022-41080");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->product, "Exchange Server");
  EXPECT_EQ(to_string(entry->added), "2023-01-10");
  EXPECT_EQ(to_string(entry->due.value()), "2023-01-31");
  EXPECT_TRUE(entry->ransomware);
}

TEST(Kev, ReadsAnOlderState) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/known_exploited_vulnerabilities.json");
  Diagnostics diagnostics;
  const KevCatalogue kev = parse_kev(
      read_file(*corpus() / "csaf/sample/dist/known_exploited_vulnerabilities.json"), diagnostics);
  EXPECT_EQ(text_of(diagnostics), "");
  EXPECT_EQ(kev.version, "2024.10.22");
  EXPECT_EQ(kev.entries.size(), 1199U);
}

// ── which catalogue it is ────────────────────────────────────────────────────────────────────────

TEST(CatalogueKind, IsToldByTheContent) {
  using enum CatalogueKind;
  const std::string long_title(5000, 'x');
  for (const auto& [text, expected] : std::vector<std::pair<std::string, CatalogueKind>>{
           {catalogue(""), Kev},
           {"\xEF\xBB\xBF \r\n" + catalogue(""), Kev},
           {R"({"a": {"b": [1, "}"]}, "c": "\"", "catalogVersion": 1)", Kev},
           {"#model_version:v1,score_date:2022-11-14T00:00:00+0000\n", Epss},
           {"\xEF\xBB\xBF#model_version:v1", Epss},
           {"", None},
           {"{", None},
           {"{}", None},
           {"{]}\"", None},
           {R"({"a": "\)", None},
           {"cve,epss,percentile\n", None},
           {"# model_version", None},
           {"[" + catalogue("") + "]", None},
           {R"({"document": {"catalogVersion": "1"}})", None},
           {R"({"document": "catalogVersion"})", None},
           {R"({"document": ["catalogVersion"], "title": "\"catalogVersion\": 1"})", None},
           {R"({"title": ")" + long_title + R"(", "catalogVersion": "1"})", None},
           {"<cvrfdoc/>", None},
       })
    EXPECT_EQ(catalogue_kind(text), expected) << text.substr(0, 80);
}

}  // namespace
}  // namespace patchmatrix
