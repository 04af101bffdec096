// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include <patchmatrix/report.hpp>

#include "app/commands.hpp"
#include "app/read.hpp"
#include "app/sources.hpp"
#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

struct Counts {
  std::size_t documents = 0;
  std::size_t vulnerabilities = 0;
  std::size_t tuples = 0;
  std::array<std::size_t, kSeverities.size()> by_severity{};
  std::array<std::size_t, kImpacts.size()> by_impact{};

  void add(const Counts& other) {
    documents += other.documents;
    vulnerabilities += other.vulnerabilities;
    tuples += other.tuples;
    for (std::size_t i = 0; i < by_severity.size(); ++i) by_severity[i] += other.by_severity[i];
    for (std::size_t i = 0; i < by_impact.size(); ++i) by_impact[i] += other.by_impact[i];
  }
};

Counts counts_of(const Findings& findings) {
  Counts counts;
  counts.documents = 1;
  counts.vulnerabilities = findings.vulnerabilities.size();
  counts.tuples = findings.findings.size();
  for (const Finding& each : findings.findings) {
    ++counts.by_severity[static_cast<std::size_t>(each.severity)];
    ++counts.by_impact[static_cast<std::size_t>(each.impact)];
  }
  return counts;
}

// What is left of a document once its bytes are given back.
struct Outcome {
  std::string tuples;
  Counts counts;
  std::optional<Error> failure;
  std::vector<Diagnostic> diagnostics;
};

// Reads documents on several threads and hands them over in the order of the sources. No thread
// runs further ahead than a few documents, so memory stays bounded by them.
class OrderedReader {
 public:
  OrderedReader(const std::vector<Source>& sources, const Options& options, const Feeds& feeds,
                std::size_t threads)
      : sources_(sources), options_(options), feeds_(feeds), window_(2 * threads) {
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  }

  ~OrderedReader() {
    {
      const std::lock_guard lock(mutex_);
      taken_ = next_ = sources_.size();
    }
    changed_.notify_all();
    for (std::thread& each : threads_) each.join();
  }

  OrderedReader(const OrderedReader&) = delete;
  OrderedReader& operator=(const OrderedReader&) = delete;

  Outcome take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_.contains(taken_); });
    Outcome outcome = std::move(done_.at(taken_));
    done_.erase(taken_++);
    lock.unlock();
    changed_.notify_all();
    return outcome;
  }

 private:
  void work() {
    Normalizer normalizer(feeds_);
    Fetched fetched;
    for (;;) {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return next_ >= sources_.size() || next_ < taken_ + window_; });
      if (next_ >= sources_.size()) return;
      const std::size_t mine = next_++;
      lock.unlock();
      Outcome outcome = read(sources_[mine], fetched, normalizer);
      lock.lock();
      done_.emplace(mine, std::move(outcome));
      lock.unlock();
      changed_.notify_all();
    }
  }

  Outcome read(const Source& source, Fetched& fetched, Normalizer& normalizer) const {
    ReadResult result = read_document(source, fetched, normalizer);
    Outcome outcome;
    outcome.failure = std::move(result.failure);
    outcome.diagnostics = std::move(result.diagnostics);
    if (!result.findings) return outcome;
    outcome.counts = counts_of(*result.findings);
    if (!source.only.empty()) outcome.counts.documents = 0;  // an older version of another source
    if (options_.count) return outcome;
    if (options_.format == OutputFormat::Ndjson)
      append_tuples_ndjson(*result.findings, outcome.tuples);
    else
      append_tuples_csv(*result.findings, outcome.tuples);
    return outcome;
  }

  const std::vector<Source>& sources_;
  const Options& options_;
  const Feeds& feeds_;
  const std::size_t window_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::size_t next_ = 0;   // the next source to read
  std::size_t taken_ = 0;  // the next outcome to hand over
  std::map<std::size_t, Outcome> done_;
  std::vector<std::thread> threads_;
};

std::string counted(const Counts& counts, const Words& words) {
  std::vector<std::pair<std::string, std::size_t>> rows = {
      {words["count.documents"], counts.documents},
      {words["count.vulnerabilities"], counts.vulnerabilities},
      {words["count.tuples"], counts.tuples}};
  const auto add = [&](std::string_view key, const std::string& word, std::size_t count) {
    if (count != 0) rows.emplace_back(words.fill(key, {{"word", words[word]}}), count);
  };
  for (const Severity each : kSeverities)
    add("count.by_severity", "severity." + std::string(slug(each)),
        counts.by_severity[static_cast<std::size_t>(each)]);
  for (const Impact each : kImpacts)
    add("count.by_impact", "impact." + std::string(slug(each)),
        counts.by_impact[static_cast<std::size_t>(each)]);
  std::size_t width = 0;
  for (const auto& [label, count] : rows) width = std::max(width, display_width(label));
  std::string out;
  for (const auto& [label, count] : rows)
    out +=
        label + std::string(width - display_width(label) + 2, ' ') + std::to_string(count) + '\n';
  return out;
}

}  // namespace

ExitCode tuples_command(const Options& options, const Feeds& feeds, const Words& words) {
  const std::vector<Source> sources = sources_of(options, feeds);
  const unsigned wanted =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  Counts total;
  std::size_t failed = 0;
  bool header_pending = !options.count && options.format == OutputFormat::Csv;
  OrderedReader reader(sources, options, feeds, std::min<std::size_t>(wanted, sources.size()));
  for (const Source& source : sources) {
    const Outcome outcome = reader.take();
    for (const Diagnostic& each : outcome.diagnostics) print_warning(each, words);
    if (outcome.failure) {
      ++failed;
      print_error(
          words.fill("message.error", {{"text", worded(*outcome.failure, source.path, words)}}));
    }
    total.add(outcome.counts);
    if (outcome.counts.documents == 0 && outcome.tuples.empty()) continue;
    if (header_pending) print(tuples_csv_header());
    header_pending = false;
    print(outcome.tuples);
  }
  if (options.count && total.documents != 0) print(counted(total, words));
  return conclude(total.documents, failed, words);
}

}  // namespace patchmatrix
