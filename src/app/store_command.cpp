// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <set>

#include <patchmatrix/answers.hpp>
#include <patchmatrix/error.hpp>
#include <patchmatrix/store.hpp>

#include "app/commands.hpp"
#include "app/folders.hpp"
#include "io/files.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

std::uint64_t bytes_of(const fs::path& file) {
  std::error_code missing;
  const std::uintmax_t size = fs::file_size(file, missing);
  return missing ? 0 : size;
}

ExitCode vacuum(const fs::path& file, const Words& words) {
  const std::uint64_t before = bytes_of(file);
  vacuum_store(file);
  print(words.fill("db.vacuumed", {{"file", file.string()},
                                   {"before", std::to_string(before)},
                                   {"after", std::to_string(bytes_of(file))}}) +
        '\n');
  return ExitCode::AllRead;
}

ExitCode check(const fs::path& file, const Words& words) {
  const std::vector<Error> problems = check_store(file, false);
  for (const Error& each : problems)
    print_error(words.fill("message.error", {{"text", worded(each, {}, words)}}));
  if (!problems.empty() && problems.back().code() == "store-damaged") return ExitCode::SomeFailed;
  if (!problems.empty()) {
    print_error(words.fill("db.rebuild", {{"file", file.string()}}));
    return ExitCode::SomeFailed;
  }
  print(words["store.sound"] + '\n');
  return ExitCode::AllRead;
}

// ── export ──

// A name of a document may be an address or hold anything: what is left of it is a file name, and
// the hash tells apart what became alike.
std::string safe_name(const std::string& text, std::size_t longest = 100) {
  std::string out;
  for (const char c : text) out += is_alphanumeric(c) || c == '-' || c == '_' || c == '.' ? c : '_';
  while (out.starts_with('.')) out.front() = '_';
  if (out.size() > longest) out.resize(longest);
  return out.empty() ? "_" : out;
}

std::string_view extension(std::string_view bytes) {
  const std::string_view text =
      trimmed_left(bytes.starts_with("\xEF\xBB\xBF") ? bytes.substr(3) : bytes);
  if (text.starts_with('<')) return ".xml";
  return text.starts_with('{') || text.starts_with('[') ? ".json" : ".csv";
}

class Export {
 public:
  Export(StoreReader& store, fs::path folder) : store_(store), folder_(std::move(folder)) {}

  std::size_t run() {
    const std::vector<ExportedVersion> all = store_.everything();
    std::size_t number = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool same = i != 0 && all[i].publisher == all[i - 1].publisher &&
                        all[i].tracking == all[i - 1].tracking;
      if (!same) start(all[i]);
      number = same ? number + 1 : 1;
      write(all[i], number);
    }
    write_new(folder_ / "documents.csv", render_export_csv(files_));
    return all.size();
  }

 private:
  // Two documents whose names become one get folders of their own.
  void start(const ExportedVersion& version) {
    const fs::path vendor = safe_name(version.vendor.empty() ? version.kind : version.vendor);
    document_ = vendor / safe_name(version.tracking);
    for (int n = 2; !taken_.insert(lower(document_.string())).second; ++n)
      document_ = vendor / (safe_name(version.tracking) + "~" + std::to_string(n));
  }

  void write(const ExportedVersion& version, std::size_t number) {
    const std::string packed = store_.raw(version.version);
    const std::string_view bytes = is_packed(packed) ? unpack(packed, buffer_) : packed;
    std::string name = std::to_string(number);
    if (!version.revision.empty()) name += '-' + safe_name(version.revision, 40);
    const fs::path file = document_ / (name + std::string(extension(bytes)));
    write_new(folder_ / file, bytes);
    files_.push_back({version, file.string()});
  }

  void write_new(const fs::path& file, std::string_view bytes) {
    std::error_code unknown;
    if (fs::exists(file, unknown)) throw Error(ErrorKind::Usage, "file-exists", file.string());
    write_whole(file, bytes, file.string() + ".part");
  }

  StoreReader& store_;
  fs::path folder_, document_;
  std::set<std::string> taken_;
  std::vector<ExportedFile> files_;
  Buffer buffer_;
};

ExitCode export_all(const fs::path& file, const std::string& folder, const Words& words) {
  StoreReader store(file);
  const std::size_t versions = Export(store, folder).run();
  print(words.fill("db.exported", {{"n", std::to_string(versions)}, {"folder", folder}}) + '\n');
  return ExitCode::AllRead;
}

}  // namespace

ExitCode store_command(const Options& options, const Words& words) {
  const fs::path file = store_file(options);
  switch (options.action) {
    case StoreAction::Vacuum:
      return vacuum(file, words);
    case StoreAction::Check:
      return check(file, words);
    case StoreAction::Export:
      break;
  }
  return export_all(file, options.paths[1], words);
}

}  // namespace patchmatrix
