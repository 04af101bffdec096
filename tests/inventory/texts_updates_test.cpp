// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::read_text;
using test::records_of;

TEST(UpdateList, IsReadByTheColumnsOfItsHeader) {
  const auto read = read_text(
      "Description      FixComments  HotFixID   InstallDate  InstalledBy          \r\r\n"
      "Update                        KB4462930               NT AUTHORITY\\SYSTEM  \r\r\n"
      "\r\r\n"
      "Security Update               KB971033                PC\\User              \r\r\n",
      "PC01_qfe.txt");
  EXPECT_EQ(read.format, "update-list");
  EXPECT_EQ(read.records,
            "2: hostname=PC01 updates=KB4462930\n4: hostname=PC01 updates=KB971033\n");
  EXPECT_EQ(read.columns, "HotFixID→updates\n");
  EXPECT_EQ(read.diagnostics, "");
}

TEST(UpdateList, NamesItsHostInAColumn) {
  EXPECT_EQ(
      records_of(
          "cat q\r\n"
          "Caption                                     CSName  HotFixID   InstalledBy\r\n"
          "http://support.microsoft.com/?kbid=2919355  DC      KB2919355  PC\\Администратор\r\n"
          "http://support.microsoft.com/?kbid=2919442  DC      KB2919442  PC\\管理者",
          "q.txt"),
      "update-list\n3: hostname=DC updates=KB2919355\n4: hostname=DC updates=KB2919442\n");
}

TEST(UpdateList, MayHaveARulerAndNamesThatWereTooLong) {
  EXPECT_EQ(
      records_of("\n"
                 "Source        Description      HotFixID      InstalledBy          InstalledOn\n"
                 "------        -----------      --------      -----------          -----------\n"
                 "PC01          Update           KB5017022     NT AUTHORITY\\SYSTEM  11/9/2022\n"
                 "DESKTOP-12... Security Update  KB5019959     NT AUTHORITY\\SYSTEM  11/9/2022\n",
                 "PC02_hotfix.txt"),
      "update-list\n4: hostname=PC01 updates=KB5017022\n5: hostname=PC02 updates=KB5019959\n");
}

// Padded by what characters take on a terminal, and by their number.
TEST(UpdateList, KeepsColumnsBehindWideCharacters) {
  const std::string expected = "update-list\n2: hostname=端末一号 updates=KB5017022\n";
  EXPECT_EQ(records_of("CSName    HotFixID   Status\n端末一号  KB5017022  \n"), expected);
  EXPECT_EQ(records_of("CSName    HotFixID   Status\n端末一号      KB5017022  \n"), expected);
}

TEST(UpdateList, MayHaveNoColumnButOne) {
  EXPECT_EQ(
      records_of("HotFixID   \r\r\nKB5017022  \r\r\nKB5019959  \r\r\n\r\r\n", "PC01_qfe.txt"),
      "update-list\n2: hostname=PC01 updates=KB5017022\n3: hostname=PC01 updates=KB5019959\n");
}

TEST(UpdateList, NamesLinesThatAreNone) {
  const auto read = read_text(
      "HotFixID   InstalledBy\nKB5017022  PC\\User\nno update here\n           PC\\User\n"
      "KB50...    PC\\User\n",
      "PC01_qfe.txt");
  EXPECT_EQ(read.records, "2: hostname=PC01 updates=KB5017022\n");
  EXPECT_EQ(read.diagnostics, "unread-line PC01_qfe.txt:3 ×3\n");
}

TEST(UpdateList, MayBeEmpty) {
  for (const char* text : {"", "\r\n", " \r\n\r\n"})
    EXPECT_EQ(records_of(text, "PC01_qfe.txt"), "update-list\n1: hostname=PC01\n") << text;
  EXPECT_EQ(records_of("Description  HotFixID\n", "PC01_qfe.txt"),
            "update-list\n1: hostname=PC01\n");
  // Nothing tells what these are.
  for (const char* name : {"PC01.txt", "notes.csv", "PC01"})
    EXPECT_EQ(records_of("\r\n", name), "declined\n") << name;
}

TEST(UpdateList, IsNoTable) {
  for (const char* text : {"Host,HotFixID\nPC01,KB5017022\n", "HotFixID\tHost\nKB5017022\tPC01\n",
                           "HotFixID;Host\nKB5017022;PC01\n", "Name  Version\nExample  1\n"})
    EXPECT_EQ(records_of(text), "declined\n") << text;
}

TEST(UpdateTitles, NameOneUpdateALine) {
  const auto read = read_text(
      "KB4100347: 2018-10 Update for Windows 10 Version 1803 (KB4100347)\r\n"
      "KB2267602: Definition Update - KB2267602 (Definition 1.289.501.0), replaces KB4100348\r\n"
      "\r\nkb890830\r\n",
      "PC01_updates.txt");
  EXPECT_EQ(read.format, "update-titles");
  EXPECT_EQ(read.records,
            "1: hostname=PC01 updates=KB4100347\n2: hostname=PC01 updates=KB2267602\n"
            "4: hostname=PC01 updates=kb890830\n");
  EXPECT_EQ(read.diagnostics, "");
}

TEST(UpdateTitles, LeaveOutWhatTheyDoNotName) {
  const auto read = read_text("KB4100347: Example\nReplaces KB4100348\nKB12: Example\nKB410034",
                              "PC01_updates.txt");
  EXPECT_EQ(read.records, "1: hostname=PC01 updates=KB4100347\n");
  EXPECT_EQ(read.diagnostics, "unread-line PC01_updates.txt:2 ×3\n");
}

TEST(UpdateTitles, AreNoOtherText) {
  for (const std::string& text : std::initializer_list<std::string>{
           "Missing:\nUpdate 1\nKB4100347: Example\n", "4100347: Example\n", "KB41003: Example\n",
           "KB41003471: Example\n", "KB4100347x: Example\n", "KB,Title\nKB4100347,Example\n",
           "KB4100347: Example\na\nb\nc\n", "KB" + std::string(5'000'000, '4')})
    EXPECT_EQ(records_of(text), "declined\n") << text.substr(0, 60);
}

}  // namespace
}  // namespace patchmatrix
