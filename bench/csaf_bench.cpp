// SPDX-License-Identifier: Apache-2.0
//
// How fast CSAF files become tuples, as ratios to programs that read the same files and parse each
// in place into a tree, nothing more. Every figure is of a whole process, from start to exit.

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "io/archive.hpp"
#include "io/files.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;
namespace fs = std::filesystem;

constexpr int kRounds = 7;

// The documents of an archive as plain files in a folder of their own.
struct Corpus {
  fs::path folder;
  fs::path largest;
  std::size_t documents = 0;
  double bytes = 0;
};

void keep(Corpus& corpus, const fs::path& name, std::string_view bytes) {
  const fs::path file = corpus.folder / name;
  std::ofstream(file, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  if (corpus.documents == 0 || bytes.size() > fs::file_size(corpus.largest)) corpus.largest = file;
  ++corpus.documents;
  corpus.bytes += static_cast<double>(bytes.size());
}

Corpus unpacked(const fs::path& archive, const fs::path& folder) {
  Corpus corpus{folder, {}, 0, 0};
  fs::create_directories(folder);
  patchmatrix::Buffer buffer;
  auto file = std::make_unique<patchmatrix::InputFile>(archive);
  const auto form = patchmatrix::archive_form(*file, archive.string());
  patchmatrix::ArchiveReader reader(std::move(file), form.value(), {});
  while (const auto member = reader.next()) {
    const fs::path name = fs::path(member->name).filename();
    // Lists of documents are no documents.
    if (member->special || name.extension() != ".json" ||
        name.string().find("feed") != std::string::npos)
      continue;
    keep(corpus, name, reader.read(buffer));
  }
  return corpus;
}

// What is measured without a corpus: documents of many sizes, alike in shape to those of packagers.
Corpus generated(const fs::path& folder) {
  Corpus corpus{folder, {}, 0, 0};
  fs::create_directories(folder);
  for (int number = 0; number < 1000; ++number) {
    const std::string id = std::to_string(10000 + number);
    std::string branches, relationships, fixed;
    for (int i = 0; i < 40 + number % 400; ++i) {
      const std::string package = "package-" + std::to_string(i) + "-1.0-" + id + ".x86_64";
      const std::string comma = i == 0 ? "" : ",\n";
      branches += comma + "{\"category\": \"product_version\", \"name\": \"" + package +
                  "\", \"product\": {\"name\": \"" + package + "\", \"product_id\": \"" + package +
                  "\", \"product_identification_helper\": {\"purl\": \"pkg:rpm/example/" + package +
                  "\"}}}";
      relationships += comma +
                       "{\"category\": \"default_component_of\", \"full_product_name\": {\"name\": "
                       "\"" +
                       package +
                       " as a component of Example Linux 9\", \"product_id\": "
                       "\"EL-9:" +
                       package + "\"}, \"product_reference\": \"" + package +
                       "\", \"relates_to_product_reference\": \"EL-9\"}";
      fixed += comma + "\"EL-9:" + package + "\"";
    }
    keep(corpus, "example-" + id + ".json",
         "{\"document\": {\"category\": \"csaf_vex\", \"csaf_version\": \"2.0\", \"title\": "
         "\"Example\", \"publisher\": {\"category\": \"vendor\", \"name\": \"Example\", "
         "\"namespace\": \"https://example.test\"}, \"tracking\": {\"id\": \"EX-" +
             id +
             "\", \"status\": \"final\", \"version\": \"1\", \"initial_release_date\": "
             "\"2024-05-01T00:00:00Z\", \"current_release_date\": \"2024-05-01T00:00:00Z\"}},\n"
             "\"product_tree\": {\"branches\": [{\"category\": \"vendor\", \"name\": \"Example\", "
             "\"branches\": [{\"category\": \"product_name\", \"name\": \"Example Linux 9\", "
             "\"product\": {\"name\": \"Example Linux 9\", \"product_id\": \"EL-9\"}},\n"
             "{\"category\": \"architecture\", \"name\": \"x86_64\", \"branches\": [" +
             branches + "]}]}],\n\"relationships\": [" + relationships +
             "]},\n\"vulnerabilities\": [{\"cve\": "
             "\"CVE-2024-" +
             id + "\", \"product_status\": {\"fixed\": [" + fixed +
             "]},\n"
             "\"scores\": [{\"cvss_v3\": {\"baseScore\": 7.5, \"vectorString\": "
             "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H\", \"version\": \"3.1\"}, "
             "\"products\": [" +
             fixed + "]}]}]}\n");
  }
  return corpus;
}

void measure(const char* name, const Corpus& corpus, const char* one_target,
             const char* two_target) {
  Series dom, simd, simdjson, one, two;
  double memory = 0;
  for (int round = 0; round < kRounds; ++round) {
    dom.add(run({PATCHMATRIX_RAPIDJSON_DOM, corpus.folder}).milliseconds);
    simd.add(run({PATCHMATRIX_RAPIDJSON_SIMD_DOM, corpus.folder}).milliseconds);
    simdjson.add(run({PATCHMATRIX_SIMDJSON_DOM, corpus.folder}).milliseconds);
    const auto tuples = [&](const char* jobs) {
      return run({PATCHMATRIX_PROGRAM, "tuples", corpus.folder, "--count", "--jobs", jobs});
    };
    const Cost single = tuples("1"), twice = tuples("2");
    one.add(single.milliseconds);
    two.add(twice.milliseconds);
    memory = std::max({memory, single.peak_megabytes, twice.peak_megabytes});
  }
  const double unit = dom.at(0.5);
  std::printf("%s: %zu documents, %.0f MB; %d rounds, milliseconds\n\n", name, corpus.documents,
              corpus.bytes / 1e6, kRounds);
  head();
  row("RapidJSON DOM in place, as it comes", dom, unit, "the yardstick");
  row("RapidJSON DOM in place, built with SSE2", simd, unit, "");
  row("simdjson DOM", simdjson, unit, "what is possible");
  row("patchmatrix: files to tuples, 1 thread", one, unit, one_target);
  row("patchmatrix: files to tuples, 2 threads", two, unit, two_target);
  std::printf("%-58s %26.2f  %s\n", "… 1 thread, to RapidJSON with SSE2",
              one.at(0.5) / simd.at(0.5), "");
  std::printf("%-58s %26.2f  %s\n", "… 2 threads, to RapidJSON with SSE2",
              two.at(0.5) / simd.at(0.5), "");
  std::printf("%-58s %8.1f %35s\n\n", "peak memory, MB", memory, "at most 150 MB");
}

void measure_largest(const Corpus& corpus) {
  const double size = static_cast<double>(fs::file_size(corpus.largest)) / 1048576;
  const Cost none = run({PATCHMATRIX_PROGRAM, "--version"});
  const Cost cost = run({PATCHMATRIX_PROGRAM, "tuples", corpus.largest, "--count"});
  std::printf("%-58s %8.1f MB: %.0f ms, %.1f MB of memory, %.1f without the program itself\n\n",
              "the largest document of all", size, cost.milliseconds, cost.peak_megabytes,
              cost.peak_megabytes - none.peak_megabytes);
}

}  // namespace

int main(int count, char** values) {
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  const fs::path bulk = fs::path(count > 1 ? values[1] : "") / "bulk";
  const fs::path packages = bulk / "redhat-vex-2023.tar.zst";
  const fs::path control = bulk / "cisa-csaf-2024-10.tar.zst";
  if (fs::exists(packages)) {
    const Corpus corpus = unpacked(packages, folder / "packages");
    measure("Red Hat VEX of 2023", corpus, "at most 1.25", "at most 0.65");
    measure_largest(corpus);
    fs::remove_all(corpus.folder);
  } else {
    std::printf("no %s: measured on generated documents instead\n", packages.c_str());
    const Corpus corpus = generated(folder / "generated");
    measure("generated", corpus, "at most 1.25", "at most 0.65");
    measure_largest(corpus);
  }
  if (fs::exists(control)) {
    const Corpus corpus = unpacked(control, folder / "control");
    measure("CISA", corpus, "at most 1.25", "at most 0.65");
    Series hashed;
    for (int round = 0; round < kRounds; ++round)
      hashed.add(
          run({PATCHMATRIX_PROGRAM, "report", corpus.folder, "--format", "json"}).milliseconds);
    std::printf("%-58s %8.1f %8.1f %8s  %s\n\n",
                "CISA: read, hashed, normalised, one report (JSON)", hashed.at(0), hashed.at(0.5),
                "", "at most 400 ms");
  }
  fs::remove_all(folder);
  return 0;
}
