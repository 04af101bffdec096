// SPDX-License-Identifier: Apache-2.0
#include "app/matching.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <filesystem>
#include <optional>
#include <utility>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/ordered_reader.hpp"
#include "app/read.hpp"
#include "io/terminal.hpp"

namespace patchmatrix {
namespace {

// The day a file was last written.
std::optional<Day> written_on(const std::string& path) {
  std::error_code unknown;
  const auto time = std::filesystem::last_write_time(path, unknown);
  if (unknown) return std::nullopt;
  return std::chrono::floor<std::chrono::days>(std::chrono::file_clock::to_sys(time));
}

InventoryText inventory_text(const std::string& path) {
  Source source;
  source.path = path;
  Fetched fetched;
  fetched.read(source);
  return {path, std::string(fetched.bytes()), written_on(path)};
}

// A document that is kept.
struct KeptDocument {
  std::string path;
  ReadResult result;
  Fetched fetched;  // its findings point into it

  // Whatever is read stays, so nothing is gained by waiting.
  static std::size_t held_bytes() { return 0; }
};

KeptDocument read_kept(const Source& source, Fetched& fetched, Normalizer& normalizer) {
  KeptDocument out;
  out.path = source.path;
  out.result = read_document(source, fetched, normalizer);
  out.fetched = std::exchange(fetched, Fetched());
  return out;
}

}  // namespace

std::vector<InventoryText> inventory_texts(const std::vector<std::string>& paths) {
  std::vector<InventoryText> out;
  for (const std::string& each : paths) out.push_back(inventory_text(each));
  return out;
}

Inventory inventory_of(const std::vector<std::string>& paths, const Options& options,
                       const Feeds& feeds, const Words& words) {
  Inventory out = read_inventory(inventory_texts(paths), options.mapping, feeds);
  for (const Diagnostic& each : out.diagnostics.all())
    print_error(words.fill("message.warning", {{"text", worded(each, words)}}));
  return out;
}

std::size_t bad_records(const Inventory& inventory) {
  std::size_t out = 0;
  for (const InventoryFile& each : inventory.files) out += each.bad_records;
  return out;
}

std::vector<Alias> aliases_of(const Options& options) {
  if (!options.aliases.empty()) return read_aliases(options.aliases);
  const std::filesystem::path folder = user_config_folder();
  std::error_code unknown;
  if (folder.empty() || !std::filesystem::exists(folder / "aliases.toml", unknown)) return {};
  return read_aliases(folder / "aliases.toml");
}

Day today() {
  const std::string given = environment("SOURCE_DATE_EPOCH");
  if (given.empty()) return std::chrono::floor<std::chrono::days>(std::chrono::system_clock::now());
  std::int64_t seconds = 0;
  const auto [stop, problem] = std::from_chars(given.data(), given.data() + given.size(), seconds);
  constexpr std::int64_t kYear9999 = 253'370'764'800;
  if (problem != std::errc() || stop != given.data() + given.size() || seconds < 0 ||
      seconds > kYear9999)
    throw Error(ErrorKind::Usage, "bad-epoch", {}, {{"value", given}});
  return day_of(Instant(std::chrono::seconds(seconds)));
}

struct MatchDocuments::Reading {
  std::optional<OrderedReader<KeptDocument>>
      reader;  // its normalizers are needed as long as the findings
  std::deque<KeptDocument> kept;
};

MatchDocuments::MatchDocuments(std::vector<Source> sources, const Feeds& feeds, unsigned jobs,
                               const Words& words)
    : reading_(std::make_unique<Reading>()) {
  reading_->reader.emplace(std::move(sources), feeds, jobs, read_kept);
  while (auto each = reading_->reader->take()) {
    if (each->result.failure) {
      ++failed_;
      print_error(words.fill("message.error",
                             {{"text", worded(*each->result.failure, each->path, words)}}));
    }
    if (!each->result.findings) continue;
    reading_->kept.push_back(std::move(*each));
    const Findings& findings = *reading_->kept.back().result.findings;
    if (!findings.release.withdrawn) all_.push_back(&findings);
  }
}

MatchDocuments::~MatchDocuments() = default;

}  // namespace patchmatrix
