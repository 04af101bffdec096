// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>

#include <patchmatrix/site.hpp>
#include <patchmatrix/version.hpp>

#include "app/catalogues.hpp"
#include "app/commands.hpp"
#include "app/folders.hpp"
#include "app/ordered_reader.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"
#include "io/files.hpp"
#include "io/hash.hpp"
#include "io/writing.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

constexpr Month kFirstMonth = {1990, 1};  // nothing is older

Month after(Month month) {
  return month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1};
}

// ── What to read ─────────────────────────────────────────────────────────────────────────────────

std::vector<Source> mirrored(const Options& options, const std::string& name) {
  std::vector<Source> out;
  const fs::path mirror = mirror_folder(options);
  const auto last = latest_month(mirror, name);
  for (Month month = kFirstMonth; last && month <= *last; month = after(month)) {
    try {
      for (Source& each : mirror_sources(mirror, name, month)) out.push_back(std::move(each));
    } catch (const Error& error) {
      if (error.code() != "not-in-mirror") throw;
    }
  }
  return out;
}

// Files and folders as they are; of a feed or vendor everything.
std::vector<Source> everything_of(const Options& options, const std::string& name,
                                  const Feeds& feeds) {
  Options asked = options;
  asked.paths = {name};
  std::vector<Source> latest = asked_sources(asked, feeds).sources;  // or what is wrong with it
  std::error_code unknown;
  if (fs::exists(name, unknown)) return latest;
  std::vector<Source> out = every_source(options, name);
  if (out.empty()) out = mirrored(options, name);
  return out.empty() ? latest : out;
}

// ── Reading ──────────────────────────────────────────────────────────────────────────────────────

// A document that is kept.
struct SiteDocument {
  Source source;
  ReadResult result;
  Fetched fetched;  // its findings point into it
  std::string sha256;

  // Whatever is read stays, so nothing is gained by waiting.
  static std::size_t held_bytes() { return 0; }
};

SiteDocument read_whole(const Source& source, Fetched& fetched, Normalizer& normalizer) {
  SiteDocument out;
  const Look hash = [&](const Fetched& bytes) {
    out.sha256 = source.load ? sha256(bytes.bytes()) : bytes.sha256();
    if (source.load && out.sha256 != source.sha256)
      throw Error(ErrorKind::Untrusted, "raw-changed");
    return true;
  };
  ParseOptions options;
  options.prose = true;
  out.result = read_document(source, fetched, normalizer, hash, options);
  out.source = source;
  out.source.load = {};
  out.fetched = std::exchange(fetched, Fetched());
  return out;
}

// What an archive is made of, and what became of the rest.
class SiteDocuments {
 public:
  SiteDocuments(std::vector<Source> sources, const Options& options, const Feeds& feeds,
                const Words& words)
      : reader_(std::move(sources), feeds, options.jobs, read_whole) {
    const Tlp highest = options.highest_tlp.value_or(Tlp::Clear);
    while (auto each = reader_.take()) add(std::move(*each), highest, words);
  }

  const std::vector<ReportInput>& inputs() const { return inputs_; }
  std::size_t failed() const { return failed_; }
  std::size_t left_out() const { return left_out_; }

  std::vector<std::string> vulnerabilities() const {
    std::set<std::string> out;
    for (const ReportInput& each : inputs_)
      for (const VulnerabilityFacts& facts : each.findings->vulnerabilities) out.emplace(facts.id);
    return {out.begin(), out.end()};
  }

 private:
  void add(SiteDocument document, Tlp highest, const Words& words) {
    if (document.result.failure) {
      ++failed_;
      print_error(words.fill("message.error", {{"text", worded(*document.result.failure,
                                                               document.source.path, words)}}));
    }
    if (!document.result.findings) return;
    kept_.push_back(std::move(document));
    const SiteDocument& kept = kept_.back();
    const Findings& findings = *kept.result.findings;
    if (tlp_of_document(findings.document.tlp) > highest) {
      ++left_out_;
      print_warning(
          {"above-tlp", findings.release.id, {}, {{"tlp", std::string(findings.document.tlp)}}},
          words);
      kept_.pop_back();
      return;
    }
    // Where the document lay on this machine is nobody else's business.
    const std::string& id = findings.release.id;
    ReportInput& input = inputs_.emplace_back();
    input.findings = &findings;
    input.input.path = id.empty() ? fs::path(kept.source.path).filename().string() : id;
    input.input.sha256 = kept.sha256;
    input.input.document = id;
    input.only = kept.source.only;
    input.said = kept.source.said;
  }

  OrderedReader<SiteDocument> reader_;  // its normalizers are needed as long as the findings
  std::deque<SiteDocument> kept_;
  std::vector<ReportInput> inputs_;
  std::size_t failed_ = 0, left_out_ = 0;
};

// ── Writing ──────────────────────────────────────────────────────────────────────────────────────

// The folder of an archive. Nothing in it is removed that no manifest of ours names.
class SiteFolder {
 public:
  explicit SiteFolder(fs::path folder) : folder_(std::move(folder)) {
    for (const char* each : {"", "cve", "update"}) make(folder_ / each);
    std::error_code unknown;
    if (fs::exists(folder_ / kSiteManifest, unknown))
      earlier_ = files_of_site_manifest(read_file(folder_ / kSiteManifest));
  }

  // Safe to call from several threads with different names.
  void put(const std::string& name, std::string_view bytes) const {
    const fs::path file = folder_ / name;
    errno = 0;
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    out.close();
    if (!out)
      throw Error(ErrorKind::Io, "write", file.string(), {{"reason", std::strerror(errno)}});
  }

  // Gives how many went.
  std::size_t remove_others(const std::vector<std::string>& files) const {
    std::size_t removed = 0;
    for (const std::string& each : earlier_) {
      std::error_code ignored;
      if (std::binary_search(files.begin(), files.end(), each)) continue;
      if (!fs::is_regular_file(fs::symlink_status(folder_ / each, ignored))) continue;
      removed += fs::remove(folder_ / each, ignored) ? 1 : 0;
    }
    return removed;
  }

  // Last: until then the next run goes by what was there before.
  void put_manifest(std::string_view bytes) const {
    const std::string name(kSiteManifest);
    write_whole(folder_ / name, bytes, folder_ / ("." + name + ".part"));
  }

 private:
  static void make(const fs::path& folder) {
    std::error_code problem;
    fs::create_directories(folder, problem);
    if (problem || !fs::is_directory(folder, problem))
      throw Error(ErrorKind::Io, "write", folder.string(),
                  {{"reason", problem ? problem.message() : std::strerror(ENOTDIR)}});
  }

  fs::path folder_;
  std::vector<std::string> earlier_;
};

}  // namespace

ExitCode site_command(const Options& options, const Feeds& feeds, const Words& words) {
  std::vector<Source> sources;
  for (const std::string& name : options.paths)
    for (Source& each : everything_of(options, name, feeds)) sources.push_back(std::move(each));
  const SiteDocuments documents(std::move(sources), options, feeds, words);
  if (documents.left_out() != 0)
    print_error(words.fill("site.left_out", {{"n", std::to_string(documents.left_out())}}));
  if (documents.inputs().empty()) return conclude(0, documents.failed(), words);
  // From here every document is one that may be published.
  const Catalogues catalogues = catalogues_of(options, documents.vulnerabilities());
  SiteOptions wanted;
  wanted.report.severity_axis = feeds.generic.severity_axis;
  if (catalogues.kev) wanted.report.kev = &*catalogues.kev;
  if (catalogues.epss) wanted.report.epss = &*catalogues.epss;
  wanted.base_url = options.base_url;
  wanted.redact_acknowledgments = options.redact_acknowledgments;
  wanted.jobs = options.jobs;
  wanted.program = "patchmatrix " + std::string(kVersion);
  const SiteFolder folder(options.output);
  const SiteSummary summary = render_site(
      documents.inputs(), wanted, feeds, words, template_folders(),
      [&](const std::string& name, std::string_view bytes) { folder.put(name, bytes); });
  const std::size_t removed = folder.remove_others(summary.files);
  folder.put_manifest(render_site_manifest(summary, wanted, words));
  print(words.fill("site.written", {{"files", std::to_string(summary.files.size() + 1)},
                                    {"months", std::to_string(summary.months)},
                                    {"vulnerabilities", std::to_string(summary.vulnerabilities)},
                                    {"updates", std::to_string(summary.updates)},
                                    {"removed", std::to_string(removed)}}) +
        "\n");
  return conclude(documents.inputs().size(), documents.failed(), words);
}

}  // namespace patchmatrix
