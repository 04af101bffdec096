// SPDX-License-Identifier: Apache-2.0
//
// What matching costs: fleets of several sizes against the whole history and against one month,
// each a process of its own from the inventory's bytes to the last line. Beside it Python's
// standard library scans the same table of tuples for one host, as small scanners do.

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <vector>

#include "feed.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;

constexpr int kRounds = 5;

std::vector<std::string> program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), PATCHMATRIX_PROGRAM);
  return arguments;
}

// Systems, and revisions that they had in 2022.
struct System {
  const char* name;
  const char* build;
  std::vector<int> revisions;
};

// Machines with a revision; every hundredth has a list of updates instead.
fs::path fleet(const fs::path& folder, std::size_t machines) {
  static const std::array<System, 7> kSystems = {
      System{
          "Microsoft Windows 11 Enterprise", "10.0.22621", {382, 521, 674, 819, 963, 1105, 1265}},
      System{"Microsoft Windows 10 Pro", "10.0.19045", {2130, 2251, 2364, 2486, 2604, 2728, 2846}},
      System{"Microsoft Windows 10 Enterprise", "10.0.19044", {1415, 1526, 1645, 1766, 1889, 2130}},
      System{
          "Microsoft Windows Server 2022 Standard", "10.0.20348", {405, 524, 643, 768, 1006, 1249}},
      System{
          "Microsoft Windows Server 2019 Standard", "10.0.17763", {2366, 2565, 2803, 3165, 3650}},
      System{
          "Microsoft Windows Server 2016 Standard", "10.0.14393", {4886, 5066, 5246, 5427, 5501}},
      System{
          "Microsoft Windows Server 2012 R2 Standard", "6.3.9600", {20246, 20371, 20520, 20671}}};
  std::mt19937 random(7);
  const fs::path out = folder / ("fleet-" + std::to_string(machines) + ".csv");
  std::ofstream file(out);
  file << "AssetID,ComputerName,OS Name,OS Version,Architecture,HotFixID\r\n";
  for (std::size_t i = 0; i < machines; ++i) {
    const System& system = kSystems[random() % kSystems.size()];
    file << 'A' << i << ",PC-" << i << ',' << system.name << ',' << system.build;
    if (i % 100 == 0)
      file << ",64-bit,KB5018410 KB50155" << random() % 90 + 10 << "\r\n";
    else
      file << '.' << system.revisions[random() % system.revisions.size()] << ",64-bit,\r\n";
  }
  return out;
}

Series python_scan(const fs::path& table) {
  const std::string command = "python3 '" PATCHMATRIX_SOURCE_DIR "/bench/match_yardstick.py' '" +
                              table.string() + "' " + std::to_string(kRounds);
  Series out;
  FILE* const lines = popen(command.c_str(), "r");
  for (double value = 0; lines != nullptr && std::fscanf(lines, "%lf", &value) == 1;)
    out.add(value);
  if (lines == nullptr || pclose(lines) != 0 || out.values.empty()) {
    std::fprintf(stderr, "%s failed\n", command.c_str());
    std::exit(1);
  }
  return out;
}

void measure(const char* what, std::vector<std::string> arguments, std::size_t machines,
             double scan, const char* target) {
  Series times;
  double peak = 0;
  for (int i = 0; i < kRounds; ++i) {
    const Cost cost = run(program(arguments));
    times.add(cost.milliseconds);
    peak = std::max(peak, cost.peak_megabytes);
  }
  std::printf("%-46s %8.0f %8.0f %9.2f %11.1f %8.0f  %s\n", what, times.at(0), times.at(0.5),
              times.at(0.5) * 1000 / static_cast<double>(machines),
              scan * static_cast<double>(machines) / times.at(0.5), peak, target);
}

}  // namespace

int main(int count, char** values) {
  const std::string corpus = count > 1 ? values[1] : "";
  if (corpus.empty() || !fs::is_directory(fs::path(corpus) / "msrc" / "current")) {
    std::printf("match: skipped, there is no msrc/current in the corpus\n");
    return 0;
  }
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const std::string store = (folder / "store.sqlite").string();
  const std::string current = (fs::path(corpus) / "msrc" / "current").string();
  run(program({"import", current, "--store", store}));
  const fs::path table = folder / "tuples.csv";
  if (std::system((std::string(PATCHMATRIX_PROGRAM) + " tuples --format csv '" + current + "' >'" +
                   table.string() + "' 2>/dev/null")
                      .c_str()) != 0)
    return 1;
  Series scan = python_scan(table);
  const double unit = scan.at(0.5);

  std::printf("\nmatch: %d rounds\n\n", kRounds);
  std::printf("%-46s %8.0f %8.0f ms for one host\n\n", "Python's standard library scans all tuples",
              scan.at(0), unit);
  std::printf("%-46s %8s %8s %9s %11s %8s  %s\n", "", "minimum", "median", "µs", "times the",
              "peak", "target");
  std::printf("%-46s %8s %8s %9s %11s %8s\n", "", "ms", "ms", "a machine", "scan's rate", "MB");
  const std::vector<std::string> all = {"match", "--store", store};
  const auto with = [&](const fs::path& inventory, std::vector<std::string> more) {
    std::vector<std::string> out = all;
    out.insert(out.begin() + 1, inventory.string());
    out.insert(out.end(), more.begin(), more.end());
    return out;
  };
  const fs::path small = fleet(folder, 10000), middle = fleet(folder, 100000),
                 large = fleet(folder, 1000000);
  measure("10,000 machines, whole history", with(small, {}), 10000, unit, "at most 2,000 ms");
  measure("10,000 machines, one month", with(small, {"--month", "2022-11"}), 10000, unit, "");
  measure("100,000 machines, one month", with(middle, {"--month", "2022-11"}), 100000, unit, "");
  measure("1,000,000 machines, one month", with(large, {"--month", "2022-11"}), 1000000, unit,
          "at most 10,000 ms, 1,000 MB");
  measure("1,000,000 machines, one month, as CSV",
          with(large, {"--month", "2022-11", "--format", "csv"}), 1000000, unit, "");
  fs::remove_all(folder);
  return 0;
}
