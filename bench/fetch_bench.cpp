// SPDX-License-Identifier: Apache-2.0
//
// How fast a provider is fetched from the loopback server, as ratios to `curl --parallel` on the
// same list in the same run, and how much memory that takes. Ours also hashes, compares, inspects
// and brings every document to the disk before it counts.

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "io/files.hpp"
#include "io/hash.hpp"
#include "measure.hpp"

namespace {

using namespace patchmatrix::bench;
namespace fs = std::filesystem;

constexpr int kRounds = 5;

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << text;
}

// A small advisory of some 24 KB, the median of published CSAF documents.
std::string advisory(int number) {
  const std::string id = std::to_string(10000 + number);
  std::string products, ids;
  for (int i = 0; i < 220; ++i) {
    const std::string product = id + '-' + std::to_string(i);
    products += (i == 0 ? "" : ",\n") + ("   {\"product_id\": \"" + product) +
                "\", \"name\": \"Example product " + product + " of a family, version 1\"}";
    ids += (i == 0 ? "\"" : ", \"") + product + '"';
  }
  return "{\n \"document\": {\"csaf_version\": \"2.0\", \"tracking\": {\"id\": \"EX-" + id +
         "\", \"version\": \"1\", \"initial_release_date\": \"2024-05-01T00:00:00Z\", "
         "\"current_release_date\": \"2024-05-01T00:00:00Z\"}},\n \"product_tree\": "
         "{\"full_product_names\": [\n" +
         products + "]},\n \"vulnerabilities\": [{\"cve\": \"CVE-2024-" + id +
         "\", \"product_status\": {\"known_affected\": [" + ids + "]}}]\n}\n";
}

// A provider's folder, and the paths of all its files in the order of its list.
struct Provider {
  fs::path folder;
  std::vector<std::string> paths;
  double bytes = 0;
  double largest = 0;
};

// Adds the list, and a hash file for each document.
void finish(Provider& provider, const std::vector<std::string>& documents) {
  std::string changes;
  for (const std::string& each : documents) {
    changes += '"' + each + "\",\"2024-05-01T00:00:00Z\"\n";
    const std::string hash = patchmatrix::sha256(patchmatrix::read_file(provider.folder / each));
    write(provider.folder / (each + ".sha256"),
          hash + "  " + fs::path(each).filename().string() + '\n');
    provider.paths.push_back(each);
    provider.paths.push_back(each + ".sha256");
  }
  write(provider.folder / "changes.csv", changes);
  for (const std::string& each : provider.paths) {
    const auto size = static_cast<double>(fs::file_size(provider.folder / each));
    provider.bytes += size;
    provider.largest = std::max(provider.largest, size);
  }
}

Provider generated(const fs::path& folder) {
  Provider out{folder, {}};
  std::vector<std::string> documents;
  for (int i = 0; i < 2000; ++i) {
    documents.push_back(std::to_string(2020 + i % 5) + "/ex-" + std::to_string(i) + ".json");
    write(folder / documents.back(), advisory(i));
  }
  finish(out, documents);
  return out;
}

// The archive of real documents, if the corpus has it.
Provider archived(const fs::path& corpus, const fs::path& folder) {
  Provider out{folder, {}};
  const fs::path archive = corpus / "bulk" / "redhat-vex-2023.tar.zst";
  if (!fs::exists(archive)) return out;
  std::vector<std::string> documents;
  fs::create_directories(folder);
  run({"tar", "--zstd", "-xf", archive, "-C", folder});
  for (const fs::path& file : patchmatrix::files_below(folder))
    if (file.extension() == ".json") documents.push_back(fs::relative(file, folder));
  finish(out, documents);
  return out;
}

class Server {
 public:
  explicit Server(const fs::path& root) : state_(root / "server") {
    fs::create_directories(state_);
    write(root / "table", "folder / " + (root / "provider").string() + "\n");
    child_ = spawn({PATCHMATRIX_TEST_SERVER, root / "table", state_});
    while (!fs::exists(state_ / "port")) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    std::ifstream(state_ / "port") >> port_;
  }
  ~Server() {
    kill(child_, SIGTERM);
    waitpid(child_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url() const { return "https://127.0.0.1:" + port_ + '/'; }
  std::string ca_file() const { return state_ / "ca.pem"; }

 private:
  fs::path state_;
  pid_t child_;
  std::string port_;
};

void define_feed(const fs::path& home, const Server& server) {
  write(home / ".config/patchmatrix/feeds.d/example.toml",
        "id = \"example\"\nname = { ja = \"Example\", en = \"Example\" }\nrows = []\n[[feeds]]\n"
        "id = \"example\"\nname = { ja = \"Example\", en = \"Example\" }\nkind = \"directory\"\n"
        "format = \"CSAF 2.0\"\nurl = \"" +
            server.url() + "\"\nallow_private_addresses = true\nca_file = \"" + server.ca_file() +
            "\"\nrequests_per_second = 0\nconnections = 8\n");
}

void measure(const char* title, const Provider& provider, const fs::path& root) {
  const Server server(root);
  setenv("HOME", (root / "home").c_str(), 1);
  define_feed(root / "home", server);
  std::string list;
  for (const std::string& each : provider.paths)
    list += "url = \"" + server.url() + each + "\"\noutput = \"" + (root / "out" / each).string() +
            "\"\n";
  write(root / "list", list);

  // What an earlier measurement left for the disk to do is not this one's.
  const auto cleared = [&](const char* folder) {
    fs::remove_all(root / folder);
    run({"sync", "-f", root});
  };
  const auto curl = [&](const std::string& parallel) {
    cleared("out");
    return milliseconds_of([&] {
      run({"curl", "-s", "--cacert", server.ca_file(), "--create-dirs", "--parallel",
           "--parallel-max", parallel, "-K", root / "list"});
    });
  };
  Series by_default, by_eight, on_disk, ours, again;
  double memory = 0;
  for (int round = 0; round < kRounds; ++round) {
    by_default.add(curl("50"));
    const double eight = curl("8");
    by_eight.add(eight);
    on_disk.add(eight + milliseconds_of([&] { run({"sync", "-f", root / "out"}); }));
    cleared("mirror");
    const std::vector<std::string> fetch = {PATCHMATRIX_PROGRAM, "fetch", "example", "--mirror",
                                            root / "mirror"};
    const Cost cost = run(fetch);
    ours.add(cost.milliseconds);
    memory = std::max(memory, cost.peak_megabytes);
    again.add(run(fetch).milliseconds);
  }
  const double unit = by_default.at(0.5);
  std::printf("\n%s: %zu files, %.0f MB; %d rounds, milliseconds\n\n", title, provider.paths.size(),
              provider.bytes / 1e6, kRounds);
  head();
  row("curl --parallel (50 at a time)", by_default, unit, "the yardstick");
  row("curl --parallel --parallel-max 8", by_eight, unit, "");
  row("curl --parallel --parallel-max 8, then sync", on_disk, unit, "");
  row("patchmatrix fetch, 8 connections, verified, on the disk", ours, unit, "at most 1.25");
  row("patchmatrix fetch, nothing new", again, unit, "");
  std::printf("%-58s %8.1f %26s %.1f\n", "peak memory, MB", memory, "at most",
              32 + provider.largest / 1e6);
}

}  // namespace

int main(int count, char** values) {
  std::string pattern = (fs::temp_directory_path() / "patchmatrix-bench-XXXXXX").string();
  const fs::path folder = mkdtemp(pattern.data());
  measure("2,000 small documents and their hashes", generated(folder / "small" / "provider"),
          folder / "small");
  const Provider real = archived(count > 1 ? values[1] : "", folder / "real" / "provider");
  if (!real.paths.empty()) measure("Real documents and their hashes", real, folder / "real");
  fs::remove_all(folder);
  return 0;
}
