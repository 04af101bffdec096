// SPDX-License-Identifier: Apache-2.0
#include "match/applications.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "match/names.hpp"
#include "match/software.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

// What is judged of software by a document with these fixes.
struct Case {
  std::string name, version, expected;
  std::string publisher = "Microsoft Corporation";
};

std::string judged(const std::vector<HandMadeFix>& fixes, const Software& software,
                   const std::vector<std::string_view>& updates = {},
                   const std::vector<Alias>& aliases = {}) {
  const auto document = normalized(document_of(fixes, msrc_document));
  const Applications applications({&document->findings}, shipped_feeds(), aliases);
  return judged_text(applications, {&document->findings}, software, {}, updates);
}

// The texts must outlive it.
Software software(std::string_view name, std::string_view version, std::string_view publisher) {
  Software out;
  out.name = name;
  out.version = version;
  out.publisher = publisher;
  return out;
}

void expect(const std::vector<HandMadeFix>& fixes, const std::vector<Case>& cases) {
  for (const Case& each : cases)
    EXPECT_EQ(judged(fixes, software(each.name, each.version, each.publisher)), each.expected)
        << each.name << " " << each.version << " of " << each.publisher;
}

TEST(Applications, AreRecognisedByTheirNamesWithoutEditionLanguageAndBitness) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Office 2019 for 64-bit editions", "https://example.test/c2r", "Click to Run"}};
  const std::string found =
      "CVE-2022-0001 Microsoft Office 2019 for 64-bit editions | unknown fix-without-version 90\n";
  expect(fixes, {
                    {"Microsoft Office 2019", "16.0.10392.20029", found},
                    {"Microsoft Office Professional Plus 2019 - ja-jp", "16.0.10392.20029", found},
                    {"Microsoft\xC2\xAE Office Professional Plus 2019", "16.0.10392.20029", found},
                    {"Microsoft Office Home & Business 2019 - en-us", "16.0.10392.20029", found},
                    {"\xEF\xBC\xAD\xEF\xBD\x89"
                     "crosoft Office 2019",
                     "16.0.10392.20029", found},
                    {"Microsoft Office Standard 2019 (64-bit)", "", found},
                });
}

TEST(Applications, AreNotTakenForOthersOfSimilarNames) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Office 2016 (64-bit edition)", "16.0.5369.1000", "3191869"},
      {"Microsoft Access 2016 (64-bit edition)", "16.0.5369.1000", "5002197"},
      {"Microsoft SQL Server 2019 for x64-based Systems (GDR)", "15.0.2101.7", "5021125"},
      {"Microsoft Office 2016 for Mac", "16.67.22111300"},
      {"Microsoft Visual Studio 2022 version 17.2", "17.2.10"}};
  for (const char* name :
       {"Microsoft Office Professional Plus 2013", "Microsoft Visio Professional 2016",
        "Microsoft Access database engine 2016 (English)", "SQL Server Management Studio",
        "Microsoft SQL Server 2012 Native Client", "Microsoft SQL Server 2019 Setup (English)",
        "Microsoft Visual Studio Code", "Visual Studio 2019 Professional",
        "Microsoft Office 2016 Language Pack", "Office"}) {
    const std::string text = judged(fixes, software(name, "15.0.2000.1", "Microsoft Corporation"));
    EXPECT_EQ(text.find('|'), std::string::npos) << name << "\n" << text;
  }
}

TEST(Applications, OfOtherPublishersAreNotJudged) {
  const std::vector<HandMadeFix> fixes = {{"Visual Studio Code", "1.73.1"}};
  expect(fixes, {
                    {"Visual Studio Code", "1.70.0",
                     "CVE-2022-0001 Visual Studio Code | open version-below 90 1.73.1\n"},
                    {"Visual Studio Code", "1.70.0", "", "Example Corporation"},
                    {"Visual Studio Code", "1.70.0",
                     "CVE-2022-0001 Visual Studio Code | open version-below 80 1.73.1\n", ""},
                    {"Microsoft Visual Studio Code", "1.70.0",
                     "CVE-2022-0001 Visual Studio Code | open version-below 90 1.73.1\n", ""},
                });
}

TEST(Applications, TellTheNearestCandidatesWhereNoneIsSure) {
  expect(
      {{"Visual Studio Code", "1.73.1"}, {"Microsoft Visual Studio 2022 version 17.2", "17.2.10"}},
      {{"Visual Studio Code Insiders", "1.73.1", "~ Visual Studio Code 48\n"}});
}

TEST(Applications, OfExchangeAreOnTheLineOfTheirCumulativeUpdate) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Exchange Server 2019 Cumulative Update 11", "15.02.0986.036", "5019758"},
      {"Microsoft Exchange Server 2019 Cumulative Update 12", "15.02.1118.020", "5019758"},
      {"Microsoft Exchange Server 2016 Cumulative Update 23", "15.01.2507.016", "5019758"}};
  const std::string cu11 = "CVE-2022-0001 Microsoft Exchange Server 2019 Cumulative Update 11 | ";
  const std::string cu12 = "CVE-2022-0001 Microsoft Exchange Server 2019 Cumulative Update 12 | ";
  const std::string cu23 = "CVE-2022-0001 Microsoft Exchange Server 2016 Cumulative Update 23 | ";
  const std::string name = "Microsoft Exchange Server 2019 Cumulative Update 12";
  expect(fixes,
         {
             {name, "15.2.1118.20", cu12 + "fixed version-reached 95 15.02.1118.020\n"},
             {name, "15.2.1118.15", cu12 + "open version-below 95 15.02.1118.020\n"},
             {name, "15.2.986.36", cu11 + "fixed version-reached 95 15.02.0986.036\n"},
             {name, "15.2.986.30", cu11 + "open version-below 95 15.02.0986.036\n"},
             {name, "15.2.922.27", cu11 + "open version-below 95 15.02.0986.036\n"},
             {name, "15.2.1258.12", cu11 + "unknown version-of-other-line 95 15.02.0986.036\n"},
             {name, "15.2.1000.1", cu11 + "unknown version-of-other-line 95 15.02.0986.036\n"},
             {name, "", cu12 + "unknown version-not-given 95 15.02.1118.020\n"},
             {name, "Version 15.2 (Build 1118.15)",
              cu12 + "unknown version-unreadable 95 15.02.1118.020\n"},
             {"Microsoft Exchange Server 2016 Cumulative Update 23", "15.1.2507.16",
              cu23 + "fixed version-reached 95 15.01.2507.016\n"},
             {"Microsoft Exchange Server 2016 Cumulative Update 23", "15.1.2507.9",
              cu23 + "open version-below 95 15.01.2507.016\n"},
         });
}

TEST(Applications, OfSqlServerAreOnTheLineOfTheirBuild) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft SQL Server 2019 for x64-based Systems (GDR)", "15.0.2101.7", "5021125"},
      {"Microsoft SQL Server 2019 for x64-based Systems (CU 18)", "15.0.4280.7", "5021124"}};
  const std::string gdr = "CVE-2022-0001 Microsoft SQL Server 2019 for x64-based Systems (GDR) | ";
  const std::string cu = "CVE-2022-0001 Microsoft SQL Server 2019 for x64-based Systems (CU 18) | ";
  const std::string name = "Microsoft SQL Server 2019 (64-bit)";
  expect(fixes, {
                    {name, "15.0.2101.7", gdr + "fixed version-reached 90 15.0.2101.7\n"},
                    {name, "15.0.2095.3", gdr + "open version-below 90 15.0.2101.7\n"},
                    {name, "15.0.2000.5", gdr + "unknown version-unreadable 90 15.0.2101.7\n"},
                    {name, "15.0.4236.7", cu + "open version-below 90 15.0.4280.7\n"},
                    {name, "15.0.4280.7", cu + "fixed version-reached 90 15.0.4280.7\n"},
                    {name, "15.0.4430.1", cu + "fixed version-reached 90 15.0.4280.7\n"},
                    {name, "16.0.1000.6", gdr + "unknown version-of-other-line 90 15.0.2101.7\n"},
                    {"Microsoft SQL Server 2019 Express (32-bit)", "15.0.2095.3", ""},
                    {"Microsoft SQL Server 2017 (64-bit)", "14.0.2042.3",
                     "~ Microsoft SQL Server 2019 for x64-based Systems (GDR) 32\n"},
                });
}

TEST(Applications, BetweenTwoFixesOfOneLineAreFixedByTheirOwnAlone) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft SQL Server 2022 for x64-based Systems (CU 14)", "16.0.4140.3", "5042578"},
      {"Microsoft SQL Server 2022 for x64-based Systems (CU 15)", "16.0.4150.1", "5046059"}};
  const std::string cu14 =
      "CVE-2022-0001 Microsoft SQL Server 2022 for x64-based Systems (CU 14) | ";
  const std::string cu15 =
      "CVE-2022-0001 Microsoft SQL Server 2022 for x64-based Systems (CU 15) | ";
  const std::string name = "Microsoft SQL Server 2022 (64-bit)";
  expect(fixes, {
                    {name, "16.0.4135.4", cu14 + "open version-below 90 16.0.4140.3\n"},
                    {name, "16.0.4140.3", cu14 + "fixed version-reached 90 16.0.4140.3\n"},
                    {name, "16.0.4145.4", cu15 + "open version-below 90 16.0.4150.1\n"},
                    {name, "16.0.4150.1", cu15 + "fixed version-reached 90 16.0.4150.1\n"},
                });
}

TEST(Applications, WithTheVersionInTheProductsNameAreOfThatLine) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Visual Studio 2022 version 17.0", "17.0.16"},
      {"Microsoft Visual Studio 2022 version 17.2", "17.2.10"},
      {"Microsoft Visual Studio 2022 version 17.4", "17.4.1"},
      {"Microsoft Visual Studio 2019 version 16.9 (includes 16.0 - 16.8)", "16.9.26"},
      {"Microsoft Visual Studio 2019 version 16.11 (includes 16.0 \xE2\x80\x93 16.10)",
       "16.11.21"}};
  const std::string vs = "CVE-2022-0001 Microsoft Visual Studio ";
  const std::string included = "2019 version 16.9 (includes 16.0 - 16.8) | ";
  const std::string newest = "2019 version 16.11 (includes 16.0 \xE2\x80\x93 16.10) | ";
  const std::string name = "Visual Studio Professional 2022";
  const std::string old = "Visual Studio Community 2019";
  expect(
      fixes,
      {
          {name, "17.2.9", vs + "2022 version 17.2 | open version-below 90 17.2.10\n"},
          {name, "17.2.10", vs + "2022 version 17.2 | fixed version-reached 90 17.2.10\n"},
          {name, "17.0.16", vs + "2022 version 17.0 | fixed version-reached 90 17.0.16\n"},
          {name, "17.1.9", vs + "2022 version 17.0 | unknown version-of-other-line 90 17.0.16\n"},
          {name, "17.5.0", vs + "2022 version 17.0 | unknown version-of-other-line 90 17.0.16\n"},
          {name, "17.2.32922.545",
           vs + "2022 version 17.0 | unknown version-unreadable 90 17.0.16\n"},
          {old, "16.9.26", vs + included + "fixed version-reached 90 16.9.26\n"},
          {old, "16.10.4", vs + newest + "open version-below 90 16.11.21\n"},
          {old, "16.8.7", vs + included + "open version-below 90 16.9.26\n"},
          {old, "16.11.22", vs + newest + "fixed version-reached 90 16.11.21\n"},
      });
}

TEST(Applications, OfDotNetHaveTheirVersionInTheName) {
  const std::vector<HandMadeFix> fixes = {{".NET Core 3.1", "3.1.32", "5021953"},
                                          {".NET 6.0", "6.0.12", "5021954"},
                                          {".NET 7.0", "7.0.1", "5021955"}};
  const std::string six = "CVE-2022-0001 .NET 6.0 | ";
  expect(fixes, {
                    {"Microsoft .NET Runtime - 6.0.10 (x64)", "48.43.57246",
                     six + "open version-below 90 6.0.12\n"},
                    {"Microsoft .NET Runtime - 6.0.12 (x64)", "6.0.12.31927",
                     six + "fixed version-reached 90 6.0.12\n"},
                    {"Microsoft Windows Desktop Runtime - 6.0.36 (x86)", "",
                     six + "fixed version-reached 90 6.0.12\n"},
                    {"Microsoft ASP.NET Core 6.0.10 - Shared Framework (x64)", "6.0.10.22477",
                     six + "open version-below 90 6.0.12\n"},
                    {"Microsoft .NET Core Runtime - 3.1.32 (x64)", "",
                     "CVE-2022-0001 .NET Core 3.1 | fixed version-reached 90 3.1.32\n"},
                    {"Microsoft .NET Runtime - 8.0.1 (x64)", "",
                     "CVE-2022-0001 .NET Core 3.1 | unknown version-of-other-line 90 3.1.32\n"},
                    {"Microsoft .NET SDK 6.0.402 (x64)", "6.4.222.47214",
                     "CVE-2022-0001 .NET Core 3.1 | unknown version-unreadable 90 3.1.32\n"},
                });
}

TEST(Applications, OfOneLineAreFixedByAnythingHigher) {
  const std::vector<HandMadeFix> fixes = {{"Microsoft Edge (Chromium-based)", "107.0.1418.42"}};
  const std::string edge = "CVE-2022-0001 Microsoft Edge (Chromium-based) | ";
  expect(fixes,
         {
             {"Microsoft Edge", "107.0.1418.35", edge + "open version-below 90 107.0.1418.42\n"},
             {"Microsoft Edge", "107.0.1418.42", edge + "fixed version-reached 90 107.0.1418.42\n"},
             {"Microsoft Edge", "109.0.1518.49", edge + "fixed version-reached 90 107.0.1418.42\n"},
             {"Microsoft Edge", "99.0.1150.30", edge + "open version-below 90 107.0.1418.42\n"},
             {"Microsoft Edge Update", "1.3.169.31", ""},
         });
}

TEST(Applications, OfWhichNothingIsKnownAreFixedByHigherVersionsOfTheirFirstNumberOnly) {
  const std::vector<HandMadeFix> fixes = {{"Azure Storage Explorer", "1.27.0"}};
  const std::string product = "CVE-2022-0001 Azure Storage Explorer | ";
  expect(fixes, {
                    {"Microsoft Azure Storage Explorer", "1.26.1",
                     product + "open version-below 95 1.27.0\n"},
                    {"Microsoft Azure Storage Explorer", "1.30.0",
                     product + "fixed version-reached 95 1.27.0\n"},
                    {"Microsoft Azure Storage Explorer", "2.0.0",
                     product + "unknown version-of-other-line 95 1.27.0\n"},
                    {"Microsoft Azure Storage Explorer", "1.27000.1",
                     product + "unknown version-unreadable 95 1.27.0\n"},
                    {"Microsoft Azure Storage Explorer", "1.27.0-beta",
                     product + "unknown version-unreadable 95 1.27.0\n"},
                });
}

TEST(Applications, OfOfficeWithSeparateUpdatesAreNeverFixedByOneVersion) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Office 2016 (32-bit edition)", "16.0.5369.1000", "3191869"},
      {"Microsoft Office 2016 (64-bit edition)", "16.0.5369.1000", "3191869"},
      {"Microsoft Excel 2016 (64-bit edition)", "16.0.5369.1000", "5002253", "CVE-2022-0002"}};
  const std::string name = "Microsoft Office Professional Plus 2016";
  const auto expected = [](const std::string& verdict) {
    return "CVE-2022-0001 Microsoft Office 2016 (32-bit edition) | " + verdict +
           " 90 16.0.5369.1000\nCVE-2022-0002 Microsoft Excel 2016 (64-bit edition) | " + verdict +
           " 80 16.0.5369.1000\n";
  };
  expect(fixes,
         {
             {name, "16.0.5300.1000", expected("open version-below")},
             {name, "16.0.5369.1000", expected("unknown version-unreadable")},
             // That of the first installation.
             {name, "16.0.4266.1001", expected("unknown version-unreadable")},
             // Click-to-Run.
             {name + " - ja-jp", "16.0.15726.20202", expected("unknown version-of-other-line")},
             {name, "", expected("unknown version-not-given")},
         });
}

TEST(Applications, AreFixedByInstalledUpdates) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Excel 2016 (64-bit edition)", "16.0.5369.1000", "5002253"},
      {"Microsoft Word 2016 (64-bit edition)", "", "5002223", "CVE-2022-0002"}};
  const Software office = software("Microsoft Office Professional Plus 2016", "16.0.4266.1001",
                                   "Microsoft Corporation");
  EXPECT_EQ(
      judged(fixes, office, {"KB5002253", "KB5019961"}),
      "CVE-2022-0001 Microsoft Excel 2016 (64-bit edition) | fixed update-installed 80 KB5002253\n"
      "CVE-2022-0002 Microsoft Word 2016 (64-bit edition) | unknown fix-without-version 80 "
      "KB5002223\n");
}

TEST(Applications, AreNotFixedByTheUpdateOfAnotherLine) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft SQL Server 2019 for x64-based Systems (GDR)", "15.0.2101.7", "5021125"},
      {"Microsoft SQL Server 2019 for x64-based Systems (CU 18)", "15.0.4280.7", "5021124"}};
  const std::string cu = "CVE-2022-0001 Microsoft SQL Server 2019 for x64-based Systems (CU 18) | ";
  EXPECT_EQ(
      judged(fixes, software("Microsoft SQL Server 2019 (64-bit)", "15.0.4236.7", "Microsoft"),
             {"KB5021125"}),
      cu + "open version-below 90 15.0.4280.7\n");
  EXPECT_EQ(
      judged(fixes, software("Microsoft SQL Server 2019 (64-bit)", "15.0.4236.7", "Microsoft"),
             {"KB5021124"}),
      cu + "fixed update-installed 90 KB5021124\n");
}

TEST(Applications, NeedEverySeparateUpdate) {
  const std::vector<HandMadeFix> fixes = {
      {"Microsoft Word 2013 Service Pack 1 (64-bit editions)", "", "5002217"},
      {"Microsoft Word 2013 Service Pack 1 (32-bit editions)", "", "5002218"}};
  const Software word = software("Microsoft Word 2013", "", "Microsoft Corporation");
  EXPECT_EQ(judged(fixes, word, {"KB5002217"}),
            "CVE-2022-0001 Microsoft Word 2013 Service Pack 1 (64-bit editions) | unknown "
            "fix-without-version 95 KB5002217\n");
  EXPECT_EQ(judged(fixes, word, {"KB5002217", "KB5002218"}),
            "CVE-2022-0001 Microsoft Word 2013 Service Pack 1 (64-bit editions) | fixed "
            "update-installed 95 KB5002217\n");
}

TEST(Applications, WithoutAComparableFixAreUnknown) {
  for (const char* build :
       {"", "https://aka.ms/OfficeSecurityReleases", "Click to Run", "26100", "8.2 CU8",
        "App Build 15.17.48428, Platform Build 15.0.48425", "..", "1."})
    EXPECT_EQ(judged({{"Azure Storage Explorer", build}},
                     software("Azure Storage Explorer", "1.2.3", "Microsoft Corporation")),
              "CVE-2022-0001 Azure Storage Explorer | unknown fix-without-version 95\n")
        << build;
  EXPECT_EQ(judged({{"Azure Storage Explorer", "10393.20000"}},
                   software("Azure Storage Explorer", "16.0.10390.20000", "Microsoft Corporation")),
            "CVE-2022-0001 Azure Storage Explorer | unknown version-unreadable 95 10393.20000\n");
}

TEST(Applications, AreWhatTheVendorSaysOfThem) {
  const Software edge = software("Microsoft Edge", "1.0", "Microsoft Corporation");
  EXPECT_EQ(
      judged({{"Microsoft Edge (Chromium-based)", "", "", "CVE-2022-0001", "Known Not Affected"}},
             edge),
      "CVE-2022-0001 Microsoft Edge (Chromium-based) | not-affected vendor-not-affected 90\n");
  EXPECT_EQ(judged({{"Microsoft Edge (Chromium-based)", "", ""}}, edge),
            "CVE-2022-0001 Microsoft Edge (Chromium-based) | open no-fix 90\n");
}

TEST(Applications, LeaveOperatingSystemsAndWhatStandsOnThemToOthers) {
  const std::vector<HandMadeFix> fixes = {
      {"Windows 10 Version 22H2 for x64-based Systems", "10.0.19045.2251", "5019959"},
      {"Microsoft .NET Framework 4.8 on Windows 10 Version 22H2 for x64-based Systems",
       "4.8.4614.0", "5020613"}};
  expect(fixes, {{"Windows 10 Version 22H2", "10.0", ""},
                 {"Microsoft .NET Framework 4.8", "4.8.4000.0", ""}});
}

TEST(Applications, NamedInAliasesAreSure) {
  const std::vector<HandMadeFix> fixes = {{"Azure Storage Explorer", "1.27.0"}};
  EXPECT_EQ(judged(fixes, software("ストレージ エクスプローラー", "1.20.0", "Example"), {},
                   {{"ストレージ　エクスプローラー", "Azure Storage Explorer"}}),
            "CVE-2022-0001 Azure Storage Explorer | open version-below 100 1.27.0\n");
}

TEST(Applications, SurviveAnyName) {
  const std::vector<HandMadeFix> fixes = {{"Azure Storage Explorer", "1.27.0"},
                                          {".NET 6.0", "6.0.12"}};
  std::string all_bytes;
  for (int i = 1; i < 256; ++i) all_bytes += static_cast<char>(i);
  for (const std::string& name :
       {std::string(), std::string("   "), std::string("- - -"), std::string("."),
        std::string("..."), std::string("\xFF\xFE"), std::string("\xE3\x81"), all_bytes,
        std::string(100000, 'a'), std::string(100000, ' '), std::string(100000, '.'),
        std::string("Microsoft"),
        std::string("version version 1.2 version 3.4 includes 1 2 includes"),
        std::string("CU CU CU 1 CU"), std::string("64-bit 32-bit x64 x86"),
        std::string("v v1 v1.2 1.2.3.4.5.6.7.8.9.99999999999999999999")})
    for (const std::string& version : {std::string(), std::string("99999999999999999999999.1"),
                                       all_bytes, std::string(100000, '1'), std::string("1.2.3")})
      EXPECT_EQ(judged(fixes, software(name, version, "Microsoft")).find("fixed"),
                std::string::npos)
          << name.substr(0, 40) << " " << version.substr(0, 40);
}

TEST(SoftwareName, IsTakenApart) {
  const NameReader reader(shipped_vendor("microsoft"));
  struct Parts {
    std::string name, base, version, from, levels, architecture;
  };
  for (const Parts& each : std::vector<Parts>{
           {"Microsoft Office 2013 Service Pack 1 (64-bit editions)", "office 2013", "", "",
            "service pack 1", "x64"},
           {"Microsoft SQL Server 2025 for x64-based Systems (CU2)", "sql server 2025", "", "",
            "cu 2", "x64"},
           {"Microsoft SQL Server 2019 for x64-based Systems (GDR)", "sql server 2019", "", "",
            "gdr", "x64"},
           {"Microsoft Visual Studio 2019 version 16.9 (includes 16.0 - 16.8)",
            "visual studio 2019", "16.9", "16.0", "", ""},
           {"Microsoft Edge (Chromium-based)", "edge chromium", "", "", "", ""},
           {"Azure File Sync v18.0", "azure file sync", "18.0", "", "", ""},
           {"Microsoft Dynamics 365 (on-premises) version 9.1", "dynamics 365 on premises", "9.1",
            "", "", ""},
           {"Microsoft Visual C++ 2015 Redistributable (x86) - 14.0.24215",
            "visual c++ 2015 redistributable", "14.0.24215", "", "", "x86"},
           {".NET 6.0", ".net", "6.0", "", "", ""},
           {"PowerShell 7-x64", "powershell 7", "", "", "", "x64"},
           {"Microsoft 365 Apps for enterprise - ja-jp", "365 apps", "", "", "", ""},
       }) {
    const SoftwareName name = reader.read(each.name);
    std::string levels;
    for (const std::string& level : name.levels) levels += level;
    EXPECT_EQ(name.base, each.base) << each.name;
    EXPECT_EQ(name.version, each.version) << each.name;
    EXPECT_EQ(name.included_from, each.from) << each.name;
    EXPECT_EQ(levels, each.levels) << each.name;
    EXPECT_EQ(slug(name.architecture), each.architecture) << each.name;
  }
}

}  // namespace
}  // namespace patchmatrix
