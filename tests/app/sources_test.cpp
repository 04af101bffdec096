// SPDX-License-Identifier: Apache-2.0
#include "app/sources.hpp"

#include <filesystem>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/document_facts.hpp"
#include "io/text.hpp"
#include "normalize/msrc_entries.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::ElementsAre;

std::string month_document(const std::string& id, const std::vector<std::string>& vulnerabilities) {
  std::string entries;
  for (const std::string& each : vulnerabilities) entries += vulnerability(each, affected({"1"}));
  std::string out = msrc_document(product("1", "Windows 11 Version 22H2"), entries);
  return out.replace(out.find(">2022-Nov<"), 10, ">" + id + "<");
}

// A feed that is a folder, fetched into a mirror; and the working folder, for one test, is empty.
class Sources : public testing::Test {
 protected:
  Sources()
      : before_(std::filesystem::current_path()),
        feeds_(load_feeds(source_folder() / "feeds",
                          {folder_
                               .write("feeds.d/acme.toml",
                                      "id = \"acme\"\n"
                                      "name = { ja = \"アクメ\", en = \"Acme\" }\n"
                                      "[[feeds]]\n"
                                      "id = \"acme-months\"\n"
                                      "name = { ja = \"月\", en = \"Months\" }\n"
                                      "kind = \"folder\"\n"
                                      "format = \"CVRF\"\n"
                                      "url = \"" +
                                          (folder_.path() / "published").string() + "\"\n")
                               .parent_path()})) {
    folder_.write("here/empty", "");
    std::filesystem::current_path(folder_.path() / "here");
  }
  ~Sources() override { std::filesystem::current_path(before_); }

  void publish(const std::string& id, const std::vector<std::string>& vulnerabilities) const {
    folder_.write("published/" + id + ".xml", month_document(id, vulnerabilities));
  }

  void fetch() {
    FetchOptions options;
    options.mirror = mirror();
    options.offline = true;
    options.inspect = inspector(feeds_);
    // A later day each time, so that nothing counts as just looked at.
    options.now = [this] { return now_ += std::chrono::days(1); };
    const Feed& feed = *feeds_.find("acme-months");
    for (const Vendor& vendor : feeds_.vendors)
      if (vendor.id == feed.vendor) Mirror(options).fetch(vendor, feed);
  }

  std::filesystem::path mirror() const { return folder_.path() / "mirror"; }

  // "path" below the mirror, and what it is read for: one a source.
  std::vector<std::string> sources(const std::vector<std::string>& paths) const {
    Options options;
    options.mirror = mirror().string();
    options.paths = paths;
    std::vector<std::string> out;
    for (const Source& each : sources_of(options, feeds_)) {
      std::string path = each.path;
      const std::string root = mirror().string() + "/";
      if (path.starts_with(root)) path = "mirror/" + path.substr(root.size());
      if (!each.only.empty()) path = "older: " + joined(each.only, " ");
      out.push_back(path);
    }
    return out;
  }

  std::string failure(const std::vector<std::string>& paths) const {
    return error_of([&] { sources(paths); });
  }

  TemporaryFolder folder_;

 private:
  std::filesystem::path before_;
  Feeds feeds_;
  Instant now_ = *parse_instant("2023-01-01T00:00:00Z");
};

TEST_F(Sources, AreFilesAndFoldersAsTheyAreNamed) {
  folder_.write("here/a.xml", "x");
  folder_.write("here/months/b.xml", "x");
  EXPECT_THAT(sources({"a.xml", "months", "-", "no-such-file"}),
              ElementsAre("a.xml", "months/b.xml", "-", "no-such-file"));
}

TEST_F(Sources, AreMonthsOfAFeed) {
  publish("2022-Oct", {"CVE-2022-0001"});
  publish("2022-Nov", {"CVE-2022-0002"});
  fetch();
  const std::string october = "mirror/documents/acme-months/2022-Oct.xml";
  const std::string november = "mirror/documents/acme-months/2022-Nov.xml";
  EXPECT_THAT(sources({"acme-months", "2022-10"}), ElementsAre(october));
  EXPECT_THAT(sources({"acme-months", "2022-11", "2022-10"}), ElementsAre(november, october));
  EXPECT_THAT(sources({"acme-months"}), ElementsAre(november)) << "the latest month";
}

TEST_F(Sources, AreOlderVersionsTooForWhatTheFeedLost) {
  publish("2022-Nov", {"CVE-2022-0001", "CVE-2022-0002", "CVE-2022-0003"});
  fetch();
  publish("2022-Nov", {"CVE-2022-0002"});
  std::filesystem::last_write_time(
      folder_.path() / "published" / "2022-Nov.xml",
      std::filesystem::file_time_type::clock::now() + std::chrono::hours(1));
  fetch();
  EXPECT_THAT(sources({"acme-months", "2022-11"}),
              ElementsAre("mirror/documents/acme-months/2022-Nov.xml",
                          "older: CVE-2022-0001 CVE-2022-0003"));
}

TEST_F(Sources, AreAFileThatIsNamedLikeAFeed) {
  publish("2022-Nov", {"CVE-2022-0001"});
  fetch();
  folder_.write("here/acme-months", "x");
  EXPECT_THAT(sources({"acme-months"}), ElementsAre("acme-months"));
}

TEST_F(Sources, OfAFeedThatWasNotFetchedAreMissed) {
  EXPECT_EQ(failure({"microsofd", "2022-11"}), "usage unknown-feed feed=microsofd");
  EXPECT_EQ(failure({"microsoft"}), "not-found feed-not-in-mirror feed=microsoft target=microsoft");
  EXPECT_EQ(failure({"microsoft", "2022-11"}),
            "not-found not-in-mirror feed=microsoft month=2022-11");
  EXPECT_EQ(failure({"csaf-vendor.example"}),
            "not-found feed-not-in-mirror feed=csaf-vendor.example target=csaf ADDRESS");
  // Months can be asked for only where the list is one of months.
  EXPECT_EQ(failure({"redhat-csaf", "2022-11"}),
            "not-found month-not-in-mirror feed=redhat-csaf month=2022-11 target=redhat-csaf");
  EXPECT_EQ(
      failure({"csaf-vendor.example", "2022-11"}),
      "not-found month-not-in-mirror feed=csaf-vendor.example month=2022-11 target=csaf ADDRESS");
  publish("2022-Nov", {"CVE-2022-0001"});
  fetch();
  EXPECT_EQ(failure({"acme-months", "2022-11", "2022-12"}),
            "not-found month-not-in-mirror feed=acme-months month=2022-12 target=acme-months");
}

TEST_F(Sources, OfAFeedNeedMonths) {
  for (const char* word :
       {"november", "2022-13", "2022-11-08", "22", "", "a.xml", "2022-Q5", "2022-11..2022-10"})
    EXPECT_EQ(failure({"microsoft", word}),
              "usage bad-period option=microsoft value=" + std::string(word));
}

// Only the first argument may be a feed; names of files stay names of files.
TEST_F(Sources, TakeAFeedInFirstPlaceOnly) {
  EXPECT_THAT(sources({"a.xml", "microsoft"}), ElementsAre("a.xml", "microsoft"));
  EXPECT_THAT(sources({"csaf"}), ElementsAre("csaf"));
  EXPECT_THAT(sources({"Microsoft"}), ElementsAre("Microsoft"));
}

}  // namespace
}  // namespace patchmatrix
