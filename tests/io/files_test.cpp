// SPDX-License-Identifier: Apache-2.0
#include "io/files.hpp"

#include <fcntl.h>
#include <filesystem>
#include <string>
#include <string_view>
#include <unistd.h>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;

// "hello\n" and "world\n", packed by gzip 1.12 and zstd 1.5.4; and nothing, packed.
const std::string kGzipHello =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\xcb\x48\xcd\xc9\xc9\xe7\x02\x00\x20\x30\x3a\x36\x06\x00\x00\x00"s;
const std::string kGzipWorld =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\xcf\x2f\xca\x49\xe1\x02\x00\xa8\x61\x38\xdd\x06\x00\x00\x00"s;
const std::string kGzipNothing =
    "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\x03\x00\x00\x00\x00\x00\x00\x00\x00\x00"s;
const std::string kZstdHello = "\x28\xb5\x2f\xfd\x00\x58\x31\x00\x00\x68\x65\x6c\x6c\x6f\x0a"s;
const std::string kZstdWorld =
    "\x28\xb5\x2f\xfd\x04\x58\x31\x00\x00\x77\x6f\x72\x6c\x64\x0a\xaa\x6e\x56\x9f"s;
const std::string kZstdNothing = "\x28\xb5\x2f\xfd\x24\x00\x01\x00\x00\x99\xe9\xd8\x51"s;

// A frame that holds nothing to unpack (RFC 8878, 3.1.2).
const std::string kSkippable = "\x50\x2a\x4d\x18\x04\x00\x00\x00note"s;

std::string unpacked(std::string_view packed) {
  const std::vector<char> bytes(packed.begin(), packed.end());  // without a byte to spare
  Buffer buffer;
  return std::string(unpack({bytes.data(), bytes.size()}, buffer));
}

std::string error_of_unpacking(std::string_view packed) {
  return test::error_of([&] { unpacked(packed); });
}

TEST(Packed, IsRecognisedByTheFirstBytes) {
  EXPECT_TRUE(is_packed(kGzipHello));
  EXPECT_TRUE(is_packed(kZstdHello));
  for (char first = '\x50'; first < '\x60'; ++first)
    EXPECT_TRUE(is_packed(first + kSkippable.substr(1))) << first;
  for (const std::string_view plain : {"\x4f\x2a\x4d\x18 one", "\x60\x2a\x4d\x18 one",
                                       "\x50\x2a\x4d\x19 one", "\x50\x2a\x4d\x18", "P*M"})
    EXPECT_FALSE(is_packed(plain)) << plain;
  for (const std::string_view plain :
       {"", "\x1f", "\x28\xb5\x2f", "<?xml version=\"1.0\"?>", "{}", "PK\x03\x04", " \x1f\x8b"})
    EXPECT_FALSE(is_packed(plain)) << plain;
}

TEST(Packed, IsUnpacked) {
  EXPECT_EQ(unpacked(kGzipHello), "hello\n");
  EXPECT_EQ(unpacked(kZstdHello), "hello\n");
  EXPECT_EQ(unpacked(kGzipNothing), "");
  EXPECT_EQ(unpacked(kZstdNothing), "");
}

TEST(Packed, MayHaveSeveralMembersOrFrames) {
  EXPECT_EQ(unpacked(kGzipHello + kGzipWorld), "hello\nworld\n");
  EXPECT_EQ(unpacked(kGzipHello + kGzipNothing + kGzipWorld), "hello\nworld\n");
  EXPECT_EQ(unpacked(kZstdHello + kZstdWorld), "hello\nworld\n");
  EXPECT_EQ(unpacked(kZstdWorld + kZstdNothing + kZstdHello), "world\nhello\n");
}

TEST(Packed, MayHaveFramesThatHoldNothing) {
  EXPECT_EQ(unpacked(kSkippable + kZstdHello), "hello\n");
  EXPECT_EQ(unpacked(kSkippable + kSkippable + kZstdHello), "hello\n");
  EXPECT_EQ(unpacked(kZstdHello + kSkippable + kZstdWorld), "hello\nworld\n");
  EXPECT_EQ(unpacked(kZstdHello + kSkippable), "hello\n");
  EXPECT_EQ(unpacked(kSkippable), "");
}

TEST(Packed, IsRefusedWhereverItIsCut) {
  const auto expect_refused = [](const std::string& packed, std::size_t from,
                                 const std::string& format) {
    for (std::size_t length = from; length < packed.size(); ++length)
      EXPECT_EQ(error_of_unpacking(packed.substr(0, length)), "malformed unpack format=" + format)
          << length << " of " << packed.size();
  };
  expect_refused(kGzipHello, 2, "gzip");
  expect_refused(kZstdHello, 4, "zstd");
  expect_refused(kZstdWorld, 4, "zstd");
  expect_refused(kGzipHello + kGzipWorld, kGzipHello.size() + 1, "gzip");
  expect_refused(kSkippable, 5, "zstd");
  expect_refused(kSkippable + kZstdHello, kSkippable.size() + 1, "zstd");
  expect_refused(kZstdHello + kZstdWorld, kZstdHello.size() + 1, "zstd");
}

TEST(Packed, IsRefusedWhenItIsDamaged) {
  std::string gzip = kGzipHello;
  gzip[12] ^= 1;  // data
  EXPECT_EQ(error_of_unpacking(gzip), "malformed unpack format=gzip");
  gzip = kGzipHello;
  gzip[18] ^= 1;  // checksum
  EXPECT_EQ(error_of_unpacking(gzip), "malformed unpack format=gzip");
  EXPECT_EQ(error_of_unpacking(kGzipHello + "more"), "malformed unpack format=gzip");

  std::string zstd = kZstdWorld;
  zstd[10] ^= 1;
  EXPECT_EQ(error_of_unpacking(zstd), "malformed unpack format=zstd");
  EXPECT_EQ(error_of_unpacking(kZstdHello + "more"), "malformed unpack format=zstd");
}

// One MiB of the letter a: eight blocks of 128 KiB, each a single repeated byte (RFC
// 8878, 3.1.1.2).
std::string zstd_mebibyte() {
  std::string frame = "\x28\xb5\x2f\xfd\x00\x58"s;
  for (int block = 0; block < 8; ++block)
    frame += (block == 7 ? "\x03\x00\x10"s : "\x02\x00\x10"s) + "a";
  return frame;
}

TEST(Packed, GrowsTheBufferAsNeeded) {
  std::string packed;
  for (int i = 0; i < 5; ++i) packed += zstd_mebibyte();
  EXPECT_EQ(unpacked(packed), std::string(5 << 20, 'a'));
}

TEST(Packed, IsRefusedWhenMoreComesOutThanADocumentMayHold) {
  std::string packed;
  for (std::size_t i = 0; i <= kMaxDocumentBytes >> 20; ++i) packed += zstd_mebibyte();
  EXPECT_EQ(error_of_unpacking(packed), "untrusted too-large limit=256");
}

TEST(Packed, IsWhatWasPacked) {
  std::string every_byte;
  for (int c = 0; c < 256; ++c) every_byte += static_cast<char>(c);
  for (const std::string& bytes : {""s, "a"s, "\0"s, every_byte, std::string(3 << 20, 'a')}) {
    const std::string packed = packed_with_zstd(bytes);
    EXPECT_TRUE(is_packed(packed)) << bytes.substr(0, 80);
    EXPECT_EQ(unpacked(packed), bytes) << bytes.substr(0, 80);
    EXPECT_EQ(packed_with_zstd(bytes), packed) << bytes.substr(0, 80);
  }
  EXPECT_LT(packed_with_zstd(std::string(3 << 20, 'a')).size(), 1000U);
}

TEST(Packed, HasAChecksumThatTellsDamage) {
  std::string packed = packed_with_zstd("hello\n");
  const std::size_t letter = packed.find("hello");
  ASSERT_NE(letter, std::string::npos);
  packed[letter] = 'j';
  EXPECT_EQ(error_of_unpacking(packed), "malformed unpack format=zstd");
}

TEST(Buffers, KeepWhatWasWritten) {
  Buffer buffer;
  EXPECT_EQ(buffer.capacity(), 0U);
  buffer.grow(3, 0);
  std::string_view("abc").copy(buffer.data(), 3);
  buffer.grow(100, 3);
  EXPECT_GE(buffer.capacity(), 100U);
  EXPECT_EQ(std::string_view(buffer.data(), 3), "abc");
  buffer.grow(10, 3);
  EXPECT_GE(buffer.capacity(), 100U);
  EXPECT_EQ(std::string_view(buffer.data(), 3), "abc");
}

TEST(Files, AreReadAsTheyAre) {
  const test::TemporaryFolder folder;
  Buffer buffer;
  const std::string bytes = "\xEF\xBB\xBF<a>\r\n\0\xFF</a>"s;
  EXPECT_EQ(read_file(folder.write("a", bytes), buffer), bytes);
  EXPECT_EQ(read_file(folder.write("empty", ""), buffer), "");
  EXPECT_EQ(read_file(folder.write("b", std::string(200'000, 'b')), buffer),
            std::string(200'000, 'b'));
  EXPECT_EQ(read_file(folder.write("c", "short again"), buffer), "short again");
  EXPECT_EQ(read_file(folder.path() / "a"), bytes);
}

TEST(Files, ThatCannotBeReadAreNamed) {
  const test::TemporaryFolder folder;
  const std::string missing = (folder.path() / "missing").string();
  EXPECT_EQ(test::error_of([&] { read_file(missing); }), "not-found " + missing + " no-file");
  const std::string itself = folder.path().string();
  EXPECT_EQ(test::error_of([&] { read_file(itself); }),
            "io " + itself + " not-readable reason=Is a directory");
  const std::string below_file = folder.write("a", "").string() + "/b";
  EXPECT_EQ(test::error_of([&] { read_file(below_file); }),
            "io " + below_file + " not-readable reason=Not a directory");
}

TEST(Files, LargerThanADocumentMayBeAreRefused) {
  const test::TemporaryFolder folder;
  const auto file = folder.write("large", "");
  std::filesystem::resize_file(file, kMaxDocumentBytes + 1);  // sparse
  EXPECT_EQ(test::error_of([&] { read_file(file); }), "untrusted too-large limit=256");
}

std::vector<std::string> names_below(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& file : files_below(folder))
    names.push_back(file.lexically_relative(folder).string());
  return names;
}

TEST(Folders, GiveEveryFileBelowThemOrderedByPathBytewise) {
  const test::TemporaryFolder folder;
  for (const char* name :
       {"b.xml", "a/2.xml", "a/10.xml", "a.xml", "B.xml", "a/b/c/d.xml", "あ.xml"})
    folder.write(name, "");
  std::filesystem::create_directories(folder.path() / "empty" / "folder");
  EXPECT_EQ(names_below(folder.path()),
            (std::vector<std::string>{"B.xml", "a.xml", "a/10.xml", "a/2.xml", "a/b/c/d.xml",
                                      "b.xml", "あ.xml"}));
}

TEST(Folders, DoNotLeadThroughLinksToOtherFolders) {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder elsewhere;
  const auto target = elsewhere.write("secret.xml", "");
  folder.write("a.xml", "");
  std::filesystem::create_directory_symlink(elsewhere.path(), folder.path() / "elsewhere");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "loop");
  std::filesystem::create_symlink(target, folder.path() / "linked.xml");
  std::filesystem::create_symlink(elsewhere.path() / "gone", folder.path() / "broken.xml");
  EXPECT_EQ(names_below(folder.path()), (std::vector<std::string>{"a.xml", "linked.xml"}));
}

// "name", "name (closed)" or "name (special)", in order.
std::vector<std::string> entries_shown(const std::filesystem::path& folder) {
  std::vector<std::string> out;
  for (const FolderEntry& each : entries_below(folder))
    out.push_back(each.path.lexically_relative(folder).string() +
                  (each.kind == FolderEntry::Kind::Closed    ? " (closed)"
                   : each.kind == FolderEntry::Kind::Special ? " (special)"
                                                             : ""));
  return out;
}

TEST(Folders, TellWhatIsNeitherFileNorFolder) {
  const test::TemporaryFolder folder;
  const test::TemporaryFolder elsewhere;
  const auto target = elsewhere.write("secret.xml", "");
  folder.write("in/a.xml", "");
  std::filesystem::create_directory_symlink(elsewhere.path(), folder.path() / "elsewhere");
  std::filesystem::create_directory_symlink(folder.path(), folder.path() / "in/loop");
  std::filesystem::create_symlink(target, folder.path() / "linked.xml");
  std::filesystem::create_symlink(elsewhere.path() / "gone", folder.path() / "broken.xml");
  std::filesystem::create_symlink("itself.xml", folder.path() / "itself.xml");
  ASSERT_EQ(::mkfifo((folder.path() / "pipe.xml").c_str(), 0600), 0);
  EXPECT_EQ(entries_shown(folder.path()),
            (std::vector<std::string>{"broken.xml (special)", "elsewhere (special)", "in/a.xml",
                                      "in/loop (special)", "itself.xml (special)", "linked.xml",
                                      "pipe.xml (special)"}));
  EXPECT_EQ(names_below(folder.path()), (std::vector<std::string>{"in/a.xml", "linked.xml"}));
}

// Rights close no folder to the superuser; a path that is too long closes it to everybody.
TEST(Folders, ThatCannotBeEnteredStandAmongTheirNeighbours) {
  const test::TemporaryFolder folder;
  folder.write("a.xml", "");
  folder.write("z.xml", "");
  const std::string name(250, 'n');
  int parent = ::open(folder.path().c_str(), O_RDONLY | O_DIRECTORY);
  std::filesystem::path closed = folder.path();
  while (closed.native().size() < 4096) {
    ASSERT_EQ(::mkdirat(parent, name.c_str(), 0700), 0);
    const int child = ::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY);
    ASSERT_GE(child, 0);
    ::close(parent);
    parent = child;
    closed /= name;
  }
  ::close(parent);
  EXPECT_EQ(
      entries_shown(folder.path()),
      (std::vector<std::string>{
          "a.xml", closed.lexically_relative(folder.path()).string() + " (closed)", "z.xml"}));
  EXPECT_EQ(test::error_of([&] { read_file(closed); }),
            "io " + closed.string() + " not-readable reason=File name too long");
  EXPECT_EQ(names_below(folder.path()), (std::vector<std::string>{"a.xml", "z.xml"}));
}

TEST(Folders, ThatAreEmptyGiveNothing) {
  EXPECT_EQ(names_below(test::TemporaryFolder().path()), std::vector<std::string>());
}

TEST(Folders, ThatAreMissingAreClosedAndGiveNoFiles) {
  const test::TemporaryFolder folder;
  const std::filesystem::path missing = folder.path() / "missing";
  EXPECT_EQ(entries_shown(missing), std::vector<std::string>{". (closed)"});
  EXPECT_EQ(names_below(missing), std::vector<std::string>());
}

}  // namespace
}  // namespace patchmatrix
