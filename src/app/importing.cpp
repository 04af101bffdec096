// SPDX-License-Identifier: Apache-2.0
#include "app/importing.hpp"

#include <chrono>
#include <deque>
#include <mutex>
#include <unordered_map>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/parse.hpp>
#include <patchmatrix/version.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/ordered_reader.hpp"
#include "app/read.hpp"
#include "io/files.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

// A document ready to be kept.
struct Prepared {
  std::string path;
  ReadResult result;
  Fetched fetched;  // its findings point into it
  std::string file_sha256;
  RawVersion raw;
  std::string packed;               // where the file was not packed itself
  std::optional<KevCatalogue> kev;  // instead of findings
  std::optional<EpssScores> epss;   // likewise
  std::size_t bytes = 0;

  std::size_t held_bytes() const { return bytes; }
};

// RFC 8878, section 3.1.1.
bool is_zstd(std::string_view bytes) { return bytes.starts_with("\x28\xB5\x2F\xFD"); }

// Packs and hashes before the parser works in the same memory. What came as Zstandard data is kept
// as it came.
void take_bytes(const Fetched& fetched, Prepared& out) {
  const std::string_view content = fetched.bytes();
  out.raw.size = content.size();
  out.bytes = content.size();
  const bool as_it_came = fetched.raw().data() == content.data();
  out.raw.sha256 = as_it_came ? out.file_sha256 : sha256(content);
  out.packed = is_zstd(fetched.raw()) ? std::string(fetched.raw()) : packed_with_zstd(content);
}

bool take_catalogue(std::string_view content, Prepared& out) {
  Diagnostics diagnostics;
  switch (catalogue_kind(content)) {
    case CatalogueKind::Kev:
      out.kev = parse_kev(content, diagnostics);
      return true;
    case CatalogueKind::Epss:
      out.epss = parse_epss(content, diagnostics);
      return true;
    case CatalogueKind::None:
      break;
  }
  return false;
}

// Memory of documents that are kept, for others to come: making it anew costs more than hashing.
class Spare {
 public:
  Fetched take() {
    const std::lock_guard lock(mutex_);
    if (list_.empty()) return {};
    Fetched out = std::move(list_.back());
    list_.pop_back();
    return out;
  }
  void give(Fetched fetched) {
    const std::lock_guard lock(mutex_);
    list_.push_back(std::move(fetched));
  }

 private:
  std::mutex mutex_;
  std::vector<Fetched> list_;
};

// `arrival` is that of all; its file is each one's own.
Prepared prepare(const Source& source, Fetched& fetched, Normalizer& normalizer,
                 const KnownArrivals& known, Arrival arrival, Spare& spare) {
  Prepared out;
  out.path = source.path;
  out.result = read_document(source, fetched, normalizer, [&](const Fetched& bytes) {
    out.file_sha256 = bytes.sha256();
    arrival.file_sha256 = out.file_sha256;
    arrival.source = source.path;
    if (known.contains(arrival)) return false;
    take_bytes(bytes, out);
    return !take_catalogue(bytes.bytes(), out);
  });
  if (out.result.findings) {
    out.fetched = std::move(fetched);
    fetched = spare.take();
  }
  out.raw.packed = out.packed;
  return out;
}

class Importer {
 public:
  Importer(StoreWriter& store, const Feeds& feeds, const Words& words)
      : store_(store), feeds_(feeds), words_(words) {}

  // A mirror holds what a feed gives, also formats that are not read here.
  void pass_over_other_formats() { pass_over_ = true; }

  // `arrival_of` is asked in the order of the sources.
  void run(std::vector<Source> sources, unsigned jobs, const KnownArrivals& known,
           const Arrival& common, const std::function<Arrival(const Prepared&)>& arrival_of) {
    Spare spare;
    OrderedReader<Prepared> reader(
        std::move(sources), feeds_, jobs,
        [&](const Source& source, Fetched& fetched, Normalizer& normalizer) {
          return prepare(source, fetched, normalizer, known, common, spare);
        });
    auto last_commit = std::chrono::steady_clock::now();
    while (auto prepared = reader.take()) {
      keep(*prepared, arrival_of);
      if (prepared->result.findings) {
        prepared->result.findings.reset();
        spare.give(std::move(prepared->fetched));
      }
      // Others who write wait meanwhile.
      const auto now = std::chrono::steady_clock::now();
      if (now - last_commit < kLongestTransaction) continue;
      store_.commit();
      last_commit = now;
    }
    store_.commit();
  }

  // Findings that other definitions made are made again, from the bytes in the store.
  void remake() {
    const auto versions = store_.outdated();
    if (versions.empty()) return;
    Normalizer normalizer(feeds_);
    for (const std::int64_t version : versions) {
      Fetched fetched;
      Source source;
      source.load = [&] { return store_.raw(version); };
      const ReadResult result = read_document(source, fetched, normalizer);
      if (result.findings) store_.again(version, *result.findings);
    }
    store_.up_to_date();
    store_.commit();
    counts_.remade = versions.size();
  }

  ImportCounts counts() const { return counts_; }
  void unchanged(std::size_t number) { counts_.unchanged += number; }

 private:
  static constexpr std::chrono::milliseconds kLongestTransaction{250};

  void keep(const Prepared& prepared, const std::function<Arrival(const Prepared&)>& arrival_of) {
    const Arrival arrival = arrival_of(prepared);
    const ReadResult& result = prepared.result;
    if (result.failure && pass_over_ && result.failure->code() == "other-format") return;
    if (result.failure) {
      ++counts_.failed;
      print_error(
          words_.fill("message.error", {{"text", worded(*result.failure, prepared.path, words_)}}));
    } else if (prepared.kev) {
      count(store_.add(*prepared.kev, prepared.raw, arrival));
    } else if (prepared.epss) {
      count(store_.add(*prepared.epss, prepared.raw, arrival));
    } else if (result.unwanted) {
      ++counts_.unchanged;
    } else if (result.findings) {
      count(store_.add(*result.findings, prepared.raw, arrival));
    } else {
      for (const Diagnostic& each : result.diagnostics) print_warning(each, words_);
    }
  }

  void count(Kept kept) {
    switch (kept) {
      case Kept::First:
        ++counts_.first;
        return;
      case Kept::Newer:
        ++counts_.newer;
        return;
      case Kept::Older:
        ++counts_.older;
        return;
      case Kept::Unchanged:
        ++counts_.unchanged;
        return;
    }
  }

  StoreWriter& store_;
  const Feeds& feeds_;
  const Words& words_;
  ImportCounts counts_;
  bool pass_over_ = false;
};

Instant now() { return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now()); }

}  // namespace

std::string definitions_in_use() {
  Hasher hasher(HashAlgorithm::Sha256);
  hasher.add(kVersion);
  std::vector<fs::path> folders = override_folders();
  folders.insert(folders.begin(), data_folder() / "feeds");
  for (const fs::path& folder : folders) {
    std::error_code unknown;
    if (!fs::is_directory(folder, unknown)) continue;
    for (const fs::path& file : files_below(folder))
      if (file.extension() == ".toml") hasher.add(read_file(file));
  }
  return hasher.digest();
}

std::string import_summary(const ImportCounts& counts, const Words& words) {
  std::vector<std::string> parts;
  const auto part = [&](const char* key, std::size_t count, bool always) {
    if (always || count != 0) parts.push_back(words.fill(key, {{"n", std::to_string(count)}}));
  };
  part("import.first", counts.first, true);
  part("import.newer", counts.newer, true);
  part("import.older", counts.older, false);
  part("import.unchanged", counts.unchanged, true);
  part("import.failed", counts.failed, counts.failed != 0);
  part("import.remade", counts.remade, false);
  return joined(parts, words["figures.comma"]);
}

StoreWriter open_store_writer(const Options& options) {
  return StoreWriter(store_file(options), definitions_in_use());
}

ImportCounts import_paths(const std::vector<std::string>& paths,
                          const std::optional<Instant>& fetched_at, unsigned jobs,
                          StoreWriter& store, const Feeds& feeds, const Words& words) {
  const KnownArrivals known = store.known();
  Arrival common;
  common.at = fetched_at.value_or(now());
  common.witnessed = fetched_at.has_value();
  Importer importer(store, feeds, words);
  importer.run(local_sources(paths), jobs, known, common, [&](const Prepared& prepared) {
    Arrival arrival = common;
    arrival.source = prepared.path;
    arrival.file_sha256 = prepared.file_sha256;
    return arrival;
  });
  importer.remake();
  return importer.counts();
}

ImportCounts import_mirror(const fs::path& mirror, unsigned jobs, StoreWriter& store,
                           const Feeds& feeds, const Words& words) {
  const KnownArrivals known = store.known();
  std::vector<Source> sources;
  // A feed may give bytes again that it gave before: one file, several arrivals.
  std::unordered_map<std::string, std::deque<Arrival>> arrivals;
  Importer importer(store, feeds, words);
  importer.pass_over_other_formats();
  for (const MirrorVersion& each : mirror_versions(mirror)) {
    const Arrival arrival = {each.fetched_at, true,      each.url,      each.feed,
                             each.sha256,     each.hash, each.signature};
    if (known.contains(arrival)) {
      importer.unchanged(1);
      continue;
    }
    Source& source = sources.emplace_back();
    source.path = each.file.string();
    source.from_folder = true;
    arrivals[source.path].push_back(arrival);
  }
  importer.run(std::move(sources), jobs, {}, {}, [&](const Prepared& prepared) {
    auto& waiting = arrivals.at(prepared.path);
    Arrival arrival = std::move(waiting.front());
    waiting.pop_front();
    return arrival;
  });
  importer.remake();
  return importer.counts();
}

}  // namespace patchmatrix
