// SPDX-License-Identifier: Apache-2.0
//
// What a report costs that people open: the page and the sheets of the largest month from the
// store, and the static archive of all months, each as a process of its own. The same month as JSON
// shows what asking the store and counting cost; copying the bytes that come out, what writing them
// does.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "feed.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;

constexpr int kRounds = 15;
constexpr int kSiteRounds = 3;
constexpr const char* kLargestMonth = "2026-06";  // 1,279 vulnerabilities

std::vector<std::string> program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), PATCHMATRIX_PROGRAM);
  return arguments;
}

// A form of the report: what to ask for, and what it should cost.
struct Form {
  const char* format;
  const char* what;
  const char* goal;
  Series times = {}, copies = {};
  double peak_megabytes = 0;
};

void measure(const fs::path& store, const fs::path& folder, Form& form) {
  const fs::path file = folder / form.format;
  const Cost cost = run(program({"report", "microsoft", kLargestMonth, "--store", store, "--format",
                                 form.format, "-o", file}));
  form.times.add(cost.milliseconds);
  form.peak_megabytes = std::max(form.peak_megabytes, cost.peak_megabytes);
  form.copies.add(run({"cp", file, folder / "copy"}).milliseconds);
}

// Gives how many files there are below the folder.
std::size_t measure_site(const fs::path& store, const fs::path& folder, Series& times) {
  const fs::path site = folder / "site";
  for (int i = 0; i < kSiteRounds; ++i) {
    fs::remove_all(site);
    times.add(run(program({"site", "microsoft", "--store", store, "-o", site})).milliseconds);
  }
  return patchmatrix::files_below(site).size();
}

}  // namespace

int main(int count, char** values) {
  const std::string corpus = count > 1 ? values[1] : "";
  if (corpus.empty() || !fs::is_directory(fs::path(corpus) / "msrc" / "current")) {
    std::printf("report: skipped, there is no msrc/current in the corpus\n");
    return 0;
  }
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const fs::path feed = folder / "feed", store = folder / "store.sqlite";
  fs::create_directory(feed);
  unpacked_feed(corpus, feed);
  run(program({"import", feed, "--store", store}));

  std::vector<Form> forms = {{"json", "JSON", "the yardstick"},
                             {"html", "HTML page", "at most 150 ms"},
                             {"xlsx", "XLSX", "at most 400 ms"},
                             {"csv", "CSV", ""},
                             {"markdown", "Markdown", ""}};
  for (int round = 0; round < kRounds; ++round)
    for (Form& each : forms) measure(store, folder, each);

  std::printf("\nreport: %s from the store; %d rounds, milliseconds\n\n", kLargestMonth, kRounds);
  head();
  const double yardstick = forms.front().times.at(0.5);
  for (Form& each : forms) row(each.what, each.times, yardstick, each.goal);
  for (Form& each : forms) {
    const double kilobytes = static_cast<double>(fs::file_size(folder / each.format)) / 1e3;
    std::printf("%-10s %8.0f kB, peak memory %4.0f MB, copying the file %5.1f ms\n", each.what,
                kilobytes, each.peak_megabytes, each.copies.at(0.5));
  }
  Series site;
  const std::size_t files = measure_site(store, folder, site);
  std::printf("\n");
  head();
  row(("site of all months: " + std::to_string(files) + " files").c_str(), site, yardstick,
      "at most 10,000 ms");
  fs::remove_all(folder);
  return 0;
}
