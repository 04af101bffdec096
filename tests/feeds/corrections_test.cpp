// SPDX-License-Identifier: Apache-2.0
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <patchmatrix/feeds.hpp>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using testing::ElementsAre;

const Vendor& microsoft() { return test::shipped_vendor("microsoft"); }

// ── Builds ───────────────────────────────────────────────────────────────────────────────────────

TEST(Builds, AreFourNumbers) {
  EXPECT_EQ(parse_build("10.0.22621.819"), (Build{"10.0", 22621, 819}));
  EXPECT_EQ(parse_build("6.1.7601.0"), (Build{"6.1", 7601, 0}));
  for (const char* bad : {"", "10.0.22621", "10.0.22621.819.1", "10.0.22621.", ".0.22621.819",
                          "10.0.22621.819 ", "10.0.-22621.819", "10.0.+1.819", "10.0.22621.8x9",
                          "V1.003", "10.0.22621.1234567890", "10.0.22000.3250\u200B"})
    EXPECT_EQ(parse_build(bad), std::nullopt) << bad;
}

TEST(Builds, AreOfTheBranchOfAProduct) {
  struct {
    const char* product;
    const char* role;
    const char* version;
    int build, group;
  } const cases[] = {
      {"Windows 11 Version 22H2 for x64-based Systems", "client", "10.0", 22621, 22621},
      {"Windows 11 Version 23H2 for ARM64-based Systems", "client", "10.0", 22631, 22621},
      {"Windows 11 for x64-based Systems", "client", "10.0", 22000, 22000},
      {"Windows 11 version 21H2 for x64-based Systems", "client", "10.0", 22000, 22000},
      {"Windows 10 for 32-bit Systems", "client", "10.0", 10240, 10240},
      {"Windows 10 Version 22H2 for x64-based Systems", "client", "10.0", 19045, 19041},
      {"Windows 11 Version 24H2 for x64-based Systems", "client", "10.0", 26100, 26100},
      {"Windows 11 Version 25H2 for x64-based Systems", "client", "10.0", 26200, 26100},
      {"Windows Server 2025 (Server Core installation)", "server", "10.0", 26100, 26100},
      {"Windows Server 2022, 23H2 Edition (Server Core installation)", "server", "10.0", 25398,
       25398},
      {"Windows Server 2022  (Server Core installation)", "server", "10.0", 20348, 20348},
      {"Windows Server 2012 R2", "server", "6.3", 9600, 9600},
      {"Windows Server 2012", "server", "6.2", 9200, 9200},
  };
  for (const auto& each : cases) {
    const BuildBranch* branch = branch_of(microsoft(), each.product);
    ASSERT_NE(branch, nullptr) << each.product;
    EXPECT_EQ(slug(branch->role), each.role) << each.product;
    EXPECT_EQ(branch->version, each.version) << each.product;
    EXPECT_EQ(branch->build, each.build) << each.product;
    EXPECT_EQ(branch->group, each.group) << each.product;
  }
  for (const char* other : {"Windows 11 HLK 22H2", "Windows 100 for x64-based Systems",
                            "Microsoft .NET Framework 4.8 on Windows 11 for x64-based Systems", ""})
    EXPECT_EQ(branch_of(microsoft(), other), nullptr) << other;
}

TEST(Builds, AreServicedTogether) {
  const auto of_group = [](const char* text, const char* product) {
    return is_of_group(microsoft(), parse_build(text).value(), *branch_of(microsoft(), product));
  };
  EXPECT_TRUE(of_group("10.0.19043.2251", "Windows 10 Version 21H2 for 32-bit Systems"));
  EXPECT_TRUE(of_group("10.0.22631.1", "Windows 11 Version 22H2 for x64-based Systems"));
  EXPECT_FALSE(of_group("10.0.22000.819", "Windows 11 Version 22H2 for x64-based Systems"));
  EXPECT_FALSE(of_group("6.0.22621.819", "Windows 11 Version 22H2 for x64-based Systems"));
  EXPECT_FALSE(of_group("10.0.17784.1", "Windows Server 2019"));
}

// ── The corrections as shipped ───────────────────────────────────────────────────────────────────

TEST(ShippedCorrections, SayWhatWhyWhereFromAndWhen) {
  ASSERT_FALSE(microsoft().corrections.empty());
  for (const Vendor& vendor : test::shipped_feeds().vendors) {
    std::set<std::string> ids;
    for (const Correction& each : vendor.corrections) {
      EXPECT_TRUE(ids.insert(each.id).second) << each.id;
      EXPECT_FALSE(each.why.ja.empty() || each.why.en.empty()) << each.id;
      EXPECT_NE(each.why.ja, each.why.en) << each.id;
      EXPECT_FALSE(each.source.empty()) << each.id;
      EXPECT_GE(to_string(each.date), "2026-11-23") << each.id;
    }
  }
}

TEST(ShippedCorrections, OfBuildsHoldForNamedDocumentsAndLeadToTheBranchOfTheProduct) {
  for (const Correction& each : microsoft().corrections) {
    if (each.what != CorrectionKind::FixedBuild) continue;
    EXPECT_FALSE(each.documents.empty()) << each.id;
    EXPECT_FALSE(each.products.empty()) << each.id;
    if (!each.to.empty()) {
      EXPECT_NE(parse_build(each.to), std::nullopt) << each.id;
    }
  }
}

TEST(ShippedCorrections, KnowTheBuildThatMadeOpenMachinesLookPatched) {
  const Correction* found = nullptr;
  for (const Correction& each : microsoft().corrections)
    if (each.id == "kb5019980") found = &each;
  ASSERT_NE(found, nullptr);
  EXPECT_EQ(found->what, CorrectionKind::FixedBuild);
  EXPECT_EQ(found->update, "KB5019980");
  EXPECT_THAT(found->documents, ElementsAre("2022-Nov"));
  EXPECT_THAT(found->products, ElementsAre("12085", "12086"));
  EXPECT_EQ(found->from, "10.0.22000.819");
  EXPECT_EQ(found->to, "10.0.22621.819");
  ASSERT_TRUE(found->right_since);
  EXPECT_EQ(to_string(*found->right_since), "2026-07-06");
}

// ── Files ────────────────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kVendor = R"(id = "acme"
name = { ja = "アクメ", en = "Acme" }
)";

constexpr std::string_view kCorrection = R"(corrects = "acme"
sources = ["https://acme.example/, read 2026-11-23"]
[[corrections]]
id = "one"
what = "fixed-build"
why = { ja = "別の系列", en = "another branch" }
source = "the document 2026-01"
date = 2026-11-23
documents = ["2026-01"]
update = "U100"
products = ["1", "2"]
product_begins = "Acme OS 2"
from = "1.0.100.5"
to = "1.0.200.5"
right_since = 2026-02-01
)";

class CorrectionFiles : public testing::Test {
 protected:
  CorrectionFiles() {
    std::filesystem::create_directories(folder_.path() / "vendors");
    std::filesystem::copy_file(test::source_folder() / "feeds/vocabulary.toml",
                               folder_.path() / "vocabulary.toml");
    folder_.write("vendors/acme.toml", kVendor);
    file_ = (folder_.path() / "corrections/acme.toml").string();
  }

  Vendor loaded(std::string_view correction, std::string_view override_text = {}) {
    std::filesystem::create_directories(folder_.path() / "corrections");
    folder_.write("corrections/acme.toml", correction);
    std::vector<std::filesystem::path> overrides;
    if (!override_text.empty()) {
      std::filesystem::create_directories(mine_.path() / "corrections");
      mine_.write("corrections/acme.toml", override_text);
      overrides.push_back(mine_.path());
    }
    return load_feeds(folder_.path(), overrides).vendors.front();
  }

  std::string error(std::string_view correction) {
    return test::error_of([&] { loaded(correction); });
  }

  static std::string changed(std::string_view text, std::string_view from, std::string_view to) {
    std::string out(text);
    const std::size_t at = out.find(from);
    return at == std::string::npos ? "not found" : out.replace(at, from.size(), to);
  }

  test::TemporaryFolder folder_, mine_;
  std::string file_;
};

TEST_F(CorrectionFiles, AreReadInFull) {
  const Vendor vendor = loaded(kCorrection);
  ASSERT_EQ(vendor.corrections.size(), 1U);
  const Correction& read = vendor.corrections.front();
  EXPECT_EQ(read.id, "one");
  EXPECT_EQ(read.what, CorrectionKind::FixedBuild);
  EXPECT_EQ(read.why.ja, "別の系列");
  EXPECT_EQ(read.why.en, "another branch");
  EXPECT_EQ(read.source, "the document 2026-01");
  EXPECT_EQ(to_string(read.date), "2026-11-23");
  EXPECT_THAT(read.documents, ElementsAre("2026-01"));
  EXPECT_EQ(read.update, "U100");
  EXPECT_THAT(read.products, ElementsAre("1", "2"));
  EXPECT_EQ(read.product_begins, "Acme OS 2");
  EXPECT_EQ(read.from, "1.0.100.5");
  EXPECT_EQ(read.to, "1.0.200.5");
  ASSERT_TRUE(read.right_since);
  EXPECT_EQ(to_string(*read.right_since), "2026-02-01");
}

TEST_F(CorrectionFiles, AreOverriddenById) {
  const Vendor vendor = loaded(kCorrection, R"(corrects = "acme"
[[corrections]]
id = "one"
to = "1.0.200.6"
[[corrections]]
id = "two"
what = "placeholder"
why = { ja = "仮の番号", en = "a placeholder" }
source = "own reading"
date = 2026-11-24
from = "CVE-2026-0001-X"
to = "CVE-2026-0001"
)");
  ASSERT_EQ(vendor.corrections.size(), 2U);
  EXPECT_EQ(vendor.corrections[0].to, "1.0.200.6");
  EXPECT_EQ(vendor.corrections[0].from, "1.0.100.5");
  EXPECT_EQ(vendor.corrections[1].what, CorrectionKind::Placeholder);
}

TEST_F(CorrectionFiles, CanBeWithdrawn) {
  EXPECT_TRUE(loaded(kCorrection,
                     "corrects = \"acme\"\n[[corrections]]\nid = \"one\"\n"
                     "withdrawn = true\n")
                  .corrections.empty());
}

TEST_F(CorrectionFiles, AreRefusedWithMistakesAtTheirLine) {
  struct {
    const char* from;
    const char* to;
    const char* expected;
  } const cases[] = {
      {"id = \"one\"\n", "", "4 toml-missing key=id"},
      {"\"fixed-build\"", "\"build\"", "5 feed-unknown-slug key=what"},
      {"why = { ja = \"別の系列\", en = \"another branch\" }\n", "", "4 toml-missing key=why"},
      {", en = \"another branch\"", "", "6 toml-missing key=en"},
      {"source = \"the document 2026-01\"\n", "", "4 toml-missing key=source"},
      {"date = 2026-11-23\n", "", "4 toml-missing key=date"},
      {"date = 2026-11-23", "date = \"yesterday\"", "8 toml-type key=date"},
      {"update = \"U100\"\n", "", "5 correction-condition key=what"},
      {"products = [\"1\", \"2\"]\nproduct_begins = \"Acme OS 2\"\n", "",
       "5 correction-condition key=what"},
      {"from = \"1.0.100.5\"\n", "", "4 toml-missing key=from"},
      {"to = \"1.0.200.5\"", "to = \"1.0.100.5\"", "14 correction-same key=to"},
      {"\"fixed-build\"", "\"placeholder\"", "10 correction-condition key=update"},
      {"right_since", "right_from", "15 toml-unknown-key key=right_from"},
      {"corrects = \"acme\"", "corrects = \"zenith\"", "1 feed-unknown-vendor key=corrects"},
  };
  for (const auto& each : cases) {
    const std::string text = changed(kCorrection, each.from, each.to);
    EXPECT_EQ(error(text), "malformed " + file_ + ':' + each.expected) << text;
  }
  const std::string twice = std::string(kCorrection) +
                            std::string(kCorrection.substr(kCorrection.find("[[corrections]]")));
  EXPECT_EQ(error(twice), "malformed " + file_ + ":17 correction-twice key=id");
}

TEST_F(CorrectionFiles, OfNamesNeedAProductAndANewName) {
  const std::string name = R"(corrects = "acme"
[[corrections]]
id = "name"
what = "renamed-product"
why = { ja = "改称", en = "renamed" }
source = "the document 2026-01"
date = 2026-11-23
products = ["1"]
from = "Old"
to = "New"
)";
  EXPECT_EQ(error(name), "no error");
  EXPECT_EQ(error(changed(name, "products = [\"1\"]\n", "")),
            "malformed " + file_ + ":4 correction-condition key=what");
  EXPECT_EQ(error(changed(name, "to = \"New\"\n", "")),
            "malformed " + file_ + ":3 toml-missing key=to");
  EXPECT_EQ(error(changed(name, "products = [\"1\"]\n", "products = [\"1\"]\nupdate = \"U1\"\n")),
            "malformed " + file_ + ":9 correction-condition key=update");
}

TEST_F(CorrectionFiles, KnowTheBuildsOfAVendor) {
  const auto with = [this](const std::string& build) {
    folder_.write("vendors/acme.toml", std::string(kVendor) + build);
    return test::error_of([this] { load_feeds(folder_.path()); });
  };
  const std::string file = (folder_.path() / "vendors/acme.toml").string();
  const std::string good = "[[builds]]\nbegins = \"A\"\nrole = \"client\"\nbuild = \"1.0.200\"\n";
  EXPECT_EQ(with(good), "no error");
  EXPECT_EQ(with(good + "group = 100\n"), "no error");
  EXPECT_EQ(with(good + "group = 201\n"), "malformed " + file + ":7 feed-number key=group");
  EXPECT_EQ(with(changed(good, "client", "desktop")),
            "malformed " + file + ":5 feed-unknown-slug key=role");
  EXPECT_EQ(with(changed(good, "1.0.200", "1.0.200.1")),
            "malformed " + file + ":6 feed-build key=build");
  EXPECT_EQ(with(changed(good, "1.0.200", "200")), "malformed " + file + ":6 feed-build key=build");
}

}  // namespace
}  // namespace patchmatrix
