// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <patchmatrix/error.hpp>
#include <patchmatrix/fetch.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/importing.hpp"
#include "app/questions.hpp"

namespace patchmatrix {
namespace {

std::uint64_t bytes_of(const std::filesystem::path& file) {
  std::uint64_t out = 0;
  for (const char* const end : {"", "-wal", "-shm"}) {
    std::error_code missing;
    const std::uintmax_t size = std::filesystem::file_size(file.string() + end, missing);
    if (!missing) out += size;
  }
  return out;
}

// There need not be a mirror: documents can be imported from anywhere.
std::filesystem::path mirror_or_none(const Options& options) {
  try {
    return mirror_folder(options);
  } catch (const Error& error) {
    if (error.code() != "no-mirror-folder") throw;
    return {};
  }
}

std::vector<FeedFreshness> feeds_of(const Options& options) {
  std::vector<FeedFreshness> out;
  const std::filesystem::path mirror = mirror_or_none(options);
  if (mirror.empty()) return out;
  for (const std::string& id : mirror_feeds(mirror)) {
    const MirrorStatus status = mirror_status(mirror, id);
    out.push_back({id, status.last_success, status.documents, status.failed});
  }
  return out;
}

}  // namespace

ExitCode status_command(const Options& options, const Feeds& feeds, const Words& words) {
  const std::filesystem::path file = store_file(options);
  const std::vector<Error> problems = check_store(file, true);
  if (!problems.empty() && problems.back().code() == "store-damaged") {
    print_error(words.fill("message.error", {{"text", worded(problems.back(), {}, words)}}));
    return ExitCode::SomeFailed;
  }
  StoreReader store(file);
  StoreStatus status;
  status.file = file.string();
  status.bytes = bytes_of(file);
  status.facts = store.facts();
  status.feeds = feeds_of(options);
  status.definitions_current = store.definitions() == definitions_in_use();
  for (const Error& each : problems) status.problems.push_back(worded(each, {}, words));
  print(options.format == OutputFormat::Json
            ? render_status_json(status)
            : render_status_text(status, feeds, words, {text_width(), use_colour()}));
  return status.problems.empty() ? ExitCode::AllRead : ExitCode::SomeFailed;
}

}  // namespace patchmatrix
