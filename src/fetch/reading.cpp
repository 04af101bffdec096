// SPDX-License-Identifier: Apache-2.0
#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "fetch/ledger.hpp"
#include "fetch/lists.hpp"
#include "fetch/storage.hpp"
#include "io/files.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

std::optional<Ledger> ledger_of(const MirrorFolder& folder) {
  std::error_code unknown;
  if (!fs::exists(folder.ledger(), unknown)) return std::nullopt;
  return Ledger::for_reading(folder.ledger());
}

// What is wrong with a stored file, if anything is. Only older versions were packed by us.
std::optional<Error> problem_of(const fs::path& file, const std::string& expected, bool packed,
                                Buffer& buffer, Buffer& unpacked) {
  try {
    std::string_view bytes = read_file(file, buffer);
    if (packed) bytes = unpack(bytes, unpacked);
    if (sha256(bytes) == expected) return std::nullopt;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Io)
      return Error(error.kind(), error.code(), file.string(), error.arguments());
  }
  // Only the feed itself has older versions, if anybody.
  return packed ? Error(ErrorKind::Untrusted, "version-lost", file.string())
                : Error(ErrorKind::Untrusted, "mirror-changed", file.string());
}

}  // namespace

MirrorStatus mirror_status(const fs::path& mirror, const std::string& feed) {
  auto ledger = ledger_of(MirrorFolder(mirror));
  return ledger ? ledger->status(feed) : MirrorStatus();
}

std::vector<Source> mirror_sources(const fs::path& mirror, const std::string& feed, Month month) {
  const MirrorFolder folder(mirror);
  auto ledger = ledger_of(folder);
  std::vector<Source> out;
  if (ledger) {
    for (const Ledger::MonthDocument& each : ledger->documents_of(feed, month)) {
      Source source;
      source.path = folder.document(each.feed, each.name).string();
      if (is_restricted(each.tlp)) source.tlp = each.tlp;
      source.fetched_at = each.fetched_at;
      out.push_back(source);
      source.fetched_at.reset();
      for (const auto& [version, ids] : each.gone) {
        source.path = folder.version(each.feed, version).string();
        source.only = ids;
        out.push_back(source);
      }
    }
  }
  if (out.empty())
    throw Error(ErrorKind::NotFound, "not-in-mirror", {},
                {{"feed", feed}, {"month", to_string(month)}});
  return out;
}

std::vector<MirrorVersion> mirror_versions(const fs::path& mirror) {
  const MirrorFolder folder(mirror);
  auto ledger = ledger_of(folder);
  std::vector<MirrorVersion> out;
  if (!ledger) return out;
  for (Ledger::ArrivedVersion& each : ledger->arrivals())
    out.push_back({each.feed, each.url, each.sha256,
                   each.present ? folder.document(each.feed, each.name)
                                : folder.version(each.feed, each.sha256),
                   each.fetched_at, each.hash, each.signature});
  return out;
}

std::optional<Month> latest_month(const fs::path& mirror, const std::string& feed) {
  auto ledger = ledger_of(MirrorFolder(mirror));
  return ledger ? ledger->latest_month(feed) : std::nullopt;
}

std::vector<std::string> mirror_feeds(const fs::path& mirror) {
  auto ledger = ledger_of(MirrorFolder(mirror));
  return ledger ? ledger->feeds() : std::vector<std::string>();
}

std::vector<Error> check_mirror(const fs::path& mirror) {
  const MirrorFolder folder(mirror);
  std::vector<Error> out;
  std::error_code unknown;
  if (!fs::exists(folder.ledger(), unknown)) return out;
  std::optional<FileLock> lock;
  bool may_write = true;
  try {
    lock = FileLock::take(folder.lock());
  } catch (const Error&) {
    may_write = false;  // somebody else's mirror: what is found is told, and not noted
  }
  if (may_write && !lock) throw Error(ErrorKind::Busy, "mirror-busy", mirror.string());
  Ledger ledger = may_write ? Ledger(folder.ledger()) : Ledger::for_reading(folder.ledger());
  std::vector<std::pair<std::string, std::string>> lost;
  Buffer buffer, unpacked;
  ledger.for_each_file([&](const Ledger::StoredFile& each) {
    const fs::path file = each.present ? folder.document(each.feed, each.name)
                                       : folder.version(each.feed, each.sha256);
    auto problem = problem_of(file, each.sha256, !each.present, buffer, unpacked);
    if (!problem) return;
    out.push_back(std::move(*problem));
    if (each.present) lost.emplace_back(each.feed, each.name);
  });
  for (const auto& [feed, name] : ledger.forgotten())
    out.emplace_back(ErrorKind::Untrusted, "mirror-changed", folder.document(feed, name).string());
  if (may_write)
    for (const auto& [feed, name] : lost) ledger.forget(feed, name);
  return out;
}

}  // namespace patchmatrix
