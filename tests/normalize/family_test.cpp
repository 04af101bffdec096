// SPDX-License-Identifier: Apache-2.0
#include "normalize/family.hpp"

#include <algorithm>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using test::shipped_feeds;

const Vendor& microsoft() { return test::shipped_vendor("microsoft"); }

struct Case {
  const char* product;
  const char* family;
};

void expect_families(const std::vector<Case>& cases) {
  FamilyCatalog catalog(microsoft());
  for (const Case& each : cases) {
    const ProductFamily& family = catalog.of(each.product);
    EXPECT_EQ(family.id, each.family) << each.product;
    EXPECT_NE(family.rule, nullptr) << each.product;
  }
}

TEST(FamilyRules, TellAzureLinuxByItsNamesAndPackagePrefixes) {
  expect_families({{"CBL Mariner 2.0 x64", "azure-linux"},
                   {"Azure Linux 3.0 ARM", "azure-linux"},
                   {"cbl2 procmail 3.22-53 on CBL Mariner 2.0", "azure-linux"},
                   {"azl3 kernel 6.6.57.1-6 on Azure Linux 3.0", "azure-linux"},
                   {"azl3 python-azure-core 1.30.0-1", "azure-linux"}});
}

TEST(FamilyRules, TellBrowsersApart) {
  expect_families(
      {{"Internet Explorer 11 on Windows 10 for x64-based Systems", "internet-explorer"},
       {"Internet Explorer 9 on Windows Server 2008 for 32-bit Systems Service Pack 2",
        "internet-explorer"},
       {"Microsoft Edge (Chromium-based)", "edge-chromium"},
       {"Microsoft Edge (Chromium-based) Extended Stable", "edge-chromium"},
       {"Microsoft Edge (EdgeHTML-based) on Windows 10 Version 1809 for x64-based Systems",
        "edge-html"},
       {"Microsoft Edge on Windows Server 2016", "edge-html"},
       {"ChakraCore", "chakracore"},
       {"Adobe Flash Player on Windows Server 2012", "flash-player"}});
}

TEST(FamilyRules, TellDevelopmentToolsByTheComponentNotByThePlatform) {
  expect_families(
      {{"Microsoft .NET Framework 4.8 on Windows 10 Version 1607 for x64-based Systems", "dotnet"},
       {"Microsoft .NET Framework 3.5 AND 4.7.2 on Windows Server 2019", "dotnet"},
       {".NET 7.0 installed on Linux", "dotnet"},
       {".NET Core 3.1", "dotnet"},
       {"ASP.NET Core 2.1", "dotnet"},
       {"Microsoft ASP.NET MVC 5.2", "dotnet"},
       {"Microsoft Visual Studio 2022 version 17.2", "visual-studio"},
       {"Build Tools for Visual Studio 2022 version 17.14", "visual-studio"},
       {"Visual Studio Code", "visual-studio"}});
}

TEST(FamilyRules, TellServerProductsByWordsAnywhereInTheName) {
  expect_families({{"Microsoft Exchange Server 2019 Cumulative Update 12", "exchange-server"},
                   {"Microsoft SharePoint Server Subscription Edition", "sharepoint"},
                   {"Microsoft SharePoint Enterprise Server 2016", "sharepoint"},
                   {"Microsoft Project Server 2013 Service Pack 1", "sharepoint"},
                   {"Microsoft Business Productivity Servers 2010 Service Pack 2", "sharepoint"},
                   {"Microsoft Dynamics 365 (on-premises) version 9.1", "dynamics"},
                   {"Dynamics 365 Business Central 2022 Wave 1", "dynamics"},
                   {"Skype for Business Server 2019 CU7", "skype-lync"},
                   {"Microsoft Lync Server 2013", "skype-lync"},
                   {"Azure DevOps Server 2020.1.2", "azure-devops"},
                   {"Team Foundation Server 2018 Update 3.2", "azure-devops"},
                   {"Azure CycleCloud 8", "azure"},
                   {"Azure Stack Hub", "azure"},
                   {"Power BI Report Server", "power-bi"},
                   {"Microsoft Power BI Report Server - May 2023", "power-bi"},
                   {"Microsoft SQL Server 2019 for x64-based Systems (GDR)", "sql-server"}});
}

TEST(FamilyRules, TellOfficeFromSharePointThatNamesOfficePrograms) {
  expect_families(
      {{"Microsoft Office 2019 for 32-bit editions", "office"},
       {"Microsoft Excel 2016 (64-bit edition)", "office"},
       {"Microsoft 365 Apps for Enterprise for 64-bit Systems", "office"},
       {"Microsoft Word 2013 RT Service Pack 1", "office"},
       {"Word Automation Services on Microsoft SharePoint Server 2010 Service Pack 2", "office"},
       {"Microsoft Outlook 2016 (32-bit edition)", "office"},
       {"Microsoft Project 2016 (32-bit edition)", "office"},
       {"Microsoft OfficePLUS", "office"},
       {"Microsoft Office Web Apps Server 2013 Service Pack 1", "office"},
       {"Microsoft InfoPath 2013 Service Pack 1 (32-bit editions)", "office"},
       {"Microsoft Visio 2013 Service Pack 1 (32-bit editions)", "office"}});
}

TEST(FamilyRules, TellWindowsGenerationsApart) {
  expect_families(
      {{"Windows 11 for x64-based Systems", "windows-11"},
       {"Windows 11 version 21H2 for ARM64-based Systems", "windows-11"},
       {"Windows 11 Version 22H2 for x64-based Systems", "windows-11"},
       {"Windows 11 Version 24H2 for ARM64-based Systems", "windows-11"},
       {"Windows 10 for 32-bit Systems", "windows-10"},
       {"Windows 10 Version 22H2 for x64-based Systems", "windows-10"},
       {"Windows Server 2025", "windows-server-2025"},
       {"Windows Server 2025 (Server Core installation)", "windows-server-2025"},
       {"Windows Server 2022", "windows-server-2022"},
       {"Windows Server 2022 Datacenter: Azure Edition (Hotpatch)", "windows-server-2022"},
       {"Windows Server 2022, 23H2 Edition (Server Core installation)", "windows-server-2022"},
       {"Windows Server, version 23H2 (Server Core installation)", "windows-server-2022"},
       {"Windows Server 2019 (Server Core installation)", "windows-server-2019-2016"},
       {"Windows Server 2016", "windows-server-2019-2016"},
       {"Windows Server, version 1903 (Server Core installation)", "windows-server-2019-2016"},
       {"Windows Server, version 20H2 (Server Core Installation)", "windows-server-2019-2016"},
       {"Windows Server version 20H2", "windows-server-2019-2016"},
       {"Windows 8.1 for x64-based systems", "windows-8.1-server-2012"},
       {"Windows RT 8.1", "windows-8.1-server-2012"},
       {"Windows Server 2012 R2", "windows-8.1-server-2012"},
       {"Windows Server 2012 (Server Core installation)", "windows-8.1-server-2012"},
       {"Windows 7 for x64-based Systems Service Pack 1", "windows-7-server-2008"},
       {"Windows Server 2008 R2 for x64-based Systems Service Pack 1", "windows-7-server-2008"},
       {"Windows Vista x64 Edition Service Pack 2", "windows-7-server-2008"}});
}

TEST(FamilyRules, IgnoreTheCaseOfNames) {
  expect_families({{"windows 10 version 22h2 for x64-based systems", "windows-10"},
                   {"MICROSOFT EXCHANGE SERVER 2016", "exchange-server"}});
}

TEST(FamilyRules, TellSoftwareForAzureFromAzureLinux) {
  expect_families({{"Azure Linux Guest Agent", "azure"},
                   {"Azure Linux Virtual Machines with Azure Diagnostics extension", "azure"},
                   {"az ssh 2.0.6", "azure"},
                   {"Azure Linux 3.0 ARM", "azure-linux"},
                   {"azl3 azure-cli 2.62.0-1", "azure-linux"}});
}

// "Accessibility" begins with the letters of "Access", which begins Office.
TEST(FamilyRules, BeginWithWholeWords) {
  expect_families({{"Microsoft Access 2016 (32-bit edition)", "office"},
                   {"Microsoft Access", "office"},
                   {"Access, Example Edition", "office"},
                   {".NET 8.0", "dotnet"},
                   {"azl3-example 1.0", "azure-linux"}});
  FamilyCatalog catalog(microsoft());
  for (const char* product :
       {"Accessibility Insights for Example", "Microsoft WordPad", "Outlooks", "Projector 2",
        "Publishers", ".NETwork", "azure-example", "azl30 example", "azcopy", "InfoPaths"}) {
    const ProductFamily& family = catalog.of(product);
    const std::string id = family.rule == nullptr ? "" : family.id;
    EXPECT_EQ(id, product == std::string_view("azure-example") ? "azure" : "") << product;
  }
}

// The first rule that matches decides: each name here is matched by a later rule as well.
TEST(FamilyRules, TakeTheFirstThatMatches) {
  expect_families(
      {{"Azure Linux 3.0 x64", "azure-linux"},                          // not azure
       {"Azure DevOps Server 2022", "azure-devops"},                    // not azure
       {"Microsoft Project Server 2010 Service Pack 2", "sharepoint"},  // not office
       {"Power BI Report Server for SQL Server", "power-bi"},           // not sql-server
       {"Windows Server, version 23H2", "windows-server-2022"},
       {"Windows Server 2012 R2 Datacenter: Azure Edition", "windows-8.1-server-2012"}});
}

TEST(FamilyRules, CutThePlatformWhereItBegins) {
  FamilyCatalog catalog(microsoft());
  const ProductFamily& plain = catalog.of("Microsoft Silverlight 5");
  EXPECT_EQ(plain.id, "microsoft-silverlight");
  for (const char* product :
       {"Microsoft Silverlight 5 when installed on Microsoft Windows (32-bit)",
        "Microsoft Silverlight 5 installed on Microsoft Windows Servers",
        "Microsoft Silverlight 5 on Windows 10 for x64-based Systems",
        "Microsoft Silverlight 5 for x64-based Systems on Windows 10"})
    EXPECT_EQ(&catalog.of(product), &plain) << product;
}

TEST(FamilyRules, HaveNoneForHardwareLabKitsAndToolsThatOnlyMentionAFamily) {
  FamilyCatalog catalog(microsoft());
  const std::vector<Case> cases = {
      {"Windows 11 HLK 24H2", "windows-hlk"},
      {"Windows 10 HLK 1607", "windows-hlk"},
      {"SQL Server Management Studio 18.7.1", "sql-server-management-studio"},
      {"Windows Admin Center", "windows-admin-center"},
      {"Windows Subsystem for Linux (WSL2)", "windows-subsystem-for-linux-wsl2"},
      {"Microsoft Edge Update", "microsoft-edge-update"},
      {"Remote Desktop client for Windows Desktop", "remote-desktop-client-for-windows-desktop"},
  };
  for (const Case& each : cases) {
    const ProductFamily& family = catalog.of(each.product);
    EXPECT_EQ(family.id, each.family) << each.product;
    EXPECT_EQ(family.rule, nullptr) << each.product;
  }
}

TEST(OwnFamilies, AreNamedByTheProductWithoutItsVersion) {
  FamilyCatalog catalog(microsoft());
  struct Own {
    const char* product;
    const char* id;
    const char* name;
  };
  for (const Own& each :
       {Own{"Rome SDK 1.4.1", "rome-sdk", "Rome SDK"}, Own{"Nuget 2.1.0", "nuget", "Nuget"},
        Own{"Example 365 Connector 2.1", "example-365-connector", "Example 365 Connector"},
        Own{"Accessibility Insights for Example 1.2", "accessibility-insights-for-example",
            "Accessibility Insights for Example"},
        Own{"Yammer for Android", "yammer-for-android", "Yammer for Android"},
        Own{"Paint 3D", "paint-3d", "Paint 3D"},
        Own{"Surface Hub", "surface-hub", "Surface Hub"}}) {
    EXPECT_EQ(catalog.of(each.product).id, each.id) << each.product;
    EXPECT_EQ(catalog.of(each.product).name, each.name) << each.product;
  }
}

TEST(OwnFamilies, AreSharedByVersionsOfOneProduct) {
  FamilyCatalog catalog(microsoft());
  EXPECT_EQ(&catalog.of("Rome SDK 1.4.1"), &catalog.of("Rome SDK version 2.0"));
  EXPECT_NE(&catalog.of("Rome SDK 1.4.1"), &catalog.of("Roma SDK 1.4.1"));
}

TEST(OwnFamilies, OfUndefinedProductsAreOneFamilyWithoutAName) {
  FamilyCatalog catalog(microsoft());
  EXPECT_EQ(catalog.of("").id, "undefined-product");
  EXPECT_EQ(catalog.of("").name, "");
  EXPECT_EQ(catalog.of("").rule, nullptr);
}

TEST(OwnFamilies, AreAllThatPublishersWithoutAFeedHave) {
  FamilyCatalog catalog(shipped_feeds().generic);
  EXPECT_EQ(catalog.of("Windows 10 for x64-based Systems").rule, nullptr);
  EXPECT_EQ(catalog.of("Example Router 3.1").id, "example-router");
}

TEST(WithoutVersion, DropsWordsThatAreVersionsAndNothingElse) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Rome SDK 1.4.1", "Rome SDK"},
      {"Power BI Report Server version 15", "Power BI Report Server"},
      {"Tool v2.0 for Linux", "Tool for Linux"},
      {"Tool V3", "Tool"},
      {"Tool (16.8)", "Tool"},
      {"Tool 2.x", "Tool"},
      {"Tool  with   blanks", "Tool with blanks"},
      {"Paint 3D", "Paint 3D"},
      {"7-Zip", "7-Zip"},
      {"Tool 22H2", "Tool"},
      {"Tool 1.1.1g", "Tool"},
      {"Tool 15.1(3)T", "Tool"},
      {"Tool v1.2-rc1", "Tool"},
      {"Tool 1.0/2.0", "Tool"},
      {"Tool H2", "Tool H2"},
      {"Tool, version 20H2", "Tool"},
      {"Tool, 2 and more", "Tool, and more"},
      {"Tool - 2.0", "Tool"},
      {"Tool-", "Tool"},
      {"Tool 365", "Tool"},
      {"Vista", "Vista"},
      {"Azure Service Fabric 9.1 CU1", "Azure Service Fabric CU1"},
      {"2019", "2019"},
      {"", ""},
      {"製品 1.0", "製品"},
  };
  for (const auto& [name, expected] : cases) EXPECT_EQ(without_version(name, {}), expected) << name;
}

TEST(WithoutVersion, KeepsWordsThatOnlyLookLikeVersions) {
  const std::vector<std::string> kept = {"365", "22H2"};
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Example 365 Apps 2.1", "Example 365 Apps"},
      {"Example 365", "Example 365"},
      {"Example 22H2", "Example 22H2"},
      {"Example 366", "Example"},
      {"Example 365.1", "Example"},
  };
  for (const auto& [name, expected] : cases)
    EXPECT_EQ(without_version(name, kept), expected) << name;
}

// Names that reach no rule are legitimate: tools and apps outside the table. But a Windows that no
// rule takes would silently leave its row. The list is printed, to be looked at when feeds change.
TEST(FamilyRulesOnRealDocuments, LeaveNoWindowsToAFamilyOfItsOwn) {
  PATCHMATRIX_NEEDS("msrc/current");
  FamilyCatalog catalog(microsoft());
  std::set<std::string> names, without_rule;
  Fetched fetched;
  for (const Source& source : local_sources({(*test::corpus() / "msrc/current").string()})) {
    fetched.read(source);
    Diagnostics ignored;
    const Document document = parse(fetched.bytes(), ignored);
    for (const Product& product : document.products)
      if (product.defined) names.emplace(product.name);
  }
  for (const std::string& name : names)
    if (catalog.of(name).rule == nullptr) without_rule.insert(name);
  ASSERT_GT(names.size(), 1000U);
  std::cout << without_rule.size() << " of " << names.size() << " product names reach no rule:\n";
  for (const std::string& name : without_rule)
    std::cout << "  " << catalog.of(name).id << ": " << name << '\n';

  std::vector<std::string> lost;
  for (const std::string& name : without_rule) {
    const bool hardware_lab_kit = name.find("HLK") != std::string::npos;
    for (const char* beginning :
         {"Windows 1", "Windows 7", "Windows 8", "Windows Server", "Windows RT", "Windows Vista",
          "Microsoft .NET", ".NET", "ASP.NET", "Microsoft Exchange Server", "Microsoft SharePoint",
          "Microsoft Office", "Microsoft SQL Server 20", "Microsoft Visual Studio",
          "Internet Explorer", "Microsoft Dynamics"})
      if (name.rfind(beginning, 0) == 0 && !hardware_lab_kit) lost.push_back(name);
  }
  EXPECT_THAT(lost, testing::IsEmpty());
}

}  // namespace
}  // namespace patchmatrix
