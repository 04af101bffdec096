// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>

#include "io/hash.hpp"
#include "support/archives.hpp"
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

TEST(Fetched, GivesBytesThatMayBeChangedWithZerosBehindThem) {
  const test::TemporaryFolder folder;
  Fetched fetched;
  // After a longer source, whose bytes must not show.
  fetched.read({folder.write("long", std::string(100'000, 'a')).string()});
  for (const std::string& bytes : {"hello\n"s, kZstd, kGzip, ""s}) {
    fetched.read({folder.write("a", bytes).string()});
    const std::span<char> content = fetched.content();
    EXPECT_EQ(content.data(), fetched.bytes().data());
    EXPECT_EQ(std::string(content.data(), content.size()), bytes.empty() ? "" : "hello\n");
    EXPECT_EQ(std::string(content.data() + content.size(), 64), std::string(64, '\0'));
    for (std::size_t i = 0; i < content.size() + 64; ++i) content.data()[i] = 'x';
  }
}

TEST(Fetched, HoldsNoArchive) {
  const test::TemporaryFolder folder;
  const std::string tar = test::tar_member("a.json", "{}") + test::tar_end();
  Fetched fetched;
  for (const std::string& bytes : {tar, test::stored_gzip(tar), test::zip({})})
    EXPECT_EQ(test::error_of([&] { fetched.read({folder.write("a", bytes).string()}); }),
              "unsupported archive");
}

// ── SourceReader ─────────────────────────────────────────────────────────────────────────────────

const std::string kTar = test::tar_member("./a.json", "one") + test::tar_member("./in/", "", '5') +
                         test::tar_member("./in/b.json", "two") + test::tar_end();

// "path=content", with " (special)", " (from a folder)", or the error in place of the content.
std::vector<std::string> read_all(std::vector<Source> sources, const ArchiveLimits& limits = {}) {
  std::vector<std::string> out;
  SourceReader reader(std::move(sources), limits);
  Fetched fetched;
  while (const auto source = reader.next(fetched)) {
    std::string& line = out.emplace_back(source->path);
    if (source->from_folder) line += " (from a folder)";
    if (source->special) {
      line += " (special)";
      continue;
    }
    const std::string error = test::error_of([&] {
      fetched.read(*source);
      line += '=' + std::string(fetched.bytes());
    });
    if (error != "no error") line += ": " + error;
  }
  EXPECT_FALSE(reader.next(fetched));
  return out;
}

TEST(SourceReaders, GiveTheMembersWhereTheArchiveStands) {
  const test::TemporaryFolder folder;
  const std::string a = folder.write("a.json", "first").string();
  const std::string tar = folder.write("any name", kTar).string();
  const std::string zip = folder.write("b.zip", test::zip({{"z", "3"}, {"y", "4"}})).string();
  const std::string c = folder.write("c.json", "last").string();
  EXPECT_EQ(
      read_all(local_sources({a, tar, zip, c})),
      (std::vector<std::string>{
          a + "=first", tar + "/a.json (from a folder)=one", tar + "/in/b.json (from a folder)=two",
          zip + "/z (from a folder)=3", zip + "/y (from a folder)=4", c + "=last"}));
  EXPECT_EQ(read_all({}), std::vector<std::string>());
}

TEST(SourceReaders, LookIntoWhatAFolderCallsAnArchiveOnly) {
  const test::TemporaryFolder folder;
  const std::string path = folder.path().string() + "/";
  folder.write("a.json", "plain");
  folder.write("b.TGZ", test::stored_gzip(kTar));
  folder.write("c.bin", kTar);
  folder.write("d.tar.gz", kGzip);
  folder.write("e.tar", "not one");
  EXPECT_EQ(read_all(local_sources({folder.path().string()})),
            (std::vector<std::string>{path + "a.json (from a folder)=plain",
                                      path + "b.TGZ/a.json (from a folder)=one",
                                      path + "b.TGZ/in/b.json (from a folder)=two",
                                      path + "c.bin (from a folder): unsupported archive",
                                      path + "d.tar.gz=hello\n", path + "e.tar=not one"}));
}

TEST(SourceReaders, NeverLookIntoOtherSources) {
  const test::TemporaryFolder folder;
  const std::string tar = folder.write("a.tar", kTar).string();
  EXPECT_EQ(read_all({{tar}}), std::vector<std::string>{tar + ": unsupported archive"});
}

TEST(SourceReaders, UnpackMembersAndDoNotEnterArchivesAmongThem) {
  const test::TemporaryFolder folder;
  const std::string tar =
      folder
          .write("a.tar", test::tar_member("a.zst", kZstd) + test::tar_member("b.gz", kGzip) +
                              test::tar_member("c.tar", kTar) +
                              test::tar_member("d", test::stored_gzip(kTar)) +
                              test::tar_member("e.zip", test::zip({{"a", "1"}})) +
                              test::tar_member("f.tar.xz", "\xFD\x37zXZ\0more"s) +
                              test::tar_member("g.zst", kZstd.substr(0, 10)) +
                              test::tar_member("h", "end") + test::tar_end())
          .string();
  EXPECT_EQ(read_all(local_sources({tar})),
            (std::vector<std::string>{tar + "/a.zst (from a folder)=hello\n",
                                      tar + "/b.gz (from a folder)=hello\n",
                                      tar + "/c.tar (from a folder): unsupported archive",
                                      tar + "/d (from a folder): unsupported archive",
                                      tar + "/e.zip (from a folder): unsupported archive",
                                      tar + "/f.tar.xz (from a folder): unsupported archive",
                                      tar + "/g.zst (from a folder): malformed unpack format=zstd",
                                      tar + "/h (from a folder)=end"}));
}

TEST(SourceReaders, HashMembersAsTheyAre) {
  const test::TemporaryFolder folder;
  SourceReader reader(
      local_sources({folder.write("a.zip", test::zip({{"a", kZstd}, {"b", "hello\n"}})).string()}));
  Fetched fetched;
  for (const std::string& bytes : {kZstd, "hello\n"s}) {
    const auto source = reader.next(fetched);
    ASSERT_TRUE(source);
    fetched.read(*source);
    EXPECT_EQ(fetched.sha256(), sha256(bytes));
    EXPECT_EQ(std::string(fetched.content().data() + fetched.content().size(), 64),
              std::string(64, '\0'));
  }
}

TEST(SourceReaders, ShowNamesThatDoNotActOnATerminal) {
  const test::TemporaryFolder folder;
  const std::string zip = folder
                              .write("a.zip", test::zip({{"a\x1b[31m\nb", "1"},
                                                         {"/etc/passwd", "2"},
                                                         {"../../b", "3"},
                                                         {"\x93\xfa", "4"},
                                                         {"あ", "5"},
                                                         {"link", "/etc/passwd", 0, 0120777}}))
                              .string();
  EXPECT_EQ(read_all(local_sources({zip})),
            (std::vector<std::string>{
                zip + "/a[31m b (from a folder)=1", zip + "//etc/passwd (from a folder)=2",
                zip + "/../../b (from a folder)=3", zip + "/\uFFFD\uFFFD (from a folder)=4",
                zip + "/あ (from a folder)=5", zip + "/link (from a folder) (special)"}));
}

TEST(SourceReaders, GoOnAfterAnArchiveThatFails) {
  const test::TemporaryFolder folder;
  const std::string cut = folder.write("cut.tar", kTar.substr(0, 1024 + 600)).string();
  const std::string in_member = folder.write("in.tar", kTar.substr(0, 513)).string();
  const std::string empty = folder.write("empty.zip", test::zip({})).string();
  const std::string missing = (folder.path() / "missing.tar").string();
  const std::string last = folder.write("last", "end").string();
  EXPECT_EQ(read_all(local_sources({cut, in_member, empty, missing, last})),
            (std::vector<std::string>{
                cut + "/a.json (from a folder)=one",
                cut + ": malformed archive-damaged format=tar reason=Truncated tar archive",
                in_member + ": malformed archive-damaged format=tar reason=Truncated tar archive",
                empty + ": not-found empty-archive",
                missing + ": not-found " + missing + " no-file", last + "=end"}));
}

TEST(SourceReaders, LoseTheMembersThatFailAlone) {
  const test::TemporaryFolder folder;
  ArchiveLimits limits;
  limits.member_bytes = 2 << 20;
  limits.entries = 3;
  const std::string zip = folder
                              .write("a.zip", test::zip({{"a", std::string(3 << 20, 'x')},
                                                         {"b", "0123456789abc", 1},
                                                         {"c", "three"},
                                                         {"d", "four"}}))
                              .string();
  EXPECT_EQ(read_all(local_sources({zip}), limits),
            (std::vector<std::string>{zip + "/a (from a folder): untrusted too-large limit=2",
                                      zip + "/b (from a folder): unsupported encrypted",
                                      zip + "/c (from a folder)=three",
                                      zip + ": untrusted too-many-entries limit=3"}));
}

// Standard input, as a file or as a pipe.
std::vector<std::string> read_all_from_standard_input(std::string_view bytes, bool piped) {
  const test::TemporaryFolder folder;
  const std::string file = folder.write("in", bytes).string();
  const int kept = ::dup(STDIN_FILENO);
  int ends[2] = {::open(file.c_str(), O_RDONLY), -1};
  if (piped) {
    ::close(ends[0]);
    EXPECT_EQ(::pipe(ends), 0);  // holds 64 KiB
    EXPECT_EQ(::write(ends[1], bytes.data(), bytes.size()), static_cast<ssize_t>(bytes.size()));
    ::close(ends[1]);
  }
  ::dup2(ends[0], STDIN_FILENO);
  ::close(ends[0]);
  std::vector<std::string> out = read_all(local_sources({"-"}));
  ::dup2(kept, STDIN_FILENO);
  ::close(kept);
  return out;
}

TEST(SourceReaders, LookIntoStandardInput) {
  for (const bool piped : {false, true}) {
    const std::vector<std::string> members = {"-/a.json (from a folder)=one",
                                              "-/in/b.json (from a folder)=two"};
    EXPECT_EQ(read_all_from_standard_input(kTar, piped), members) << piped;
    EXPECT_EQ(read_all_from_standard_input(test::stored_gzip(kTar), piped), members) << piped;
    EXPECT_EQ(read_all_from_standard_input(test::zip({{"a", "1"}}), piped),
              std::vector<std::string>{"-/a (from a folder)=1"})
        << piped;
    EXPECT_EQ(read_all_from_standard_input("plain", piped), std::vector<std::string>{"-=plain"})
        << piped;
    EXPECT_EQ(read_all_from_standard_input(std::string(20'000, 'x'), piped),
              std::vector<std::string>{"-=" + std::string(20'000, 'x')})
        << piped;
    EXPECT_EQ(read_all_from_standard_input(kGzip, piped), std::vector<std::string>{"-=hello\n"})
        << piped;
    EXPECT_EQ(read_all_from_standard_input("", piped), std::vector<std::string>{"-="}) << piped;
  }
}

}  // namespace
}  // namespace patchmatrix
