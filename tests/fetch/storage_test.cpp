// SPDX-License-Identifier: Apache-2.0
#include "fetch/storage.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

// A mirror's folder, and a document of it that is replaced as runs do it.
class MirrorStorage : public testing::Test {
 protected:
  void replace(const std::string& content, const std::string& present_sha256) {
    const fs::path from = folder_.write("partial/transfer", content);
    if (!present_sha256.empty())
      mirror_.keep_present("feed", "2022/a.json", present_sha256, buffer_);
    move_into_place(from, mirror_.document("feed", "2022/a.json"));
  }

  // "path: content" of every file, unpacked.
  std::vector<std::string> files() const {
    std::vector<std::string> out;
    for (const fs::path& file : files_below(folder_.path())) {
      Buffer buffer;
      const std::string bytes = read_file(file);
      const bool packed = file.extension() == ".zst";
      out.push_back(fs::relative(file, folder_.path()).string() + ": " +
                    std::string(packed ? unpack(bytes, buffer) : std::string_view(bytes)));
    }
    return out;
  }

  static std::string version(const std::string& content) {
    return "versions/feed/" + sha256(content) + ".zst: " + content;
  }

  test::TemporaryFolder folder_;
  MirrorFolder mirror_{folder_.path()};
  Buffer buffer_;
};

using Files = std::vector<std::string>;

Files sorted(Files files) {
  std::sort(files.begin(), files.end());
  return files;
}

TEST_F(MirrorStorage, HasItsPlaces) {
  const MirrorFolder mirror("/m");
  EXPECT_EQ(mirror.root(), "/m");
  EXPECT_EQ(mirror.ledger(), "/m/ledger.sqlite");
  EXPECT_EQ(mirror.lock(), "/m/lock");
  EXPECT_EQ(mirror.partial(), "/m/partial");
  EXPECT_EQ(mirror.document("all/one", "2022/a.json"), "/m/documents/all/one/2022/a.json");
  EXPECT_EQ(mirror.version("all/one", "ab12"), "/m/versions/all/one/ab12.zst");
  EXPECT_EQ(mirror.quarantined("feed", "2022/a.json"), "/m/quarantine/feed/2022/a.json");
}

TEST_F(MirrorStorage, TakesAFirstVersion) {
  replace("one", "");
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: one"}));
}

TEST_F(MirrorStorage, KeepsOlderVersionsPackedUnderTheirHashes) {
  replace("one", "");
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two", version("one")}));
  EXPECT_TRUE(is_packed(read_file(mirror_.version("feed", sha256("one")))));
  replace("three", sha256("two"));
  EXPECT_EQ(files(), sorted({"documents/feed/2022/a.json: three", version("one"), version("two")}));
  // Back to what it was.
  replace("one", sha256("three"));
  EXPECT_EQ(files(), sorted({"documents/feed/2022/a.json: one", version("one"), version("two"),
                             version("three")}));
}

// A run that was killed after the rename, before the ledger knew of it.
TEST_F(MirrorStorage, TakesTheSameVersionTwice) {
  replace("one", "");
  replace("two", sha256("one"));
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two", version("one")}));
  replace("three", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: three", version("one")}));
}

// A run that was killed before the rename, with the older version kept already.
TEST_F(MirrorStorage, LeavesAVersionThatIsKeptAsItIs) {
  replace("one", "");
  replace("two", sha256("one"));
  folder_.write("documents/feed/2022/a.json", "one");
  const auto before = fs::last_write_time(mirror_.version("feed", sha256("one")));
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two", version("one")}));
  EXPECT_EQ(fs::last_write_time(mirror_.version("feed", sha256("one"))), before);
}

TEST_F(MirrorStorage, NeverPacksBytesUnderAHashThatIsNotTheirs) {
  replace("one", "");
  folder_.write("documents/feed/2022/a.json", "damaged");
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two"}));
}

TEST_F(MirrorStorage, DoesWithoutAFileThatIsGone) {
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two"}));
}

TEST_F(MirrorStorage, KeepsEmptyVersions) {
  replace("", "");
  replace("two", sha256(""));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two", version("")}));
}

TEST_F(MirrorStorage, KeepsTheNewestVersionWhereItIsToo) {
  replace("one", "");
  mirror_.keep_present("feed", "2022/a.json", sha256("one"), buffer_);
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: one", version("one")}));
}

TEST_F(MirrorStorage, SaysWhatCannotBeKept) {
  replace("one", "");
  folder_.write("versions", "in the way");
  const std::string error =
      test::error_of([&] { mirror_.keep_present("feed", "2022/a.json", sha256("one"), buffer_); });
  EXPECT_EQ(error.substr(0, error.find(" reason=")),
            "io " + (folder_.path() / "versions").string() + " write");
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: one", "versions: in the way"}));
}

TEST_F(MirrorStorage, LetsNobodyElseLookAtWhatIsPrivate) {
  replace("one", "");
  mirror_.keep_private("feed");
  mirror_.keep_private("all/one");
  for (const char* folder : {"documents/feed", "versions/feed", "quarantine/feed",
                             "documents/all/one", "versions/all/one", "quarantine/all/one"}) {
    const auto allowed = fs::status(folder_.path() / folder).permissions();
    EXPECT_EQ(allowed, fs::perms::owner_all) << folder;
  }
  replace("two", sha256("one"));
  EXPECT_EQ(files(), (Files{"documents/feed/2022/a.json: two", version("one")}));
}

}  // namespace
}  // namespace patchmatrix
