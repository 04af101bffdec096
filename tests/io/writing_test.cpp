// SPDX-License-Identifier: Apache-2.0
#include "io/writing.hpp"

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

// "name=content", ordered.
std::vector<std::string> contents_of(const fs::path& folder) {
  std::vector<std::string> out;
  for (const fs::path& file : files_below(folder))
    out.push_back(file.lexically_relative(folder).string() + "=" + read_file(file));
  return out;
}

using Contents = std::vector<std::string>;

TEST(MoveIntoPlace, RenamesAndMakesFolders) {
  const test::TemporaryFolder folder;
  move_into_place(folder.write("new", "bytes"), folder.path() / "a/b/c/file");
  EXPECT_EQ(contents_of(folder.path()), Contents{"a/b/c/file=bytes"});
  for (const char* made : {"a", "a/b", "a/b/c"}) {
    struct stat status {};
    ASSERT_EQ(::stat((folder.path() / made).c_str(), &status), 0) << made;
    EXPECT_EQ(status.st_mode & 0022U, 0U) << made << " can be written by others";
    EXPECT_EQ(status.st_mode & 0700U, 0700U) << made;
  }
}

TEST(MoveIntoPlace, ReplacesWhatIsThere) {
  const test::TemporaryFolder folder;
  folder.write("to", "an old and longer text");
  move_into_place(folder.write("from", "new"), folder.path() / "to");
  EXPECT_EQ(contents_of(folder.path()), Contents{"to=new"});
}

TEST(MoveIntoPlace, LeavesTheOldFileToThoseWhoHaveItOpen) {
  const test::TemporaryFolder folder;
  std::ifstream reader(folder.write("to", "old"));
  move_into_place(folder.write("from", "new"), folder.path() / "to");
  std::string read;
  reader >> read;
  EXPECT_EQ(read, "old");
}

TEST(MoveIntoPlace, GoesThroughLinksToFolders) {
  const test::TemporaryFolder folder;
  fs::create_directory(folder.path() / "real");
  fs::create_directory_symlink("real", folder.path() / "linked");
  move_into_place(folder.write("from", "new"), folder.path() / "linked" / "sub" / "to");
  EXPECT_EQ(contents_of(folder.path()), Contents{"real/sub/to=new"});
}

TEST(MoveIntoPlace, NamesWhatRefusedAndLeavesTheSource) {
  const test::TemporaryFolder folder;
  const fs::path from = folder.write("from", "new");
  const std::string file = folder.write("file", "old").string();
  const std::string full = folder.write("full/inside", "old").parent_path().string();
  const std::string long_name = (folder.path() / std::string(256, 'n')).string();
  const std::string missing = (folder.path() / "missing").string();
  const std::vector<std::pair<std::pair<fs::path, fs::path>, std::string>> cases = {
      {{missing, folder.path() / "to"},
       "io " + missing + " write reason=No such file or directory"},
      {{from, file + "/to"}, "io " + file + " write reason=Not a directory"},
      {{from, file + "/sub/to"}, "io " + file + " write reason=Not a directory"},
      {{from, full}, "io " + full + " write reason=Is a directory"},
      {{from, long_name}, "io " + long_name + " write reason=File name too long"},
      {{from, long_name + "/to"}, "io " + long_name + " write reason=File name too long"},
  };
  for (const auto& [paths, expected] : cases)
    EXPECT_EQ(test::error_of([&paths = paths] { move_into_place(paths.first, paths.second); }),
              expected)
        << paths.first << " to " << paths.second;
  EXPECT_EQ(contents_of(folder.path()), (Contents{"file=old", "from=new", "full/inside=old"}));
}

TEST(WriteWhole, WritesBytesAsTheyAre) {
  const test::TemporaryFolder folder;
  const std::vector<std::string> cases = {"", "text\n", "\0\xFF\r\n"s, std::string(3 << 20, 'x')};
  for (const std::string& bytes : cases) {
    write_whole(folder.path() / "a/to", bytes, folder.path() / "b/temporary");
    EXPECT_EQ(read_file(folder.path() / "a/to"), bytes) << bytes.substr(0, 80);
    EXPECT_EQ(files_below(folder.path()), std::vector<fs::path>{folder.path() / "a/to"});
  }
}

TEST(WriteWhole, OverwritesATemporaryFileThatWasLeft) {
  const test::TemporaryFolder folder;
  const fs::path left = folder.write("temporary", "what an earlier run left there");
  write_whole(folder.path() / "to", "new", left);
  EXPECT_EQ(contents_of(folder.path()), Contents{"to=new"});
}

TEST(WriteWhole, DoesNotWriteThroughALinkThatWasLeft) {
  const test::TemporaryFolder folder;
  const fs::path victim = folder.write("victim", "old");
  const fs::path link = folder.path() / "temporary";
  fs::create_symlink(victim, link);
  EXPECT_EQ(test::error_of([&] { write_whole(folder.path() / "to", "new", link); }),
            "io " + link.string() + " write reason=Too many levels of symbolic links");
  EXPECT_EQ(contents_of(folder.path()), (Contents{"temporary=old", "victim=old"}));
}

TEST(WriteWhole, LeavesNothingBehindWhenItFails) {
  const test::TemporaryFolder folder;
  const fs::path taken = folder.write("taken/inside", "old").parent_path();
  const fs::path temporary = folder.path() / "temporary";
  EXPECT_EQ(test::error_of([&] { write_whole(taken, "new", temporary); }),
            "io " + taken.string() + " write reason=Is a directory");
  EXPECT_EQ(test::error_of([&] { write_whole(folder.path() / "to", "new", taken); }),
            "io " + taken.string() + " write reason=Is a directory");
  EXPECT_EQ(contents_of(folder.path()), Contents{"taken/inside=old"});
}

// Runs `action` in a process of its own and gives its exit code: 0 if it gives true.
int in_another_process(const std::function<bool()>& action) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(action() ? 0 : 1);
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

// A file may not grow beyond the limit of a process: what a full disk does too, in the middle.
TEST(WriteWhole, LeavesTheOldFileWhenThereIsNoRoomForTheNew) {
  const test::TemporaryFolder folder;
  const fs::path to = folder.write("to", "old");
  const fs::path temporary = folder.path() / "temporary";
  EXPECT_EQ(in_another_process([&] {
              std::signal(SIGXFSZ, SIG_IGN);
              const rlimit limit{100'000, 100'000};
              ::setrlimit(RLIMIT_FSIZE, &limit);
              return test::error_of([&] {
                       write_whole(to, std::string(200'000, 'x'), temporary);
                     }) == "io " + temporary.string() + " write reason=File too large";
            }),
            0);
  EXPECT_EQ(contents_of(folder.path()), Contents{"to=old"});
}

TEST(WriteWhole, TakesNamesWithoutAFolder) {
  const test::TemporaryFolder folder;
  EXPECT_EQ(in_another_process([&] {
              fs::current_path(folder.path());
              write_whole("to", "new", "temporary");
              return true;
            }),
            0);
  EXPECT_EQ(contents_of(folder.path()), Contents{"to=new"});
}

TEST(FileLock, IsHeldOnceAtATime) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "sub" / "lock";
  std::optional<FileLock> first = FileLock::take(file);
  ASSERT_TRUE(first);
  EXPECT_FALSE(FileLock::take(file));
  EXPECT_TRUE(FileLock::take(folder.path() / "other"));
  first.reset();
  EXPECT_TRUE(fs::exists(file)) << "the file stays";
  EXPECT_TRUE(FileLock::take(file));
}

TEST(FileLock, KeepsOtherProcessesOut) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "lock";
  const auto can_take = [&file] { return FileLock::take(file).has_value(); };
  {
    const std::optional<FileLock> held = FileLock::take(file);
    ASSERT_TRUE(held);
    EXPECT_EQ(in_another_process(can_take), 1);
  }
  EXPECT_EQ(in_another_process(can_take), 0);
}

// The other process says through a pipe that it has the lock, and is killed.
TEST(FileLock, IsGivenBackWhenItsProcessIsKilled) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "lock";
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const std::optional<FileLock> held = FileLock::take(file);
    const char answer = held ? 'y' : 'n';
    if (::write(ends[1], &answer, 1) == 1) ::pause();
    ::_exit(0);
  }
  char answer = '?';
  ASSERT_EQ(::read(ends[0], &answer, 1), 1);
  EXPECT_EQ(answer, 'y');
  EXPECT_FALSE(FileLock::take(file));
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::take(file));
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(FileLock, GoesWhereItIsMoved) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.path() / "lock";
  const fs::path other = folder.path() / "other";
  {
    std::optional<FileLock> first = FileLock::take(file);
    ASSERT_TRUE(first);
    FileLock second = std::move(*first);
    first = FileLock::take(folder.path() / "third");  // ends what was moved from
    EXPECT_FALSE(FileLock::take(file));
    std::optional<FileLock> third = FileLock::take(other);
    ASSERT_TRUE(third);
    *third = std::move(second);
    EXPECT_FALSE(FileLock::take(file));
  }
  EXPECT_TRUE(FileLock::take(file));
  EXPECT_TRUE(FileLock::take(other));
}

TEST(FileLock, NamesAFileThatCannotBeMade) {
  const test::TemporaryFolder folder;
  const std::string itself = folder.path().string();
  EXPECT_EQ(test::error_of([&] { FileLock::take(itself); }),
            "io " + itself + " write reason=Is a directory");
  const std::string file = folder.write("file", "").string();
  EXPECT_EQ(test::error_of([&] { FileLock::take(file + "/lock"); }),
            "io " + file + " write reason=Not a directory");
}

}  // namespace
}  // namespace patchmatrix
