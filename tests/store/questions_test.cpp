// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/store.hpp>

#include "io/sqlite.hpp"
#include "report/small_month.hpp"
#include "store/documents.hpp"
#include "store/schema.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;
using testing::IsEmpty;
using Lines = std::vector<std::string>;

// Windows 10 and Exchange Server; CVE-2022-0005 is Azure Linux. See report/small_month.hpp.
class Questions : public StoreTest {
 protected:
  void SetUp() override { keep(small_month()); }

  Kept keep_kev(const std::string& version, const char* released, std::vector<KevEntry> entries,
                const std::string& fetched = "2024-05-05T00:00:00Z") {
    const KevCatalogue catalogue = {version, parse_instant(released), std::move(entries)};
    StoreWriter store(file(), "first");
    const std::string packed = packed_with_zstd(version);
    Arrival arrival = StoreTest::arrival(version, "");
    arrival.at = at(fetched);
    const Kept kept = store.add(catalogue, {sha256(version), version.size(), packed}, arrival);
    store.commit();
    return kept;
  }

  Kept keep_epss(const std::string& model, const char* date, std::vector<EpssScore> entries,
                 const std::string& fetched = "2024-05-05T00:00:00Z") {
    StoreWriter store(file(), "first");
    const std::string bytes = model + date;
    const std::string packed = packed_with_zstd(bytes);
    Arrival arrival = StoreTest::arrival(bytes, "");
    arrival.at = at(fetched);
    const Kept kept = store.add(EpssScores{model, at(date), std::move(entries)},
                                {sha256(bytes), bytes.size(), packed}, arrival);
    store.commit();
    return kept;
  }

  // "CVE vendor tuples", in the order of the answer.
  Lines found(const SearchConditions& conditions) {
    Lines out;
    for (const SearchHit& each : StoreReader(file()).search(conditions).hits)
      out.push_back(each.name + ' ' + each.vendor + ' ' + std::to_string(each.tuples));
    return out;
  }

  void damage(const std::string& sql) {
    Database database(file(), store_schema());
    database.execute("PRAGMA foreign_keys = OFF");
    database.execute(sql);
  }

  Lines problems(bool quick = false) {
    Lines out;
    for (const Error& each : check_store(file(), quick))
      out.push_back(error_of([&] { throw each; }));
    return out;
  }
};

KevEntry listed(const std::string& id, const char* added, bool ransomware = false) {
  KevEntry out;
  out.vulnerability = id;
  out.name = id + " by name";
  out.added = parse_day(added).value();
  out.due = parse_day("2022-12-09");
  out.ransomware = ransomware;
  return out;
}

// "status severity impact score: fixes: products", one a group.
Lines groups(const StoredVulnerability& vulnerability) {
  Lines out;
  for (const StoredGroup& group : vulnerability.groups) {
    std::string line(slug(group.rating.status));
    line.append(" ")
        .append(slug(group.rating.severity))
        .append(" ")
        .append(slug(group.rating.impact));
    line += " " + to_string(finding_of(group.rating).score) + ":";
    for (const StoredFix& fix : group.fixes) line += " " + fix.name + "=" + fix.fixed_build;
    line += ":";
    for (const StoredProduct& product : group.products)
      line += " " + product.id + "/" + product.family;
    out.push_back(line);
  }
  return out;
}

// ── one vulnerability ──

TEST_F(Questions, TellWhatADocumentSaysOfAVulnerability) {
  const auto answer = StoreReader(file()).vulnerability("CVE-2022-0002");
  ASSERT_EQ(answer.size(), 1U);
  EXPECT_EQ(answer[0].document.vendor, "microsoft");
  EXPECT_EQ(answer[0].document.tracking, "2022-Nov");
  EXPECT_EQ(answer[0].document.month, "2022-11");
  EXPECT_EQ(answer[0].document.source, "november.xml");
  EXPECT_EQ(answer[0].title, "Example Network Remote Code Execution Vulnerability");
  EXPECT_EQ(answer[0].component, "Example Network");
  EXPECT_EQ(answer[0].exploited, Answer::No);
  EXPECT_EQ(answer[0].exploitability, Exploitability::LessLikely);
  EXPECT_FALSE(answer[0].withdrawn);
  EXPECT_THAT(
      groups(answer[0]),
      ElementsAre("affected critical remote-code-execution 9.8: KB5000002=: 1/windows-10",
                  "affected moderate security-feature-bypass 8.1: KB5000001=: 2/windows-10"));
}

TEST_F(Questions, FindAVulnerabilityInAnyCaseOfLetters) {
  EXPECT_EQ(StoreReader(file()).vulnerability("cve-2022-0002").at(0).name, "CVE-2022-0002");
  for (const char* const unknown : {"", "CVE-2022-000", "CVE-2022-00022", "CVE-2022-9999", "%"})
    EXPECT_THAT(StoreReader(file()).vulnerability(unknown), IsEmpty()) << unknown;
}

TEST_F(Questions, CallAVulnerabilityWithdrawnThatTheNewestVersionLacks) {
  keep(replaced(replaced(small_month(), "CVE-2022-0003", "CVE-2022-0009"),
                "<cvrf:CurrentReleaseDate>2022-11-08", "<cvrf:CurrentReleaseDate>2022-11-20"));
  StoreReader store(file());
  EXPECT_TRUE(store.vulnerability("CVE-2022-0003").at(0).withdrawn);
  EXPECT_FALSE(store.vulnerability("CVE-2022-0002").at(0).withdrawn);
  EXPECT_FALSE(store.vulnerability("CVE-2022-0009").at(0).withdrawn);
  const auto history = store.history(store.vulnerability("CVE-2022-0003").at(0).document.id);
  ASSERT_EQ(history.size(), 2U);
  EXPECT_EQ(to_string(history[0].released.value()), "2022-11-08T08:00:00Z");
  EXPECT_EQ(to_string(history[1].released.value()), "2022-11-20T08:00:00Z");
  EXPECT_FALSE(history[0].current);
  EXPECT_TRUE(history[1].current);
  EXPECT_THAT(history[0].identifiers, testing::Contains("CVE-2022-0003"));
  EXPECT_THAT(history[1].identifiers, testing::Not(testing::Contains("CVE-2022-0003")));
}

// ── one update ──

TEST_F(Questions, TellWhatAnUpdateFixes) {
  const auto update = StoreReader(file()).update({"5000002", "KB5000002"});
  ASSERT_TRUE(update);
  EXPECT_EQ(update->name, "KB5000002");
  ASSERT_EQ(update->documents.size(), 1U);
  Lines tuples;
  for (const StoredUpdate::Tuple& each : update->tuples)
    tuples.push_back(update->vulnerabilities[each.vulnerability].name + ' ' +
                     update->products[each.product].id + ' ' +
                     std::string(slug(update->ratings[each.rating].severity)) + ' ' +
                     update->fixes[each.fix].fixed_build);
  EXPECT_THAT(tuples, testing::UnorderedElementsAre("CVE-2022-0001 1 important 10.0.19045.2251",
                                                    "CVE-2022-0001 2 important 10.0.19045.2251",
                                                    "CVE-2022-0002 1 critical "));
  EXPECT_THAT(update->known_issues, IsEmpty());
  EXPECT_THAT(update->superseded_by, IsEmpty());
}

TEST_F(Questions, KnowOnlyUpdatesByTheirNames) {
  EXPECT_FALSE(StoreReader(file()).update({"Release Notes"}));
  EXPECT_FALSE(StoreReader(file()).update({"500000"}));
  EXPECT_FALSE(StoreReader(file()).update({}));
}

TEST(SupersededNames, AreReadFromListsOfAllForms) {
  struct Case {
    const char* text;
    const char* name;
    Lines names;
  };
  const Case cases[] = {
      {"5018427", "KB5019980", {"KB5018427"}},
      {"KB5018427", "KB5019980", {"KB5018427"}},
      {"5018427; 5018418", "KB5019980", {"KB5018427", "KB5018418"}},
      {"5018427, 5018418", "KB5019980", {"KB5018427", "KB5018418"}},
      {"5018427<br><br>5018418", "KB5019980", {"KB5018427", "KB5018418"}},
      {"5018427 <br/> 5018427", "KB5019980", {"KB5018427"}},
      {"MS16-016, 3124280; MS16-097, 3178034", "KB3205409", {"KB3124280", "KB3178034"}},
      {"5019980", "KB5019980", {}},  // itself
      {"None", "KB5019980", {}},
      {"", "KB5019980", {}},
      {"<br", "KB5019980", {}},
      {"RHSA-2023:1", "RHSA-2023:2", {"RHSA-2023:1"}},
      {"RHBA-2023:1", "RHSA-2023:2", {}},
      {"5018427", "5019980", {"5018427"}},
  };
  for (const Case& each : cases)
    EXPECT_EQ(superseded_names(each.text, each.name), each.names) << each.text;
}

TEST_F(Questions, TellWhichUpdatesReplaceAnother) {
  keep(replaced(replaced(small_month(), "2022-Nov", "2022-Dec"),
                "<vuln:FixedBuild></vuln:FixedBuild>",
                "<vuln:FixedBuild></vuln:FixedBuild><vuln:Supercedence>5000002; 15000003"
                "</vuln:Supercedence>"));
  StoreReader store(file());
  EXPECT_THAT(store.update({"kb5000002"})->superseded_by, ElementsAre("KB5000001", "KB5000003"));
  EXPECT_THAT(store.update({"KB5000003"})->superseded_by, IsEmpty());
}

// ── many vulnerabilities ──

TEST_F(Questions, FindWhatMeetsAllConditionsInOneProduct) {
  struct Case {
    const char* what;
    std::function<void(SearchConditions&)> set;
    Lines found;
  };
  const auto is_in = [](const char* family) {
    return [family](const StoredProduct& product) { return product.family == family; };
  };
  const Case cases[] = {
      {"nothing",
       [](SearchConditions&) {},
       {"CVE-2022-0001 microsoft 2", "CVE-2022-0002 microsoft 2", "CVE-2022-0003 microsoft 1",
        "CVE-2022-0004 microsoft 1", "CVE-2022-0005 microsoft 1"}},
      {"critical",
       [](SearchConditions& c) { c.severities = {Severity::Critical}; },
       {"CVE-2022-0002 microsoft 1", "CVE-2022-0003 microsoft 1"}},
      {"critical or moderate",
       [](SearchConditions& c) {
         c.severities = {Severity::Critical, Severity::Moderate};
       },
       {"CVE-2022-0002 microsoft 2", "CVE-2022-0003 microsoft 1"}},
      {"critical, and a bypass of another product",
       [](SearchConditions& c) {
         c.severities = {Severity::Critical};
         c.impacts = {Impact::SecurityFeatureBypass};
       },
       {}},
      {"moderate and a bypass of the same",
       [](SearchConditions& c) {
         c.severities = {Severity::Moderate};
         c.impacts = {Impact::SecurityFeatureBypass};
       },
       {"CVE-2022-0002 microsoft 1"}},
      {"Exchange Server",
       [&](SearchConditions& c) { c.product = is_in("exchange-server"); },
       {"CVE-2022-0003 microsoft 1"}},
      {"exploited", [](SearchConditions& c) { c.exploited = true; }, {"CVE-2022-0001 microsoft 2"}},
      {"disclosed",
       [](SearchConditions& c) { c.publicly_disclosed = true; },
       {"CVE-2022-0003 microsoft 1"}},
      {"in no catalogue", [](SearchConditions& c) { c.kev = true; }, {}},
      {"a vendor",
       [](SearchConditions& c) {
         c.vendor = "microsoft";
         c.exploited = true;
       },
       {"CVE-2022-0001 microsoft 2"}},
      {"another vendor", [](SearchConditions& c) { c.vendor = "cisco"; }, {}},
      {"texts of the title",
       [](SearchConditions& c) {
         c.texts = {"ＭＡＩＬ", "elevation"};
       },
       {"CVE-2022-0003 microsoft 1"}},
      {"an identifier",
       [](SearchConditions& c) { c.texts = {"cve-2022-0004"}; },
       {"CVE-2022-0004 microsoft 1"}},
      {"a component",
       [](SearchConditions& c) { c.texts = {"mariner"}; },
       {"CVE-2022-0005 microsoft 1"}},
      {"one text that is not there",
       [](SearchConditions& c) {
         c.texts = {"mail", "kernel"};
       },
       {}},
      {"fixed", [](SearchConditions& c) { c.status = StatusCondition::Fixed; }, {}},
      {"not affected", [](SearchConditions& c) { c.status = StatusCondition::NotAffected; }, {}},
      {"the month",
       [](SearchConditions& c) {
         c.first_month = c.last_month = "2022-11";
         c.exploited = true;
       },
       {"CVE-2022-0001 microsoft 2"}},
      {"the month before",
       [](SearchConditions& c) { c.first_month = c.last_month = "2022-10"; },
       {}},
      {"since the day",
       [](SearchConditions& c) {
         c.since = parse_day("2022-11-08");
         c.exploited = true;
       },
       {"CVE-2022-0001 microsoft 2"}},
      {"since the day after", [](SearchConditions& c) { c.since = parse_day("2022-11-09"); }, {}},
      {"until the day before", [](SearchConditions& c) { c.until = parse_day("2022-11-07"); }, {}},
  };
  for (const Case& each : cases) {
    SearchConditions conditions;
    each.set(conditions);
    EXPECT_EQ(found(conditions), each.found) << each.what;
  }
}

TEST_F(Questions, NeverFindProductsThatAreNotAffectedUnlessAsked) {
  keep(replaced(advisory("1", "Example"), "known_affected", "known_not_affected"));
  SearchConditions conditions;
  conditions.texts = {"CVE-2022-1000"};
  EXPECT_THAT(found(conditions), IsEmpty());
  conditions.status = StatusCondition::NotAffected;
  EXPECT_THAT(found(conditions), ElementsAre("CVE-2022-1000 example 1"));
  conditions.status = StatusCondition::Any;
  EXPECT_THAT(found(conditions), ElementsAre("CVE-2022-1000 example 1"));
}

TEST_F(Questions, CountWhatTheyChooseFrom) {
  const SearchAnswer answer = StoreReader(file()).search({});
  EXPECT_EQ(answer.vulnerabilities, 5U);
  EXPECT_EQ(answer.tuples, 7U);
}

// ── catalogues ──

TEST_F(Questions, AreAnsweredFromTheCatalogueInForce) {
  EXPECT_FALSE(StoreReader(file()).kev());
  EXPECT_EQ(
      keep_kev("2022.11.14", "2022-11-14T00:00:00Z",
               {listed("CVE-2022-0001", "2022-11-08"), listed("CVE-2022-0003", "2022-11-14")}),
      Kept::First);
  EXPECT_EQ(keep_kev("2022.11.08", "2022-11-08T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")}),
            Kept::Older);
  EXPECT_EQ(keep_kev("2022.11.08", "2022-11-08T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")}),
            Kept::Unchanged);
  EXPECT_EQ(StoreReader(file()).kev()->entries.size(), 2U);
  const std::vector<KevEntry> newest = {listed("CVE-2022-0003", "2022-11-14", true)};
  EXPECT_EQ(keep_kev("2022.12.01", "2022-12-01T00:00:00Z", newest), Kept::Newer);
  const auto kev = StoreReader(file()).kev();
  ASSERT_TRUE(kev);
  EXPECT_EQ(kev->version, "2022.12.01");
  EXPECT_EQ(kev->entries, newest);
  SearchConditions conditions;
  conditions.kev = true;
  EXPECT_THAT(found(conditions), ElementsAre("CVE-2022-0003 microsoft 1"));
}

TEST_F(Questions, KnowWhichCatalogueWasKnownThen) {
  keep_kev("one", "2022-11-08T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")},
           "2022-11-09T00:00:00Z");
  keep_kev("two", "2022-12-01T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")},
           "2022-12-02T00:00:00Z");
  StoreReader store(file());
  EXPECT_FALSE(store.kev_version({{}, at("2022-11-08T23:59:59Z")}));
  EXPECT_EQ(store.kev_version({{}, at("2022-11-09T00:00:00Z")})->name, "one");
  EXPECT_FALSE(store.kev_version({{}, at("2022-11-09T00:00:00Z")})->current);
  EXPECT_EQ(store.kev_version({})->name, "two");
  EXPECT_TRUE(store.kev_version({})->current);
  // What it says of earlier days stays in it.
  EXPECT_EQ(store.kev_version({parse_day("2022-11-10"), {}})->name, "two");
}

TEST_F(Questions, TakeTheScoresOfTheDay) {
  keep_epss("v1", "2022-11-10T00:00:00Z", {{"CVE-2022-0001", 97567, 99995}});
  keep_epss("v2", "2022-12-10T00:00:00Z", {{"CVE-2022-0001", 3, 4}, {"CVE-2022-0002", 1, 2}});
  StoreReader store(file());
  EXPECT_EQ(store.epss_version({parse_day("2022-11-09"), {}})->name, "v2");  // none is that old
  EXPECT_EQ(store.epss_version({parse_day("2022-11-10"), {}})->name, "v1");
  EXPECT_EQ(store.epss_version({parse_day("2022-12-09"), {}})->name, "v1");
  EXPECT_EQ(store.epss_version({parse_day("2022-12-10"), {}})->name, "v2");
  const auto scores = store.epss({"CVE-2022-0009", "CVE-2022-0002", "CVE-2022-0002"});
  ASSERT_TRUE(scores);
  EXPECT_EQ(scores->model, "v2");
  EXPECT_THAT(scores->entries, ElementsAre(EpssScore{"CVE-2022-0002", 1, 2}));
}

// ── the store as a whole ──

TEST_F(Questions, TellWhatTheStoreHolds) {
  keep(advisory("1", "Example"));
  keep_kev("2022.11.14", "2022-11-14T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")});
  const StoreFacts facts = StoreReader(file()).facts();
  Lines lines;
  for (const VendorFacts& each : facts.vendors)
    lines.push_back(each.vendor + ' ' + std::to_string(each.documents) + ' ' +
                    std::to_string(each.versions) + ' ' + std::to_string(each.vulnerabilities) +
                    ' ' + std::to_string(each.withdrawn) + ' ' + std::to_string(each.findings));
  EXPECT_THAT(lines, ElementsAre("example 1 1 1 0 1", "microsoft 1 1 5 0 7"));
  EXPECT_EQ(facts.document_bytes, small_month().size() + advisory("1", "Example").size() +
                                      std::string("2022.11.14").size());
  EXPECT_EQ(facts.kev->entries, 1U);
  EXPECT_FALSE(facts.epss);
}

TEST_F(Questions, GiveEveryVersionThatIsKept) {
  keep(advisory("2", "Example"));
  keep(advisory("1", "Example"));
  Lines lines;
  for (const ExportedVersion& each : StoreReader(file()).everything())
    lines.push_back(each.publisher + ' ' + each.tracking + ' ' + each.revision);
  EXPECT_THAT(lines, ElementsAre("https://example.com EX-1 2", "https://example.com EX-1 1",
                                 "microsoft 2022-Nov 2"));
}

TEST_F(Questions, FindASoundStoreSound) {
  keep(advisory("1", "Example"));
  keep_kev("2022.11.14", "2022-11-14T00:00:00Z", {listed("CVE-2022-0001", "2022-11-08")});
  EXPECT_THAT(problems(), IsEmpty());
  vacuum_store(file());
  EXPECT_THAT(problems(), IsEmpty());
  EXPECT_EQ(StoreReader(file()).vulnerability("CVE-2022-0001").size(), 1U);
}

TEST_F(Questions, FindWhatIsWrongWithAStore) {
  struct Case {
    const char* damage;
    Lines problems;
  };
  const Case cases[] = {
      {"UPDATE raw SET bytes = x'00'", {"untrusted microsoft 2022-Nov 2 raw-changed"}},
      {"DELETE FROM raw", {"untrusted microsoft 2022-Nov 2 raw-missing"}},
      {"UPDATE document SET current = NULL", {"untrusted microsoft 2022-Nov no-current-version"}},
      {"DELETE FROM vulnerability WHERE name = 'CVE-2022-0004'",
       {"untrusted store-reference table=finding parent=vulnerability",
        "untrusted microsoft 2022-Nov vulnerabilities-differ expected=5 number=4"}},
      {"INSERT INTO document (kind, publisher, tracking, vendor, version_order, current) SELECT "
       "'kev', 'kev', 'kev', '', 'arrival', id FROM version",
       {"untrusted kev no-current-version", "untrusted kev catalogue-differs expected=5 number=0"}},
  };
  for (const Case& each : cases) {
    std::filesystem::remove(file());
    keep(small_month());
    damage(each.damage);
    EXPECT_EQ(problems(), each.problems) << each.damage;
  }
}

TEST_F(Questions, LookOnlyAtTheDatabaseWhenTheyMustBeQuick) {
  damage("UPDATE raw SET bytes = x'00'");
  EXPECT_THAT(problems(true), IsEmpty());
}

TEST_F(Questions, NeedAStore) {
  const std::string none = (folder_.path() / "none.sqlite").string();
  EXPECT_EQ(error_of([&] { vacuum_store(none); }), "not-found " + none + " no-store");
  EXPECT_EQ(error_of([&] { check_store(none, false); }), "not-found " + none + " no-store");
}

}  // namespace
}  // namespace patchmatrix
