// SPDX-License-Identifier: Apache-2.0
//
// What the store costs: importing a whole feed, beside reading the same files without keeping them;
// importing it again; and questions, each a process of its own. Python's sqlite3, which inserts
// nothing but the findings and has them in memory, shows how much of it is SQLite.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "feed.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;

constexpr int kRounds = 5;
constexpr int kStarts = 25;

std::vector<std::string> program(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), PATCHMATRIX_PROGRAM);
  return arguments;
}

void remove_store(const fs::path& store) {
  for (const char* end : {"", "-wal", "-shm"}) fs::remove(store.string() + end);
}

struct Imports {
  Series count, empty, again;
  double peak_megabytes = 0;
};

// Reading, importing into an empty store, and importing again, one after the other: what disturbs
// one disturbs the others, too.
void measure(const fs::path& feed, const fs::path& store, const std::string& jobs, Imports& out) {
  out.count.add(run(program({"tuples", feed, "--count", "--jobs", jobs})).milliseconds);
  remove_store(store);
  const auto import = program({"import", feed, "--store", store, "--jobs", jobs});
  const Cost cost = run(import);
  out.empty.add(cost.milliseconds);
  out.peak_megabytes = std::max(out.peak_megabytes, cost.peak_megabytes);
  out.again.add(run(import).milliseconds);
}

// Milliseconds, as store_yardstick.py prints them.
Series python_insert(const fs::path& store, const fs::path& work) {
  const std::string command = "python3 '" PATCHMATRIX_SOURCE_DIR "/bench/store_yardstick.py' '" +
                              store.string() + "' '" + work.string() + "' " +
                              std::to_string(kRounds);
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

// Other definitions, so that everything is read again: a vendor of the user's own.
Series import_with_other_definitions(const fs::path& feed, const fs::path& store,
                                     const fs::path& home) {
  const fs::path definitions = home / "patchmatrix" / "feeds.d", copy = home / "store.sqlite";
  fs::create_directories(definitions);
  fs::copy_file(store, copy);
  std::ofstream(definitions / "bench.toml")
      << "id = \"bench\"\nname = { ja = \"b\", en = \"b\" }\n";
  setenv("XDG_CONFIG_HOME", home.c_str(), 1);
  Series out;
  out.add(run(program({"import", feed, "--store", copy})).milliseconds);
  unsetenv("XDG_CONFIG_HOME");
  return out;
}

Series answers(const std::vector<std::string>& question) {
  Series out;
  for (int i = 0; i < kStarts; ++i) out.add(run(question).milliseconds);
  return out;
}

void import_rows(const char* jobs, Imports& imports, const char* goal) {
  const double count = imports.count.at(0.5);
  const auto what = [&](const char* text) { return std::string(text) + ", " + jobs; };
  row(what("files to tuples, nothing kept").c_str(), imports.count, count, "the yardstick");
  row(what("import into an empty store").c_str(), imports.empty, count, goal);
  row(what("import again, nothing new").c_str(), imports.again, count, "at most 500 ms");
}

}  // namespace

int main(int count, char** values) {
  const std::string corpus = count > 1 ? values[1] : "";
  if (corpus.empty() || !fs::is_directory(fs::path(corpus) / "msrc" / "current")) {
    std::printf("store: skipped, there is no msrc/current in the corpus\n");
    return 0;
  }
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const fs::path feed = folder / "feed", store = folder / "store.sqlite";
  fs::create_directory(feed);
  const auto files = unpacked_feed(corpus, feed);

  Imports one, two;
  for (int round = 0; round < kRounds; ++round) {
    measure(feed, store, "1", one);
    measure(feed, store, "2", two);
  }
  const double megabytes = static_cast<double>(fs::file_size(store)) / 1e6;
  Series python = python_insert(store, folder / "python.sqlite");

  std::printf("\nstore: %zu documents; %d rounds, milliseconds\n\n", files.size(), kRounds);
  head();
  import_rows("1 thread", one, "at most 3");
  import_rows("2 threads", two, "at most 3, 2,500 ms");
  Series remade = import_with_other_definitions(feed, store, folder / "home");
  row("import with other definitions: everything read again", remade, two.count.at(0.5), "");
  std::printf("%-58s %8.1f %35s\n", "size of the store, MB", megabytes, "at most 80 MB");
  std::printf("%-58s %8.1f\n", "peak memory of an import, 2 threads, MB", two.peak_megabytes);

  std::printf("\n");
  head();
  const double unit = python.at(0.5);
  row("Python's sqlite3: findings alone, from memory", python, unit, "the yardstick");
  row("import into an empty store, 1 thread", one.empty, unit, "");
  row("import into an empty store, 2 threads", two.empty, unit, "");

  // The dated versions of a month, to have something that changed.
  for (const fs::path& each : patchmatrix::files_below(fs::path(corpus) / "msrc" / "release-day"))
    if (each.filename().string().find("2022-Nov") != std::string::npos)
      run(program({"import", each, "--store", store}));
  std::printf("\n%-58s %8s %8s\n", "questions, process start included", "minimum", "median");
  const std::vector<std::vector<std::string>> questions = {
      {"report", "microsoft", "2022-11"},
      {"report", "microsoft", "2022-11", "--as-of", "2022-11-09"},
      {"diff", "microsoft", "2022-11", "--from", "2022-11-08", "--to", "2022-11-30"},
      {"show", "CVE-2022-41091"},
      {"show", "KB5019980"},
      {"search", "--exploited", "--severity", "critical"},
      {"status"}};
  for (std::vector<std::string> each : questions) {
    std::string name;
    for (const std::string& word : each) name.append(name.empty() ? "" : " ").append(word);
    each.insert(each.end(), {"--store", store.string()});
    Series series = answers(program(each));
    std::printf("%-58s %8.1f %8.1f %26s\n", name.c_str(), series.at(0), series.at(0.5),
                "at most 30 ms");
  }
  fs::remove_all(folder);
  return 0;
}
