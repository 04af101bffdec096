// SPDX-License-Identifier: Apache-2.0
//
// How fast the program is, as ratios to a yardstick measured in the same run: pugixml loading the
// same files and walking over every element and attribute, looking at their names and values. The
// library's own tree walker, which only counts, is measured beside it. What is measured of ours is
// the real program, started afresh for every figure.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include <pugixml.hpp>

#include "feed.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;
namespace fs = std::filesystem;

constexpr int kRounds = 7;
constexpr int kStarts = 25;

std::size_t walk(const pugi::xml_node& node) {
  std::size_t seen = 0;
  for (const pugi::xml_attribute& attribute : node.attributes())
    seen += static_cast<std::size_t>(attribute.name()[0] + attribute.value()[0]);
  for (const pugi::xml_node& child : node.children())
    seen += static_cast<std::size_t>(child.name()[0]) + walk(child);
  return seen;
}

struct Walker : pugi::xml_tree_walker {
  std::size_t seen = 0;
  bool for_each(pugi::xml_node& node) override {
    ++seen;
    for (auto attribute = node.first_attribute(); attribute; attribute = attribute.next_attribute())
      ++seen;
    return true;
  }
};

double load_and(const std::vector<fs::path>& files, const auto& walk_over) {
  return milliseconds_of([&] {
    for (const fs::path& file : files) {
      pugi::xml_document document;
      if (!document.load_file(file.c_str()) || !walk_over(document)) std::exit(1);
    }
  });
}

Cost program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), PATCHMATRIX_PROGRAM);
  return run(arguments);
}

// The document whose size is nearest to a usual month of 2022.
fs::path month(const std::vector<fs::path>& files) {
  constexpr auto kUsual = 2'291'874.0;
  return *std::min_element(files.begin(), files.end(), [](const fs::path& a, const fs::path& b) {
    const auto distance = [](const fs::path& file) {
      return std::abs(static_cast<double>(fs::file_size(file)) - kUsual);
    };
    return distance(a) < distance(b);
  });
}

}  // namespace

int main(int count, char** values) {
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const std::vector<fs::path> files = unpacked_feed(count > 1 ? values[1] : "", folder);
  double bytes = 0;
  for (const fs::path& file : files) bytes += static_cast<double>(fs::file_size(file));

  Series pugixml, counting, one, two, start;
  double memory_one = 0, memory_two = 0;
  for (int round = 0; round < kRounds; ++round) {
    pugixml.add(load_and(files, [](pugi::xml_document& document) { return walk(document) != 0; }));
    counting.add(load_and(files, [](pugi::xml_document& document) {
      Walker walker;
      return document.traverse(walker);
    }));
    const Cost single = program({"tuples", folder, "--count", "--jobs", "1"});
    const Cost twice = program({"tuples", folder, "--count", "--jobs", "2"});
    one.add(single.milliseconds);
    two.add(twice.milliseconds);
    memory_one = std::max(memory_one, single.peak_megabytes);
    memory_two = std::max(memory_two, twice.peak_megabytes);
  }
  const fs::path one_month = month(files);
  for (int i = 0; i < kStarts; ++i) start.add(program({"report", one_month}).milliseconds);

  const double unit = pugixml.at(0.5);
  std::printf("%zu documents, %.0f MB; %d rounds, milliseconds\n\n", files.size(), bytes / 1e6,
              kRounds);
  head();
  row("pugixml: load and walk over elements and attributes", pugixml, unit, "the yardstick");
  row("pugixml: load and count with the library's tree walker", counting, unit, "");
  row("patchmatrix: files to tuples, 1 thread, process start incl.", one, unit, "at most 0.55");
  row("patchmatrix: files to tuples, 2 threads, process start incl.", two, unit, "at most 0.30");
  row("patchmatrix: one month, process start to printed matrix", start, unit, "at most 25 ms");
  std::printf("%-58s %8.1f %35s\n", "peak memory, 1 thread, MB", memory_one, "at most 100 MB");
  std::printf("%-58s %8.1f %35s\n", "peak memory, 2 threads, MB", memory_two, "at most 100 MB");
  fs::remove_all(folder);
  return 0;
}
