// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;

// "hello\n"
const std::string kZstd = "\x28\xb5\x2f\xfd\x00\x58\x31\x00\x00\x68\x65\x6c\x6c\x6f\x0a"s;
const std::string kGzip =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x20\x30\x3a\x36\x06\x00\x00\x00"s;

// "path", "path (from a folder)" or "path (special, from a folder)", in order.
std::vector<std::string> shown(const std::vector<Source>& sources) {
  std::vector<std::string> out;
  for (const Source& each : sources)
    out.push_back(each.path + (each.special       ? " (special, from a folder)"
                               : each.from_folder ? " (from a folder)"
                                                  : ""));
  return out;
}

TEST(LocalSources, AreFilesInTheOrderTheyAreNamed) {
  const test::TemporaryFolder folder;
  const std::string b = folder.write("b.xml", "").string();
  const std::string a = folder.write("a.xml", "").string();
  EXPECT_EQ(shown(local_sources({b, a, b})), (std::vector<std::string>{b, a, b}));
  EXPECT_EQ(shown(local_sources({})), std::vector<std::string>());
}

TEST(LocalSources, AreAllFilesBelowAFolderOrderedByPath) {
  const test::TemporaryFolder folder;
  const std::string b = folder.write("b.xml", "").string();
  const std::string c = folder.write("in/c.json", "").string();
  const std::string a = folder.write("in/a.xml.zst", "").string();
  const std::string d = folder.write("in/deep/er/d", "").string();
  const std::string in = (folder.path() / "in").string();
  EXPECT_EQ(shown(local_sources({b, in, "-", b})),
            (std::vector<std::string>{b, a + " (from a folder)", c + " (from a folder)",
                                      d + " (from a folder)", "-", b}));
}

TEST(LocalSources, KeepTheSpellingOfTheFolder) {
  const test::TemporaryFolder folder;
  folder.write("a.xml", "");
  const std::string spelt = folder.path().string() + "/./";
  EXPECT_EQ(shown(local_sources({spelt})),
            std::vector<std::string>{spelt + "a.xml (from a folder)"});
}

TEST(LocalSources, MayBeStandardInput) {
  EXPECT_EQ(shown(local_sources({"-"})), std::vector<std::string>{"-"});
}

TEST(LocalSources, DoNotAskWhetherANamedFileExists) {
  EXPECT_EQ(shown(local_sources({"missing.xml"})), std::vector<std::string>{"missing.xml"});
}

TEST(LocalSources, AreMissedInAnEmptyFolder) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string();
  EXPECT_EQ(test::error_of([&] { local_sources({path}); }), "not-found " + path + " empty-folder");
  std::filesystem::create_directory(folder.path() / "another empty one");
  EXPECT_EQ(test::error_of([&] { local_sources({path}); }), "not-found " + path + " empty-folder");
}

TEST(LocalSources, AreToldWhereAFolderHoldsMoreThanFiles) {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder elsewhere;
  elsewhere.write("b.xml", "");
  const std::string path = folder.path().string();
  folder.write("c.xml", "");
  std::filesystem::create_symlink(elsewhere.path() / "b.xml", path + "/d.xml");
  std::filesystem::create_directory_symlink(elsewhere.path(), path + "/a");
  std::filesystem::create_symlink(elsewhere.path() / "gone", path + "/e.xml");
  EXPECT_EQ(shown(local_sources({path})),
            (std::vector<std::string>{
                path + "/a (special, from a folder)", path + "/c.xml (from a folder)",
                path + "/d.xml (from a folder)", path + "/e.xml (special, from a folder)"}));
  std::filesystem::remove(path + "/c.xml");
  std::filesystem::remove(path + "/d.xml");
  EXPECT_EQ(shown(local_sources({path})),
            (std::vector<std::string>{path + "/a (special, from a folder)",
                                      path + "/e.xml (special, from a folder)"}));
}

TEST(LocalSources, ThatAreNamedAreNeverSpecial) {
  const test::TemporaryFolder folder;
  folder.write("in/a.xml", "");
  const std::string folder_link = (folder.path() / "link").string();
  const std::string broken = (folder.path() / "broken").string();
  std::filesystem::create_directory_symlink(folder.path() / "in", folder_link);
  std::filesystem::create_symlink(folder.path() / "gone", broken);
  EXPECT_EQ(
      shown(local_sources({folder_link, broken, "/dev/null"})),
      (std::vector<std::string>{folder_link + "/a.xml (from a folder)", broken, "/dev/null"}));
}

TEST(LocalSources, KeepAFolderThatCannotBeEntered) {
  if (::geteuid() == 0) GTEST_SKIP() << "no folder is closed to the superuser";
  const test::TemporaryFolder folder;
  const std::string a = folder.write("a.xml", "").string();
  folder.write("closed/b.xml", "");
  const std::string closed = (folder.path() / "closed").string();
  std::filesystem::permissions(closed, std::filesystem::perms::none);
  const std::vector<Source> sources = local_sources({folder.path().string()});
  EXPECT_EQ(shown(sources),
            (std::vector<std::string>{a + " (from a folder)", closed + " (from a folder)"}));
  Fetched fetched;
  EXPECT_EQ(test::error_of([&] { fetched.read(sources.back()); }),
            "io " + closed + " not-readable reason=Permission denied");
  std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
}

TEST(Fetched, HoldsTheBytesUnpackedAndTheHashOfTheFileAsItIs) {
  const test::TemporaryFolder folder;
  const std::string plain_hash = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03";
  Fetched fetched;
  fetched.read({folder.write("plain", "hello\n").string()});
  EXPECT_EQ(fetched.bytes(), "hello\n");
  EXPECT_EQ(fetched.sha256(), plain_hash);

  // The content decides, not the name.
  fetched.read({folder.write("zstd.txt", kZstd).string()});
  EXPECT_EQ(fetched.bytes(), "hello\n");
  EXPECT_EQ(fetched.sha256(), "b9968f2627eb27f9eca7fe813e09f1de0eb461cce0682c8e68c9fe1600922bd4");
  fetched.read({folder.write("gzip", kGzip).string()});
  EXPECT_EQ(fetched.bytes(), "hello\n");
  EXPECT_EQ(fetched.sha256(), "4925d2d4a2e887f938e428cb8c890c598b485c906ae241975c01be1dcc373c51");
  fetched.read({folder.write("plain.gz", "hello\n").string()});
  EXPECT_EQ(fetched.bytes(), "hello\n");
  EXPECT_EQ(fetched.sha256(), plain_hash);
}

TEST(Fetched, ShowsNothingOfTheSourceBefore) {
  const test::TemporaryFolder folder;
  Fetched fetched;
  fetched.read({folder.write("long", std::string(100'000, 'a')).string()});
  fetched.read({folder.write("short", "b").string()});
  EXPECT_EQ(fetched.bytes(), "b");
  fetched.read({folder.write("empty", "").string()});
  EXPECT_EQ(fetched.bytes(), "");
}

TEST(Fetched, CanBeMoved) {
  const test::TemporaryFolder folder;
  Fetched fetched;
  fetched.read({folder.write("a", kZstd).string()});
  const Fetched moved = std::move(fetched);
  EXPECT_EQ(moved.bytes(), "hello\n");
}

TEST(Fetched, ReadsStandardInput) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("in", kGzip).string();
  const int kept = ::dup(STDIN_FILENO);
  const int in = ::open(file.c_str(), O_RDONLY);
  ASSERT_GE(in, 0);
  ::dup2(in, STDIN_FILENO);
  ::close(in);
  Fetched fetched;
  const std::string error = test::error_of([&] { fetched.read({"-"}); });
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  EXPECT_EQ(error, "no error");
  EXPECT_EQ(fetched.bytes(), "hello\n");
}

TEST(Fetched, NamesFilesThatCannotBeRead) {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing.xml").string();
  Fetched fetched;
  EXPECT_EQ(test::error_of([&] { fetched.read({missing}); }), "not-found " + missing + " no-file");
  EXPECT_EQ(test::error_of([&] { fetched.read({""}); }), "not-found no-file");
  const std::string cut = folder.write("cut.zst", kZstd.substr(0, 10)).string();
  EXPECT_EQ(test::error_of([&] { fetched.read({cut}); }), "malformed unpack format=zstd");
}

}  // namespace
}  // namespace patchmatrix
