// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "inventory/texts_reading.hpp"

namespace patchmatrix {
namespace {

using test::read_text;
using test::records_of;

TEST(PropertyList, IsReadOfAComputer) {
  EXPECT_EQ(
      records_of("\n\nWindowsBuildLabEx     : 22621.1.amd64fre.ni_release.220506-1250\n"
                 "WindowsInstallationType : Client\n"
                 "WindowsProductName      : Windows 10 Pro\n"
                 "WindowsVersion          : 2009\n"
                 "OSDisplayVersion        : 22H2\n"
                 "CsName                  : PC01\n"
                 "CsDNSHostName           : pc01\n"
                 "CsSystemType            : x64-based PC\n"
                 "OsName                  : Microsoft Windows 11 Pro\n"
                 "OsVersion               : 10.0.22621\n"
                 "OsBuildNumber           : 22621\n"
                 "WindowsUBR              : 819\n"
                 "OsHotFixes              : {KB5020622, KB5012170,\n"
                 "                          KB5019980}\n"
                 "OsArchitecture          : 64-bit\n"),
      "property-list\n4: installation=Client os-name=Microsoft Windows 11 Pro feature-update=22H2 "
      "hostname=PC01 architecture=64-bit os-version=10.0.22621 build=22621 revision=819 "
      "updates={KB5020622, KB5012170,\n                          KB5019980}\n");
}

// PowerShell shows four values of a list, and dots for the rest.
TEST(PropertyList, SaysThatAListIsCutOff) {
  for (const char* dots : {"...", "…"})
    EXPECT_EQ(records_of(std::string("OsName     : Example\nOsHotFixes : {KB5020622, KB5012170, "
                                     "KB5019980, KB5017233") +
                         dots + "}\n"),
              std::string("property-list\n1: os-name=Example updates={KB5020622, KB5012170, "
                          "KB5019980, KB5017233") +
                  dots + "} announced-updates=5 hostname=PC01\n");
}

TEST(PropertyList, HasOneObjectBehindTheOther) {
  EXPECT_EQ(records_of("\nDescription    : Update\nCaption        : https://example.com/KB1\n"
                       "HotFixID       : KB5017022\nInstalledOn    : 11/9/2022 12:00:00 AM\n"
                       "PSComputerName : PC02\n\n\n"
                       "Description    : Security Update\nCaption        : https://example.com\n"
                       "HotFixID       : KB5019959\nInstalledOn    : \nPSComputerName : PC03\n\n"),
            "property-list\n3: updates=KB5017022 hostname=PC02\n"
            "10: updates=KB5019959 hostname=PC03\n");
}

TEST(PropertyList, IsReadOfWmic) {
  EXPECT_EQ(records_of("\r\r\n\r\r\nBuildNumber=19045\r\r\nCaption=Microsoft Windows 10 Pro\r\r\n"
                       "CSName=PC01\r\r\nOSArchitecture=64-bit\r\r\nVersion=10.0.19045\r\r\n"),
            "property-list\n3: build=19045 os-name=Microsoft Windows 10 Pro hostname=PC01 "
            "architecture=64-bit os-version=10.0.19045\n");
}

TEST(PropertyList, IsReadOfTheRegistry) {
  EXPECT_EQ(records_of("\r\nHKEY_LOCAL_MACHINE\\SOFTWARE\\Example\\CurrentVersion\r\n"
                       "    CurrentBuild    REG_SZ    22621\r\n"
                       "    CurrentMajorVersionNumber    REG_DWORD    0xa\r\n"
                       "    CurrentMinorVersionNumber    REG_DWORD    0x0\r\n"
                       "    CurrentVersion    REG_SZ    6.3\r\n"
                       "    DisplayVersion    REG_SZ    22H2\r\n"
                       "    InstallationType    REG_SZ    Server Core\r\n"
                       "    ProductName    REG_SZ    Windows 10 Pro\r\n"
                       "    ReleaseId    REG_SZ    2009\r\n"
                       "    UBR    REG_DWORD    0x333\r\n",
                       "PC01_registry.txt"),
            "property-list\n3: build=22621 feature-update=22H2 installation=Server Core "
            "os-name=Windows 10 Pro revision=819 os-version=10.0.22621 hostname=PC01_registry\n");
  // Older systems have no numbers of their own.
  EXPECT_EQ(records_of("    CurrentBuild    REG_SZ    7601\n    CurrentVersion    REG_SZ    6.1\n"),
            "property-list\n1: build=7601 os-version=6.1.7601 hostname=PC01\n");
}

TEST(PropertyList, TellsProgramsWithTheirOwnVersions) {
  EXPECT_EQ(
      records_of("DisplayName    : Example\nDisplayVersion : 22.01\nPublisher      : Makers\n\n"
                 "DisplayName    : Other\nDisplayVersion : \nPublisher      : Makers\n"),
      "property-list\n"
      "1: software=Example software-version=22.01 publisher=Makers hostname=PC01\n"
      "5: software=Other publisher=Makers hostname=PC01\n");
}

TEST(PropertyList, IsNoOtherText) {
  for (const std::string& text : std::initializer_list<std::string>{
           "", "Name : Example\n", "OsName: Example\n", "OsName Example\n", "OsName :Example\n",
           "a,b,c\nOsName,x,y\n", std::string(5'000'000, '='), std::string(5'000'000, ' ')})
    EXPECT_EQ(records_of(text, "PC01.txt"), "declined\n") << text.substr(0, 60);
}

TEST(VersionLine, TellsASystemByItsVersion) {
  EXPECT_EQ(records_of("\r\nMicrosoft Windows [Version 10.0.19045.2251]\r\n", "PC01.txt"),
            "version\n2: os-name=Microsoft Windows os-version=10.0.19045.2251 hostname=PC01\n");
  EXPECT_EQ(records_of("Microsoft Windows [versión 6.1.7601]", "PC01.txt"),
            "version\n1: os-name=Microsoft Windows os-version=6.1.7601 hostname=PC01\n");
  EXPECT_EQ(
      records_of("Microsoft Windows\nVersion 22H2 (OS Build 22621.819)\nexample\n", "PC01.txt"),
      "version\n2: os-name=Microsoft Windows feature-update=22H2 build=22621.819 "
      "hostname=PC01\n");
  EXPECT_EQ(records_of("バージョン 22H2 (OS ビルド 22621.819)\n", "PC01.txt"),
            "version\n1: feature-update=22H2 build=22621.819 hostname=PC01\n");
}

TEST(VersionLine, IsNoOtherText) {
  for (const std::string& text : std::initializer_list<std::string>{
           "Example [Version 10.0]\n", "[Version 10.0.19045.2251]\n", "Example ]10.0.19045[\n",
           "Example [Version 10.0.19045.2251]\nmore\n", "Example (Build x)\n",
           "Version 22H2 (Other 22621.819)\n", std::string(5'000'000, '['),
           std::string(5'000'000, '(')})
    EXPECT_EQ(records_of(text, "PC01.txt"), "declined\n") << text.substr(0, 60);
}

}  // namespace
}  // namespace patchmatrix
