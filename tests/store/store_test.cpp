// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <patchmatrix/store.hpp>

#include "store/documents.hpp"
#include "store/schema.hpp"

namespace patchmatrix {
namespace {

using test::advisory;
using test::at;
using test::month_document;
using Lines = std::vector<std::string>;

class Store : public test::StoreTest {};

const std::string kFirst = month_document({"CVE-2022-1", "CVE-2022-2"}, "2022-11-08T08:00:00");
const std::string kSecond =
    month_document({"CVE-2022-1", "CVE-2022-2", "CVE-2022-3"}, "2022-11-28T15:34:45");
const std::string kShrunk = month_document({"CVE-2022-1"}, "2022-12-20T08:00:00");

TEST_F(Store, GivesBackWhatWasKeptByteForByte) {
  EXPECT_EQ(keep(kFirst), Kept::First);
  StoreReader store(file());
  const auto versions = store.versions("microsoft", kNovember, {});
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_EQ(unpacked(store.raw(versions[0].version)), kFirst);
  EXPECT_EQ(versions[0].sha256, sha256(kFirst));
  EXPECT_EQ(versions[0].vendor, "microsoft");
  EXPECT_EQ(versions[0].document, "2022-Nov");
  EXPECT_EQ(versions[0].revision, "2");
  EXPECT_EQ(versions[0].source, "november.xml");
  EXPECT_EQ(versions[0].fetched_at, std::nullopt);
}

TEST_F(Store, TellsWhenAFeedGaveADocument) {
  keep(kFirst, "2024-05-06T00:00:00Z");
  const auto versions = StoreReader(file()).versions("microsoft", kNovember, {});
  ASSERT_EQ(versions.size(), 1U);
  EXPECT_EQ(versions[0].fetched_at, at("2024-05-06T00:00:00Z"));
}

TEST_F(Store, TellsWhatADocumentTurnedOutToBe) {
  EXPECT_EQ(keep(kSecond), Kept::First);
  EXPECT_EQ(keep(kSecond), Kept::Unchanged);
  EXPECT_EQ(keep(kFirst), Kept::Older);
  EXPECT_EQ(keep(kFirst), Kept::Unchanged);
  EXPECT_EQ(keep(kShrunk), Kept::Newer);
}

TEST_F(Store, AnswersWithTheVersionInForceWhateverWasImportedLast) {
  keep(kSecond);
  keep(kFirst);
  EXPECT_EQ(answer(), (Lines{"2022-Nov 2022-11-28"}));
}

TEST_F(Store, LetsOlderVersionsStandInForWhatTheFeedLost) {
  keep(kFirst);
  keep(kSecond);
  keep(kShrunk);
  EXPECT_EQ(answer(), (Lines{"2022-Nov 2022-12-20", "2022-Nov 2022-11-28 CVE-2022-2 CVE-2022-3"}));
}

TEST_F(Store, ForgetsALossThatIsMadeGood) {
  keep(kShrunk, "2022-12-21T00:00:00Z");
  keep(kSecond, "2022-12-20T00:00:00Z");
  EXPECT_EQ(answer().size(), 2U);
  keep(kSecond, "2022-12-22T00:00:00Z");
  EXPECT_EQ(answer(), (Lines{"2022-Nov 2022-11-28"}));
}

TEST_F(Store, AnswersWithWhatTheVendorHadSaidByADay) {
  keep(kShrunk);
  keep(kSecond);
  keep(kFirst);
  const auto said = [&](const char* day) { return answer({parse_day(day), {}}); };
  EXPECT_EQ(said("2022-11-07"), Lines{});
  EXPECT_EQ(said("2022-11-08"), (Lines{"2022-Nov 2022-11-08"}));
  EXPECT_EQ(said("2022-11-27"), (Lines{"2022-Nov 2022-11-08"}));
  EXPECT_EQ(said("2022-11-28"), (Lines{"2022-Nov 2022-11-28"}));
  EXPECT_EQ(said("2030-01-01"), answer());
}

TEST_F(Store, SaysWhenNoVersionOfTheDayIsKept) {
  keep(kSecond);
  EXPECT_EQ(answer({parse_day("2022-11-09"), {}}), (Lines{"2022-Nov 2022-11-28 too late"}));
}

TEST_F(Store, AnswersWithWhatWasKnownAtATime) {
  keep(kSecond, "2022-12-01T08:00:00Z");
  keep(kFirst, "2022-11-09T00:00:00Z");
  const auto known = [&](const char* time) { return answer({{}, at(time)}); };
  EXPECT_EQ(known("2022-11-08T23:59:59Z"), Lines{});
  EXPECT_EQ(known("2022-11-09T00:00:00Z"), (Lines{"2022-Nov 2022-11-08"}));
  EXPECT_EQ(known("2022-12-01T07:59:59Z"), (Lines{"2022-Nov 2022-11-08"}));
  EXPECT_EQ(known("2022-12-01T08:00:00Z"), (Lines{"2022-Nov 2022-11-28"}));
}

TEST_F(Store, AsksBothTimesAtOnce) {
  keep(kFirst, "2022-12-05T00:00:00Z");
  keep(kSecond, "2022-12-06T00:00:00Z");
  // On 12-05 nobody here knew what the vendor had said by 11-30.
  EXPECT_EQ(answer({parse_day("2022-11-30"), at("2022-12-05T12:00:00Z")}),
            (Lines{"2022-Nov 2022-11-08"}));
  EXPECT_EQ(answer({parse_day("2022-11-30"), at("2022-12-06T12:00:00Z")}),
            (Lines{"2022-Nov 2022-11-28"}));
}

TEST_F(Store, KnowsTheDocumentByItsPublisherAndId) {
  EXPECT_EQ(keep(advisory("1", "One")), Kept::First);
  // The namespace is the same in another spelling.
  EXPECT_EQ(
      keep(test::replaced(advisory("2", "Two"), "https://Example.com/", "https://example.com")),
      Kept::Newer);
  EXPECT_EQ(
      keep(test::replaced(advisory("2", "Two"), "https://Example.com/", "https://example.org")),
      Kept::First);
}

TEST_F(Store, OrdersVersionsOfOtherVendorsByNumber) {
  EXPECT_EQ(keep(advisory("1.10.0", "New", "2022-11-10T00:00:00Z")), Kept::First);
  EXPECT_EQ(keep(advisory("1.9.0", "Old", "2022-11-20T00:00:00Z")), Kept::Older);
  EXPECT_EQ(answer({}, kNovember, "example"), (Lines{"EX-1 2022-11-10"}));
}

TEST_F(Store, DoesNotMournWhatAWithdrawnDocumentLacks) {
  keep(advisory("1", "One"));
  keep(test::replaced(advisory("2", "Gone", "2022-11-12T00:00:00Z", "deleted"), "CVE-2022-1000",
                      "CVE-2022-1001"));
  EXPECT_EQ(answer({}, kNovember, "example"), (Lines{"EX-1 2022-11-12"}));
}

TEST_F(Store, FindsMonthsAndTheLatestOfThem) {
  keep(kFirst);
  keep(month_document({"CVE-2022-9"}, "2022-10-11T07:00:00", "2022-Oct", "2022-10-11T07:00:00"));
  StoreReader store(file());
  EXPECT_EQ(store.latest_month("microsoft", {}), (Month{2022, 11}));
  EXPECT_EQ(store.latest_month("microsoft", {parse_day("2022-11-01"), {}}), (Month{2022, 10}));
  EXPECT_EQ(store.latest_month("nobody", {}), std::nullopt);
  EXPECT_EQ(answer({}, {{2022, 10}, {2022, 11}}),
            (Lines{"2022-Nov 2022-11-08", "2022-Oct 2022-10-11"}));
  EXPECT_EQ(answer({}, {{2022, 12}, {2022, 12}}), Lines{});
}

TEST_F(Store, KnowsVendorsAndFeeds) {
  keep(kFirst);
  StoreReader store(file());
  EXPECT_TRUE(store.knows("microsoft"));
  EXPECT_FALSE(store.knows("example"));
}

TEST_F(Store, FindsWhatIsFixedByALaterMonth) {
  const std::string september = test::replaced(
      month_document({"CVE-2022-41040"}, "2022-11-08T08:00:00", "2022-Sep", "2022-09-13T07:00:00"),
      "<vuln:RevisionHistory>",
      "<vuln:RevisionHistory><vuln:Revision><cvrf:Number>2.0</cvrf:Number>"
      "<cvrf:Date>2022-11-08T08:00:00</cvrf:Date>"
      "</vuln:Revision>");
  keep(september);
  keep(kFirst);
  StoreReader store(file());
  const auto fixed = [&](const std::string& update) {
    Lines out;
    for (const auto& each : store.fixed_later("microsoft", {2022, 11}, {update}, {}))
      out.push_back(each.document);
    return out;
  };
  EXPECT_EQ(fixed("KB5000001"), (Lines{"2022-Sep"}));
  EXPECT_EQ(fixed("KB5000002"), Lines{});
}

TEST_F(Store, HoldsARowForEveryFindingOfWhatIsInForce) {
  keep(kFirst);
  keep(kSecond);
  keep(kShrunk);
  Database database(file(), store_schema());
  Statement query = database.prepare(
      "SELECT v.name, w.current_release, p.product_id, p.name, p.family, r.severity_word, "
      "f.name FROM vulnerability v JOIN version w ON w.id = v.version JOIN finding g ON "
      "g.vulnerability = v.id JOIN product p ON p.id = g.product JOIN rating r ON r.id = g.rating "
      "JOIN fix_set_member m ON m.fix_set = g.fix_set JOIN fix f ON f.id = m.fix ORDER BY v.name");
  Lines rows;
  while (query.next())
    rows.push_back(std::string(query.text(0)) + ' ' +
                   to_string(Instant(std::chrono::seconds(query.number(1)))) + ' ' +
                   std::string(query.text(2)) + ' ' + std::string(query.text(4)) + ' ' +
                   std::string(query.text(5)) + ' ' + std::string(query.text(6)));
  EXPECT_EQ(rows, (Lines{"CVE-2022-1 2022-12-20T08:00:00Z 1 windows-10 Critical KB5000001",
                         "CVE-2022-2 2022-11-28T15:34:45Z 1 windows-10 Critical KB5000001",
                         "CVE-2022-3 2022-11-28T15:34:45Z 1 windows-10 Critical KB5000001"}));
}

// Every row without its own ids, so that stores can be compared.
Lines content(const std::filesystem::path& file) {
  Database database(file, store_schema());
  Lines out;
  for (const char* sql :
       {"SELECT d.publisher || d.tracking || v.sha256 FROM document d JOIN version v ON v.id = "
        "d.current ORDER BY 1",
        "SELECT v.name || w.sha256 || count(g.product) || total(r.severity) FROM vulnerability v "
        "JOIN version w ON w.id = v.version LEFT JOIN finding g ON g.vulnerability = v.id LEFT "
        "JOIN rating r ON r.id = g.rating GROUP BY v.id ORDER BY 1",
        "SELECT count(*) FROM fix_set", "SELECT count(*) FROM fix_set_member"}) {
    Statement query = database.prepare(sql);
    while (query.next()) out.emplace_back(query.text(0));
  }
  return out;
}

TEST_F(Store, IsTheSameWhateverTheOrderOfImport) {
  std::vector<std::string> documents = {kFirst, kSecond, kShrunk, advisory("1", "One"),
                                        advisory("2", "Two")};
  std::sort(documents.begin(), documents.end());
  std::optional<Lines> expected;
  do {
    std::filesystem::remove(file());
    std::filesystem::remove(file().string() + "-wal");
    std::filesystem::remove(file().string() + "-shm");
    StoreWriter store(file(), "definitions");
    for (const std::string& each : documents) {
      const auto normal = test::normalized(each);
      store.add(normal->findings, {sha256(each), each.size(), packed_with_zstd(each)},
                arrival(each, ""));
    }
    store.commit();
    const Lines found = content(file());
    if (!expected) expected = found;
    ASSERT_EQ(found, *expected);
  } while (std::next_permutation(documents.begin(), documents.end()));
}

TEST_F(Store, KeepsNothingThatWasNotCommitted) {
  keep(kFirst);
  {
    const auto normal = test::normalized(kSecond);
    StoreWriter store(file(), "first");
    store.add(normal->findings, {sha256(kSecond), kSecond.size(), packed_with_zstd(kSecond)},
              arrival(kSecond, ""));
  }
  EXPECT_EQ(answer(), (Lines{"2022-Nov 2022-11-08"}));
}

TEST_F(Store, KnowsArrivalsByTheirFiles) {
  keep(kFirst);
  keep(kSecond, "2022-12-01T00:00:00Z");
  StoreWriter store(file(), "first");
  const KnownArrivals known = store.known();
  EXPECT_TRUE(known.contains(arrival(kFirst, "")));
  EXPECT_TRUE(known.contains(arrival(kSecond, "")));
  EXPECT_FALSE(known.contains(arrival(kShrunk, "")));
  // That a feed gave it at a time is more than that it is here.
  EXPECT_FALSE(known.contains(arrival(kFirst, "2022-12-01T00:00:00Z")));
  EXPECT_TRUE(known.contains(arrival(kSecond, "2022-12-01T00:00:00Z")));
  EXPECT_FALSE(known.contains(arrival(kSecond, "2022-12-02T00:00:00Z")));
}

TEST_F(Store, MakesFindingsAgainWhenTheirDefinitionsChanged) {
  keep(kFirst);
  keep(kSecond);
  keep(kShrunk);
  const Lines before = content(file());
  {
    StoreWriter same(file(), "first");
    EXPECT_EQ(same.outdated(), std::vector<std::int64_t>{});
  }
  StoreWriter store(file(), "second");
  const auto outdated = store.outdated();
  ASSERT_EQ(outdated.size(), 3U);  // also the first version, of which nothing is in force
  for (const std::int64_t each : outdated) {
    const auto normal = test::normalized(unpacked(store.raw(each)));
    store.again(each, normal->findings);
  }
  store.up_to_date();
  store.commit();
  EXPECT_EQ(store.outdated(), std::vector<std::int64_t>{});
  EXPECT_EQ(content(file()), before);
}

TEST_F(Store, ReadsOlderVersionsAgainToo) {
  keep(kFirst);
  keep(kSecond);
  keep(kShrunk);
  const Lines before = answer({parse_day("2022-11-08"), {}});
  {
    Database database(file(), store_schema());
    database.execute("UPDATE version SET month = '1999-01', identifiers = '', late_fixes = 'x'");
  }
  EXPECT_EQ(answer({parse_day("2022-11-08"), {}}), Lines{});
  StoreWriter store(file(), "second");
  for (const std::int64_t each : store.outdated())
    store.again(each, test::normalized(unpacked(store.raw(each)))->findings);
  store.up_to_date();
  store.commit();
  EXPECT_EQ(answer({parse_day("2022-11-08"), {}}), before);
  EXPECT_EQ(answer(), (Lines{"2022-Nov 2022-12-20", "2022-Nov 2022-11-28 CVE-2022-2 CVE-2022-3"}));
}

TEST_F(Store, LetsReadersSeeOneMoment) {
  keep(kFirst);
  StoreReader before(file());
  EXPECT_EQ(before.versions("microsoft", kNovember, {}).size(), 1U);
  keep(kShrunk);
  EXPECT_EQ(before.versions("microsoft", kNovember, {}).size(), 1U);
  StoreReader after(file());
  EXPECT_EQ(after.versions("microsoft", kNovember, {}).size(), 2U);
}

TEST_F(Store, SaysThatThereIsNone) {
  EXPECT_EQ(test::error_of([&] { StoreReader store(file()); }),
            "not-found " + file().string() + " no-store");
}

TEST_F(Store, RefusesTheStoreOfANewerProgram) {
  { Database database(file(), {"CREATE TABLE document (id INTEGER)", "SELECT 1", "SELECT 1"}); }
  EXPECT_EQ(test::error_of([&] { StoreWriter store(file(), "first"); }),
            "unsupported database-newer file=" + file().string() +
                " version=3 known=" + std::to_string(store_schema().size()));
}

TEST_F(Store, SaysThatAFileIsNoStore) {
  folder_.write("store.sqlite", std::string(5000, 'x'));
  const std::string expected =
      "untrusted " + file().string() + " store-damaged reason=file is not a database";
  EXPECT_EQ(test::error_of([&] { StoreWriter store(file(), "first"); }), expected);
  EXPECT_EQ(test::error_of([&] { StoreReader store(file()); }), expected);
}

}  // namespace
}  // namespace patchmatrix
