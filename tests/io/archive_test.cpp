// SPDX-License-Identifier: Apache-2.0
#include "io/archive.hpp"

#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/archives.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;
using test::pax_member, test::stored_gzip, test::tar_end, test::tar_member, test::zip;
using Texts = std::vector<std::string>;

// A tar of one member "a.json" with the content "{}", packed by xz 5.4.1 and bzip2 1.0.8.
const std::string kTarXz =
    "\xfd\x37\x7a\x58\x5a\x00\x00\x01\x69\x22\xde\x36\x02\x00\x21\x01\x16\x00\x00\x00\x74\x2f\xe5\xa3\xe0\x0b\xff\x00\x50\x5d\x00\x30\x8b\x89\x47\x73\xf8\x2a\x55\x54\x95\xd1\xff\x63\x60\x9e\xdc\x1b\x9a\x4a\x0f\x72\x73\xd8\x87\xc5\x0c\xa2\x4a\xbf\xe5\x6c\xde\x3c\xb2\x22\x7f\x15\x3a\xb9\x0c\xe9\x7c\x0c\x92\x70\xa7\xd5\x70\x13\x7c\xbe\xc9\xa8\xb1\x2e\xf6\x27\x15\x37\x19\x5b\x36\x10\x8c\x2c\x03\xa9\x41\xe1\x2b\xcd\x5a\xac\x4d\x31\xb3\x23\xee\xd9\xe0\x00\x65\x20\x52\xd3\x00\x01\x68\x80\x18\x00\x00\x00\x08\x96\xb9\x03\x3e\x30\x0d\x8b\x02\x00\x00\x00\x00\x01\x59\x5a"s;
const std::string kTarBzip2 =
    "\x42\x5a\x68\x39\x31\x41\x59\x26\x53\x59\xdf\x8a\x1e\x87\x00\x00\x3f\xfb\x90\xcd\x80\x00\x40\x40\x01\x75\x00\x00\x10\x60\x11\x9e\x0a\x04\x00\x00\x08\x20\x00\x54\x34\x89\xa6\x4d\x07\xa1\xa1\x31\xa0\x92\x51\xe4\x80\x34\x34\x68\x1f\x54\xa6\x50\xe8\x3d\x92\x40\x3b\xcd\x89\xd7\x38\x92\x13\x03\x30\xcb\x99\xc9\xd0\x8a\x46\xcc\x0b\x87\x32\x68\x3d\xab\xc9\x12\xbf\xe2\x81\xa2\x67\xf6\x33\xc8\x86\x55\x4c\x88\x6c\x5d\xc9\x14\xe1\x42\x43\x7e\x28\x7a\x1c"s;

// "hello\n", deflated (RFC 1951).
const std::string kDeflated = "\xcb\x48\xcd\xc9\xc9\xe7\x02\x00"s;

// "name=content", "name (special)" or "name: error" of every member, and at last "error" if there
// is one. Content of more than 20 bytes is its size.
Texts members_in(const std::filesystem::path& path, const ArchiveLimits& limits = {}) {
  Texts out;
  auto file = std::make_unique<InputFile>(path);
  const auto form = archive_form(*file, path.native());
  if (!form) return {"no archive"};
  ArchiveReader reader(std::move(file), *form, limits);
  Buffer buffer;
  for (;;) {
    std::optional<ArchiveMember> member;
    const std::string end = test::error_of([&] { member = reader.next(); });
    if (!member) {
      EXPECT_TRUE(reader.ended());
      if (end != "no error") out.push_back(end);
      return out;
    }
    if (member->special) {
      out.push_back(member->name + " (special)");
      continue;
    }
    const std::string error = test::error_of([&] {
      const std::string_view content = reader.read(buffer);
      EXPECT_EQ(std::string_view(content.data() + content.size(), kPadding),
                std::string(kPadding, '\0'));
      out.push_back(member->name + '=' +
                    (content.size() > 20 ? std::to_string(content.size()) : std::string(content)));
    });
    if (error != "no error") out.push_back(reader.ended() ? error : member->name + ": " + error);
  }
}

Texts members_of(std::string_view bytes, const ArchiveLimits& limits = {},
                 const std::string& name = "archive") {
  const test::TemporaryFolder folder;
  return members_in(folder.write(name, bytes), limits);
}

// The same, out of a pipe.
Texts members_piped(std::string_view bytes) {
  const test::TemporaryFolder folder;
  const std::filesystem::path pipe = folder.path() / "pipe";
  EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] {
    const int to = ::open(pipe.c_str(), O_WRONLY);
    for (std::string_view rest = bytes; !rest.empty();) {
      const ssize_t count = ::write(to, rest.data(), std::min<std::size_t>(rest.size(), 1000));
      if (count <= 0) break;
      rest.remove_prefix(static_cast<std::size_t>(count));
    }
    ::close(to);
  });
  Texts out = members_in(pipe);
  writer.join();
  return out;
}

const std::string kTwoMembers = tar_member("a.json", "one") + tar_member("in/b.json", "two");
const std::string kTar = kTwoMembers + tar_end();
const std::string kZip = zip({{"a.json", "one"}, {"in/b.json", "two"}});

TEST(ArchiveNames, AreKnownByTheirEnds) {
  for (const char* name : {".zip", "a.zip", "in/a.ZIP", "a.tar", "a.tar.gz", "a.tgz", "a.tar.zst",
                           "a.b.TAR.ZST", "a.tzst", "a.tar.xz", "a.txz", "a.tar.bz2", "a.tbz"})
    EXPECT_TRUE(has_archive_name(name)) << name;
  for (const char* name : {"", "zip", "tar", "a.zip.json", "a.json.gz", "a.json.zst", "atar",
                           "a.zipx", "a.tar.", "a.gz", "a.xz", "a.bz2"})
    EXPECT_FALSE(has_archive_name(name)) << name;
}

TEST(Archives, AreReadMemberAfterMember) {
  const Texts expected = {"a.json=one", "in/b.json=two"};
  EXPECT_EQ(members_of(kTar), expected);
  EXPECT_EQ(members_of(stored_gzip(kTar)), expected);
  EXPECT_EQ(members_of(packed_with_zstd(kTar)), expected);
  EXPECT_EQ(members_of(kZip), expected);
  EXPECT_EQ(members_of(stored_gzip(kZip)), expected);
  EXPECT_EQ(members_of(zip({{"b", "2"}, {"a", "1"}})), (Texts{"b=2", "a=1"}));
  EXPECT_EQ(members_of(zip({{"a", kDeflated, 0, 0100644, 8, "hello\n"}})), Texts{"a=hello\n"});
  EXPECT_EQ(members_of(kTarXz, {}, "a.tar.xz"), Texts{"a.json={}"});
  EXPECT_EQ(members_of(kTarBzip2, {}, "a.tar.bz2"), Texts{"a.json={}"});
}

TEST(Archives, AreReadFromPipes) {
  const Texts expected = {"a.json=one", "in/b.json=two"};
  EXPECT_EQ(members_piped(kTar), expected);
  EXPECT_EQ(members_piped(stored_gzip(kTar)), expected);
  EXPECT_EQ(members_piped(packed_with_zstd(kTar)), expected);
  EXPECT_EQ(members_piped(kZip), expected);
}

TEST(Archives, MayHoldLargeMembers) {
  const std::string large(3'000'000, 'x');
  const std::string tar = tar_member("a", large) + tar_member("b", "1") + tar_end();
  const Texts expected = {"a=3000000", "b=1"};
  EXPECT_EQ(members_of(tar), expected);
  EXPECT_EQ(members_of(stored_gzip(tar)), expected);
  EXPECT_EQ(members_of(packed_with_zstd(tar)), expected);
  EXPECT_EQ(members_piped(packed_with_zstd(tar)), expected);
  EXPECT_EQ(members_of(zip({{"a", large}, {"b", "1"}})), expected);
}

TEST(Archives, GiveTheWholeContent) {
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += std::to_string(i * 7919) + '\0';
  const test::TemporaryFolder folder;
  for (const std::string& bytes :
       {tar_member("a", content) + tar_end(),
        packed_with_zstd(tar_member("a", content) + tar_end()), zip({{"a", content}})}) {
    auto file = std::make_unique<InputFile>(folder.write("archive", bytes));
    const auto form = archive_form(*file, "");
    ASSERT_TRUE(form);
    ArchiveReader reader(std::move(file), *form, {});
    ASSERT_TRUE(reader.next());
    Buffer buffer;
    EXPECT_TRUE(reader.read(buffer) == content);
  }
}

TEST(Archives, AreKnownByTheirContent) {
  for (const std::string& plain :
       {""s, "{}"s, "<a/>"s, "PK"s, std::string(2000, '\0'), std::string(2000, 'x'), kTarXz,
        std::string(257, 'x') + "ustarx", stored_gzip("{}"), packed_with_zstd("{}"),
        stored_gzip(std::string(2000, 'x')), stored_gzip("").substr(0, 12), "BZh"s})
    EXPECT_EQ(members_of(plain), Texts{"no archive"}) << plain.substr(0, 20);
  // Before ustar, a header had nothing but its checksum.
  std::string old = kTar;
  for (const std::size_t at : {std::size_t{0}, std::size_t{1024}}) {
    old.replace(at + 257, 8, std::string(8, '\0'));
    std::size_t sum = 8 * ' ';
    for (std::size_t i = 0; i < 512; ++i)
      if (i < 148 || i >= 156) sum += static_cast<unsigned char>(old[at + i]);
    char text[8];
    std::snprintf(text, sizeof text, "%06zo", sum);
    old.replace(at + 148, 8, std::string(text) + std::string("\0 ", 2));
  }
  EXPECT_EQ(members_of(old), (Texts{"a.json=one", "in/b.json=two"}));
}

TEST(Archives, MayBeEmpty) {
  EXPECT_EQ(members_of(zip({})), Texts());
  EXPECT_EQ(members_piped(zip({})), Texts());
  EXPECT_EQ(members_of(tar_member("folder/", "", '5') + tar_end()), Texts());
  EXPECT_EQ(members_of(tar_end(), {}, "a.tar"), Texts());
  EXPECT_EQ(members_of(packed_with_zstd(tar_end()), {}, "a.tar.zst"), Texts());
}

TEST(Archives, TellOfLinksAndDevicesAndFollowNone) {
  const std::string tar = tar_member("in/", "", '5') + tar_member("in/a", "one") +
                          tar_member("soft", "", '2', "/etc/passwd") +
                          tar_member("hard", "", '1', "in/a") + tar_member("device", "", '3') +
                          tar_member("pipe", "", '6') + tar_member("z", "two") + tar_end();
  EXPECT_EQ(members_of(tar), (Texts{"in/a=one", "soft (special)", "hard (special)",
                                    "device (special)", "pipe (special)", "z=two"}));
  EXPECT_EQ(
      members_of(zip({{"in/", "", 0, 040755}, {"soft", "/etc/passwd", 0, 0120777}, {"z", "2"}})),
      (Texts{"soft (special)", "z=2"}));
}

TEST(Archives, KeepNamesAsTheyAre) {
  const std::string shift_jis = "\x93\xfa\x96\x7b.json";
  const std::string long_name = std::string(300, 'n') + "/あ.json";
  for (const std::string& name :
       {"あ.json"s, shift_jis, "/etc/passwd"s, "../../x"s, "a\nb\x1b[31m"s}) {
    EXPECT_EQ(members_of(tar_member(name, "1") + tar_end()), Texts{name + "=1"});
    EXPECT_EQ(members_of(zip({{name, "1"}})), Texts{name + "=1"});
  }
  EXPECT_EQ(members_of(pax_member(long_name, "1") + tar_end()), Texts{long_name + "=1"});
  EXPECT_EQ(members_of(zip({{"あ.json", "1", 0x800}})), Texts{"あ.json=1"});
  // Said to be UTF-8, and is not: still a member.
  EXPECT_EQ(members_of(zip({{"a\xff", "1", 0x800}, {"b", "2"}})).size(), 2U);
  EXPECT_EQ(members_of(pax_member("a\xff", "1") + tar_member("b", "2") + tar_end()).size(), 2U);
  EXPECT_EQ(members_of(pax_member(std::string(5000, 'n'), "1") + tar_end()),
            Texts{std::string(4096, 'n') + "=1"});
}

TEST(Archives, ThatAreCutGiveWhatStandsBefore) {
  const auto cut = [](const std::string& bytes, std::size_t length) {
    return bytes.substr(0, length);
  };
  const std::string truncated = "malformed archive-damaged format=tar reason=Truncated tar archive";
  EXPECT_EQ(members_of(cut(kTar, 1024 + 512 + 2)), (Texts{"a.json=one", truncated}));
  EXPECT_EQ(members_of(cut(kTar, 1024 + 100)), (Texts{"a.json=one", truncated}));
  EXPECT_EQ(members_of(cut(kTar, 300)),
            Texts{"malformed archive-damaged format=tar reason=Unrecognized archive format"});
  // Right between two members.
  EXPECT_EQ(members_of(cut(kTar, 1024)),
            (Texts{"a.json=one", "malformed archive-damaged format=tar reason=no end mark"}));
  EXPECT_EQ(members_of(kTwoMembers),
            (Texts{"a.json=one", "in/b.json=two",
                   "malformed archive-damaged format=tar reason=no end mark"}));
  EXPECT_EQ(members_of(cut(kTar, kTar.size() - 512)), (Texts{"a.json=one", "in/b.json=two"}));

  const std::string gzip = stored_gzip(kTar);
  EXPECT_EQ(members_of(cut(gzip, 10 + 5 + 1024 + 600)),
            (Texts{"a.json=one", "malformed unpack format=gzip"}));
  EXPECT_EQ(members_of(cut(gzip, gzip.size() - 1)),
            (Texts{"a.json=one", "in/b.json=two", "malformed unpack format=gzip"}));
  const std::string zstd = packed_with_zstd(kTar);
  EXPECT_EQ(members_of(cut(zstd, zstd.size() - 1)),
            (Texts{"a.json=one", "in/b.json=two", "malformed unpack format=zstd"}));

  const std::string zip_reason = "malformed archive-damaged format=zip reason=";
  EXPECT_EQ(members_of(cut(kZip, 30 + 6 + 3 + 20)),
            (Texts{"a.json=one", zip_reason + "Truncated ZIP file header"}));
  EXPECT_EQ(members_of(cut(kZip, 30 + 6 + 3 + 30 + 9 + 1)),
            (Texts{"a.json=one", zip_reason + "Truncated ZIP file data"}));
}

TEST(Archives, ThatAreDamagedGiveWhatStandsBefore) {
  std::string tar = kTar;
  tar[1024] = 'X';  // the name; the checksum tells
  EXPECT_EQ(
      members_of(tar),
      (Texts{"a.json=one", "malformed archive-damaged format=tar reason=Damaged tar archive"}));
  std::string gzip = stored_gzip(kTar);
  gzip[10 + 5 + 512] = 'X';  // the content; the checksum at the end tells
  EXPECT_EQ(members_of(gzip),
            (Texts{"a.json=Xne", "in/b.json=two", "malformed unpack format=gzip"}));
}

TEST(Archives, LoseADamagedMemberOfAZipAlone) {
  std::string bytes = kZip;
  bytes[30 + 6] = 'X';
  EXPECT_EQ(members_of(bytes),
            (Texts{"a.json: malformed member-damaged reason=ZIP bad CRC: 0x5b4875e4 "
                   "should be 0x7a6c86f1",
                   "in/b.json=two"}));
  EXPECT_EQ(
      members_of(zip({{"a", "one", 0, 0100644, 99, "one"}, {"b", "2"}})),
      (Texts{"a: malformed member-damaged reason=Unsupported ZIP compression method (99: aes)",
             "b=2"}));
}

TEST(Archives, LoseMembersThatAreEncrypted) {
  const std::string bytes = zip({{"a", "one"}, {"b", "0123456789abtwo", 1}, {"c", "three"}});
  const Texts expected = {"a=one", "b: unsupported encrypted", "c=three"};
  EXPECT_EQ(members_of(bytes), expected);
  EXPECT_EQ(members_piped(bytes), expected);
}

TEST(Archives, LoseMembersThatAreTooLarge) {
  ArchiveLimits limits;
  limits.member_bytes = 2 << 20;
  const std::string fits(2 << 20, 'x'), large = fits + 'x';
  const Texts expected = {"a=2097152", "b: untrusted too-large limit=2", "c=1"};
  const std::string tar =
      tar_member("a", fits) + tar_member("b", large) + tar_member("c", "1") + tar_end();
  EXPECT_EQ(members_of(tar, limits), expected);
  EXPECT_EQ(members_of(packed_with_zstd(tar), limits), expected);
  EXPECT_EQ(members_of(zip({{"a", fits}, {"b", large}, {"c", "1"}}), limits), expected);
}

TEST(Archives, EndWithTooManyEntries) {
  ArchiveLimits limits;
  limits.entries = 2;
  const std::string error = "untrusted too-many-entries limit=2";
  EXPECT_EQ(members_of(kTar, limits), (Texts{"a.json=one", "in/b.json=two"}));
  EXPECT_EQ(members_of(tar_member("f/", "", '5') + kTar, limits), (Texts{"a.json=one", error}));
  EXPECT_EQ(members_of(zip({{"a", "1"}, {"b", "2"}, {"c", "3"}}), limits),
            (Texts{"a=1", "b=2", error}));
  // The table of contents alone is too large.
  std::vector<test::ZipMember> many(5'000, {std::string(300, 'n'), ""});
  EXPECT_EQ(members_of(zip(many), limits), Texts{error});
}

TEST(Archives, EndWhereTheyUnpackToTooMuch) {
  ArchiveLimits limits;
  limits.unpacked_bytes = 3 << 20;
  const std::string two(2 << 20, '\0');
  const std::string error = "untrusted archive-too-large limit=3";
  const std::string tar =
      tar_member("a", two) + tar_member("b", two) + tar_member("c", "1") + tar_end();
  const Texts expected = {"a=2097152", error};
  EXPECT_EQ(members_of(tar, limits), expected);
  EXPECT_EQ(members_of(stored_gzip(tar), limits), expected);
  EXPECT_EQ(members_of(packed_with_zstd(tar), limits), expected);
  EXPECT_EQ(members_of(zip({{"a", two}, {"b", two}, {"c", "1"}}), limits), expected);
  // Also behind the end, and in members that are passed over.
  EXPECT_EQ(members_of(packed_with_zstd(kTar + two + two), limits),
            (Texts{"a.json=one", "in/b.json=two", error}));
  limits.member_bytes = 1 << 20;
  EXPECT_EQ(members_of(packed_with_zstd(tar), limits),
            (Texts{"a: untrusted too-large limit=1", "b: untrusted too-large limit=1", error}));
}

// 20 GiB of zeros that are said to be one member, in 2 MB.
TEST(Archives, ThatAreBombsEndInTime) {
  std::string header = tar_member("bomb", "");
  const std::string size("\x80\0\0\0\0\0\0\x05\0\0\0\0", 12);  // base 256
  header.replace(124, 12, size);
  std::size_t sum = 8 * ' ';
  for (std::size_t i = 0; i < 512; ++i)
    if (i < 148 || i >= 156) sum += static_cast<unsigned char>(header[i]);
  char text[8];
  std::snprintf(text, sizeof text, "%06zo", sum);
  header.replace(148, 6, text);
  const std::string zeros = packed_with_zstd(std::string(128 << 20, '\0'));
  std::string bomb = packed_with_zstd(header);
  for (int i = 0; i < 160; ++i) bomb += zeros;
  ArchiveLimits limits;
  limits.unpacked_bytes = std::uint64_t{1} << 30;
  EXPECT_EQ(members_of(bomb, limits), (Texts{"bomb: untrusted too-large limit=256",
                                             "untrusted archive-too-large limit=1024"}));
}

TEST(InputFiles, ShowTheirBeginningAndReadItAgain) {
  const test::TemporaryFolder folder;
  InputFile file(folder.write("a", "0123456789"));
  EXPECT_EQ(file.beginning(4), "0123");
  EXPECT_EQ(file.beginning(2), "0123");
  EXPECT_EQ(file.beginning(6), "012345");
  char bytes[4];
  EXPECT_EQ(std::string(bytes, file.read(bytes, 4)), "0123");
  EXPECT_EQ(file.seek(0, SEEK_CUR), 4);
  EXPECT_EQ(std::string(bytes, file.read(bytes, 4)), "4567");
  EXPECT_EQ(file.seek(-3, SEEK_END), 7);
  Buffer buffer;
  EXPECT_EQ(file.read_all(buffer), "789");
  InputFile short_file(folder.write("b", "01"));
  EXPECT_EQ(short_file.beginning(4), "01");
  EXPECT_EQ(short_file.read_all(buffer), "01");
}

}  // namespace
}  // namespace patchmatrix
