// SPDX-License-Identifier: Apache-2.0
//
// Ten thousand machines of which the truth is known, against a year of real documents. The truth is
// worked out without any of the code that is tested here but the reading of documents.

#include "support/fleet/fleet.hpp"

#include <map>
#include <memory>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/match.hpp>

#include "io/files.hpp"
#include "match/machines.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {
namespace {

// Sanitizers slow everything down ten times; what they look for shows with fewer machines, too.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t kMachines = 500;
#else
constexpr std::size_t kMachines = 10000;
#endif
constexpr std::uint32_t kSeed = 20221108;

std::vector<std::unique_ptr<Normalized>> documents_of(const std::string& year) {
  std::vector<std::unique_ptr<Normalized>> out;
  for (const char* month :
       {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"}) {
    Buffer packed, unpacked;
    const auto file = *corpus() / "msrc/current" / (year + "-" + month + ".xml.zst");
    out.push_back(normalized(unpack(read_file(file, packed), unpacked)));
  }
  return out;
}

// What is true and what was said, by rule.
struct Tally {
  std::size_t fixed = 0, open = 0;  // in truth
  bool operator==(const Tally&) const = default;
};

void PrintTo(const Tally& tally, std::ostream* out) {
  *out << tally.fixed << " fixed, " << tally.open << " open";
}

class JudgedFleet {
 public:
  JudgedFleet() : read_(documents_of("2022")) {
    for (const auto& each : read_) documents_.push_back(&each->findings);
    fleet_ = std::make_unique<Fleet>(documents_, kMachines, kSeed);
    inventory_ = read_inventory({{"fleet.csv", fleet_->csv()}}, {}, shipped_feeds());
    match_ = match(inventory_, documents_, remedies_of(documents_), shipped_feeds(), {});
  }

  const Fleet& fleet() const { return *fleet_; }
  const Inventory& inventory() const { return inventory_; }

  // Calls `visit` for every finding about the product of a machine with what was judged; with null
  // where nothing was.
  template <class Visit>
  void visit(std::size_t number, Visit visit) const {
    const FleetMachine& machine = fleet_->machines()[number];
    std::map<std::tuple<std::uint32_t, std::uint32_t>, const Judgement*>
        judged;  // by vulnerability
    for (const std::uint32_t product : match_.classes[match_.class_of[number]].products)
      for (const Judgement& each : match_.of(match_.products[product].judgements))
        if (each.rule != MatchRule::ComponentNotListed)
          judged[{each.finding.document, match_.finding(each).vulnerability}] = &each;
    for (std::uint32_t document = 0; document < documents_.size(); ++document)
      for (const Finding& finding : documents_[document]->findings) {
        if (documents_[document]->document.products[finding.product].name != machine.product)
          continue;
        const auto found = judged.find({document, finding.vulnerability});
        visit(*documents_[document], finding, found == judged.end() ? nullptr : found->second);
      }
  }

 private:
  std::vector<std::unique_ptr<Normalized>> read_;
  std::vector<const Findings*> documents_;
  std::unique_ptr<Fleet> fleet_;
  Inventory inventory_;
  Match match_;
};

const JudgedFleet& judged() {
  static const JudgedFleet fleet;
  return fleet;
}

std::string place(const FleetMachine& machine, const Findings& document, const Finding& finding) {
  std::string out = machine.product + " up to " + std::to_string(machine.patched) + ", " +
                    std::string(document.vulnerabilities[finding.vulnerability].id) + " of " +
                    document.release.id + ":";
  for (const std::string& each : machine.row) out += " [" + each + "]";
  return out;
}

TEST(Fleet, NeverCallsFixedWhatLacksTheFix) {
  PATCHMATRIX_NEEDS("msrc/current");
  ASSERT_EQ(judged().inventory().machines.size(), kMachines);
  std::size_t wrong = 0, said = 0;
  for (std::size_t i = 0; i < kMachines; ++i) {
    const FleetMachine& machine = judged().fleet().machines()[i];
    judged().visit(
        i, [&](const Findings& document, const Finding& finding, const Judgement* judgement) {
          if (judgement == nullptr || judgement->verdict != Verdict::Fixed) return;
          ++said;
          if (judged().fleet().is_fixed(machine, document, finding)) return;
          if (++wrong < 10)
            ADD_FAILURE() << slug(judgement->rule) << ": " << place(machine, document, finding);
        });
  }
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(said, 100 * kMachines);
}

TEST(Fleet, SaysSomethingOfEveryFindingAboutAMachineOfAKnownSystem) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::size_t lost = 0;
  for (std::size_t i = 0; i < kMachines; ++i) {
    const FleetMachine& machine = judged().fleet().machines()[i];
    if (machine.dirty) continue;
    judged().visit(
        i, [&](const Findings& document, const Finding& finding, const Judgement* judgement) {
          if (judgement == nullptr && ++lost < 10)
            ADD_FAILURE() << "nothing said: " << place(machine, document, finding);
        });
  }
  EXPECT_EQ(lost, 0U);
}

bool is_cumulative(const FleetMachine& machine) {
  return machine.product.find("8.1") == std::string::npos &&
         machine.product.find("2012") == std::string::npos;
}

TEST(Fleet, LeavesHardlyAnythingUnknownWhereTheRevisionIsKnown) {
  PATCHMATRIX_NEEDS("msrc/current");
  // Of systems whose updates bring everything before them; and of the others, whose Monthly Rollup
  // and Security Only updates of a month lead to one build: there a revision proves a month alone.
  std::size_t unknown = 0, all = 0, unknown_of_others = 0, others = 0;
  for (std::size_t i = 0; i < kMachines; ++i) {
    const FleetMachine& machine = judged().fleet().machines()[i];
    if (machine.dirty || !machine.has_revision) continue;
    const bool cumulative = is_cumulative(machine);
    judged().visit(i, [&](const Findings&, const Finding&, const Judgement* judgement) {
      const bool is_unknown = judgement == nullptr || judgement->verdict == Verdict::Unknown;
      ++(cumulative ? all : others);
      (cumulative ? unknown : unknown_of_others) += is_unknown;
    });
  }
  if (kMachines < 10000) GTEST_SKIP() << "the figures are those of 10000 machines";
  EXPECT_EQ(std::pair(unknown, all), (std::pair<std::size_t, std::size_t>(0, 1843873)));
  EXPECT_EQ(std::pair(unknown_of_others, others),
            (std::pair<std::size_t, std::size_t>(215653, 408912)));
}

// Rule by rule, as docs/accuracy.md has it.
TEST(Fleet, IsJudgedAsTheAccuracyPageSays) {
  PATCHMATRIX_NEEDS("msrc/current");
  std::map<std::string, Tally> rules, clean;
  for (std::size_t i = 0; i < kMachines; ++i) {
    const FleetMachine& machine = judged().fleet().machines()[i];
    judged().visit(i, [&](const Findings& document, const Finding& finding,
                          const Judgement* judgement) {
      const bool fixed = judged().fleet().is_fixed(machine, document, finding);
      const std::string rule = judgement == nullptr ? "nothing said"
                                                    : std::string(slug(judgement->verdict)) + " " +
                                                          std::string(slug(judgement->rule));
      ++(fixed ? rules[rule].fixed : rules[rule].open);
      if (!machine.dirty) ++(fixed ? clean[rule].fixed : clean[rule].open);
    });
  }
  if (kMachines < 10000) GTEST_SKIP() << "the figures are those of 10000 machines";
  EXPECT_EQ(rules, (std::map<std::string, Tally>{{"fixed build-reached", {1252940, 0}},
                                                 {"fixed update-installed", {399893, 0}},
                                                 {"fixed update-implies-build", {248067, 0}},
                                                 {"fixed update-replaced", {36578, 0}},
                                                 {"open build-below", {0, 808631}},
                                                 {"open newest-update-older", {505, 242793}},
                                                 {"open no-fix", {0, 18417}},
                                                 {"open update-partial", {0, 3}},
                                                 {"unknown updates-not-given", {471523, 240445}},
                                                 {"unknown updates-incomplete", {40323, 64006}},
                                                 {"unknown several-products", {0, 37}},
                                                 {"nothing said", {2605, 1924}}}));
  // Whoever has the fix is never told to install it, unless a list was cut off.
  for (const auto& [rule, tally] : clean) {
    if (rule.starts_with("open")) {
      EXPECT_EQ(tally.fixed, 0U) << rule;
    }
  }
}

}  // namespace
}  // namespace patchmatrix::test
