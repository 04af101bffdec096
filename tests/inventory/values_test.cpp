// SPDX-License-Identifier: Apache-2.0
#include "inventory/values.hpp"

#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;

std::string shown(const SystemVersion& version) {
  if (version.contradictory) return "contradictory";
  const auto number = [](int value) {
    return value < 0 ? std::string("?") : std::to_string(value);
  };
  return std::string(version.version) + ' ' + number(version.number) + '.' +
         number(version.revision) + ' ' + std::string(version.feature_update);
}

TEST(SystemVersion, IsReadInEveryFormThatIsSeen) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"10.0.22621.819", "10.0 22621.819 "},
      {"10.0.19045", "10.0 19045.? "},
      {"10.0.22631 N/A Build 22631", "10.0 22631.? "},
      {"10.0.22621 N/A ビルド 22621", "10.0 22621.? "},
      {"10.0.22621 N/A ビルド22621", "10.0 22621.? "},
      {"10.0.17134\xC2\xA0N/D\xC2\xA0"
       "build 17134",
       "10.0 17134.? "},
      {"6.1.7601 Service Pack 1 Build 7601", "6.1 7601.? "},
      {"6.3.9600 Н/Д построение 9600", "6.3 9600.? "},
      {"22621.819", " 22621.819 "},
      {"10.0 (19045)", "10.0 19045.? "},
      {"10.0 (19045.2251)", "10.0 19045.2251 "},
      {"Version 22H2 (OS Build 19045.2251)", " 19045.2251 22H2"},
      {"10.0.19045.2251 (Example.160101.0800)", "10.0 19045.2251 "},
      {"22H2", " ?.? 22H2"},
      {"1909", " ?.? 1909"},
      {"2004", " ?.? 2004"},
      {"22621", " 22621.? "},
      // No builds: versions of other systems, and years.
      {"9.3", " ?.? "},
      {"10.15.7", " ?.? "},
      {"5.14.0-362.8.1.el9_3.x86_64", " ?.? "},
      {"22.04.3 LTS", " ?.? "},
      {"2019", " ?.? "},
      {"115.0.5790.110", " ?.? "},
      {"", " ?.? "},
      {"10.0.99999999999", " ?.? "},
      // Two builds.
      {"10.0.22000 Build 22621", "contradictory"},
      {"10.0.22621.521 (22621.819)", "contradictory"},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(shown(parse_system_version(text, VersionPlace::Version)), expected) << text;
}

TEST(SystemVersion, OfABuildMayBeABareNumber) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"22621", " 22621.? "},
      {"7601", " 7601.? "},
      {"2600", " 2600.? "},
      {"22621.819", " 22621.819 "},
      {"10.0.22621.819", "10.0 22621.819 "},
      {"OS Build 19045.2251", " 19045.2251 "},
      {"22H2", " ?.? 22H2"},
      {"abc", " ?.? "},
      {"7", " ?.? "},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(shown(parse_system_version(text, VersionPlace::Build)), expected) << text;
}

TEST(SystemVersion, OfANameIsNeverABareNumber) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"Example Server 2019 Datacenter", " ?.? "},
      {"Example 11 Pro 22H2", " ?.? 22H2"},
      {"Example 11 Pro 10.0.22621", "10.0 22621.? "},
      {"Example [Version 10.0.19045.2251]", "10.0 19045.2251 "},
  };
  for (const auto& [text, expected] : cases)
    EXPECT_EQ(shown(parse_system_version(text, VersionPlace::Name)), expected) << text;
}

TEST(SeenDay, IsReadWhereItCanBeOneDayOnly) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"2026-11-01", "2026-11-01"},
      {"2026/11/1", "2026-11-01"},
      {"2026.11.01", "2026-11-01"},
      {"2026年11月1日", "2026-11-01"},
      {"2026年11月1日 8:10", "2026-11-01"},
      {"2026-11-01T08:00:00Z", "2026-11-01"},
      {"2026/11/01 8:10:27", "2026-11-01"},
      {"1.11.2026", "2026-11-01"},
      {"20261101", "2026-11-01"},
      {"20261101083000.000000+540", "2026-11-01"},
      {"11/23/2023 8:10:27 AM", "2023-11-23"},
      {"23/11/2023", "2023-11-23"},
      {"5/5/2023", "2023-05-05"},
      {"11/3/2023 8:10:27 AM", "none"},
      {"3-11-2023", "none"},
      {"2026-02-30", "none"},
      {"2026-13-01", "none"},
      {"26-11-01", "none"},
      {"2026-11", "none"},
      {"2026-11-01x", "none"},
      {"0001-01-01", "none"},
      {"yesterday", "none"},
      {"", "none"},
  };
  for (const auto& [text, expected] : cases) {
    const auto day = parse_seen_day(text);
    EXPECT_EQ(day ? to_string(*day) : "none", expected) << text;
  }
}

TEST(UpdateNames, AreFoundInAnyText) {
  std::pmr::monotonic_buffer_resource memory;
  UpdateNames names(shipped_feeds(), memory);
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"KB5019959", "KB5019959"},
      {"kb5019959 KB5019980", "KB5019959 KB5019980"},
      {"KB5019959KB", ""},
      {"2022-11 Cumulative Update (KB5019980)", "KB5019980"},
      {"KB2267602: Definition Update … KB2267602 (Definition 1.289.501.0)", "KB2267602"},
      {"ＫＢ５０１９９５９", "KB5019959"},
      {"KB 5019959", "KB5019959"},
      {"5019959", "KB5019959"},
      {"5019959; 5019980", "KB5019959 KB5019980"},
      {"KB5019959;5019980", "KB5019959 KB5019980"},
      {"[01]: KB5019959,[02]: KB5012170", "KB5019959 KB5012170"},
      // Too few digits, too many, parts of words, versions, sentences.
      {"KB12345", ""},
      {"KB50199591", ""},
      {"MKB5019959", ""},
      {"50199591", ""},
      {"1.5019959", ""},
      {"ticket 5019959", ""},
      {"", ""},
  };
  for (const auto& [text, expected] : cases) {
    std::string found;
    names.each(text, [&](std::string_view name) {
      found += (found.empty() ? "" : " ") + std::string(name);
    });
    EXPECT_EQ(found, expected) << text;
  }
}

TEST(ValueWords, AreKnownInBothLanguages) {
  ValueWords words(shipped_feeds().inventory);
  const std::vector<std::pair<const char*, const char*>> architectures = {
      {"x64-based PC", "x64"},
      {"X86-based PC", "x86"},
      {"ARM64-based PC", "arm64"},
      {"AMD64", "x64"},
      {"x86_64", "x64"},
      {"64 ビット", "x64"},
      {"64-bit", "x64"},
      {"32ビット", "x86"},
      {"ARM 64-bit Processor", "arm64"},
      {"x64 ベース PC", "x64"},
      {"Equipo basado en x64", "x64"},
      {"i686", "x86"},
      {"Itanium-based", "other"},
      {"aarch64", "arm64"},
      {"sparc", ""},
  };
  for (const auto& [text, expected] : architectures)
    EXPECT_EQ(slug(words.of(text).architecture), expected) << text;
  for (const char* text : {"はい", "○", "TRUE", "1", "Yes", "有効"})
    EXPECT_EQ(words.of(text).yes, true) << text;
  for (const char* text : {"いいえ", "×", "False", "0", "no", "無効"})
    EXPECT_EQ(words.of(text).yes, false) << text;
  for (const char* text : {"maybe", "2", "10"}) EXPECT_EQ(words.of(text).yes, std::nullopt) << text;
  for (const char* text : {"在庫", "滅却", "廃棄済み", "Retired", "In stock"})
    EXPECT_TRUE(words.of(text).not_in_use) << text;
  for (const char* text : {"運用中", "In use", "Active"})
    EXPECT_FALSE(words.of(text).not_in_use) << text;
  for (const char* text : {"N/A", "-", "なし", "n/a", " - ", "不明"})
    EXPECT_TRUE(words.is_nothing(text)) << text;
  for (const char* text : {"PC1", "N", "A-1", "なし1"})
    EXPECT_FALSE(words.is_nothing(text)) << text;
  EXPECT_EQ(words.of("Server Core").installation, Installation::Core);
  EXPECT_EQ(words.of("Client").installation, Installation::Full);
  for (const char* text : {"Installed", "適用済み", "Succeeded"})
    EXPECT_TRUE(words.of(text).installed) << text;
  for (const char* text : {"Not installed", "未適用", "Failed", "Installed, restart pending", ""})
    EXPECT_FALSE(words.of(text).installed) << text;
}

}  // namespace
}  // namespace patchmatrix
