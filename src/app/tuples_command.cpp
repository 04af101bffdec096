// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <new>
#include <optional>
#include <thread>
#include <unordered_map>

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

// A vulnerability of a document and the products it names: another document may say the same.
struct Named {
  std::string vulnerability;
  std::vector<std::uint64_t> products;  // see product_key
};

std::vector<Named> named_in(const Findings& findings) {
  std::vector<Named> out;
  for (const VulnerabilityFacts& facts : findings.vulnerabilities) {
    Named& each = out.emplace_back();
    each.vulnerability = facts.id;
    if (!facts.id.starts_with("CVE-"))  // the vendor's own
      each.vulnerability.append("\n").append(findings.release.vendor);
    each.products.reserve(facts.findings.count);
    for (const Finding& finding : findings.of(facts.findings))
      each.products.push_back(product_key(findings, finding.product));
  }
  return out;
}

// Over all documents, each vulnerability and each product of it once. Products that one document
// tells apart stay apart, though they may have the same name.
class Distinct {
 public:
  void add(std::vector<Named> named) {
    for (Named& each : named)
      documents_[std::move(each.vulnerability)].push_back(std::move(each.products));
  }

  std::size_t vulnerabilities() const { return documents_.size(); }
  std::size_t tuples() const {
    std::size_t count = 0;
    for (const auto& [vulnerability, documents] : documents_) count += products(documents);
    return count;
  }

 private:
  using Products = std::vector<std::uint64_t>;

  static std::size_t products(const std::vector<Products>& documents) {
    if (documents.size() == 1) return documents.front().size();
    std::unordered_map<std::uint64_t, std::size_t> most;  // in one document
    for (const Products& document : documents) {
      std::unordered_map<std::uint64_t, std::size_t> here;
      for (const std::uint64_t each : document) most[each] = std::max(most[each], ++here[each]);
    }
    std::size_t count = 0;
    for (const auto& [product, times] : most) count += times;
    return count;
  }

  std::unordered_map<std::string, std::vector<Products>> documents_;
};

// What is left of a document once its bytes are given back.
struct Outcome {
  std::string path;
  std::string tuples;
  Counts counts;
  std::vector<Named> named;  // only where they are to be counted
  std::optional<Error> failure;
  std::vector<Diagnostic> diagnostics;
};

// Reads documents on several threads and hands them over in the order of the sources. No thread
// runs further ahead than some documents and some megabytes of tuples, so memory stays bounded.
class OrderedReader {
 public:
  OrderedReader(std::vector<Source> sources, const Options& options, const Feeds& feeds,
                std::size_t threads)
      : sources_(std::move(sources)), options_(options), feeds_(feeds) {
    // One thread is the one that takes.
    for (std::size_t i = 0; threads > 1 && i < threads; ++i)
      threads_.emplace_back([this] { work(); });
  }

  ~OrderedReader() {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
    }
    room_.notify_all();
    for (std::thread& each : threads_) each.join();
  }

  OrderedReader(const OrderedReader&) = delete;
  OrderedReader& operator=(const OrderedReader&) = delete;

  // Nothing at the end.
  std::optional<Outcome> take() {
    if (threads_.empty()) return read_next();
    if (ready_.empty()) take_all();
    if (ready_.empty()) return std::nullopt;
    Outcome outcome = std::move(ready_.front());
    ready_.pop_front();
    return outcome;
  }

 private:
  std::optional<Outcome> read_next() {
    const auto source = sources_.next(fetched_);
    if (!source) return std::nullopt;
    if (!normalizer_) normalizer_.emplace(feeds_);
    return read(*source, fetched_, *normalizer_);
  }

  // Waking a thread costs more than a small document: whatever is done by then is taken at once.
  void take_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_.contains(taken_) || taken_ == end_; });
    for (auto each = done_.find(taken_); each != done_.end(); each = done_.find(++taken_)) {
      waiting_bytes_ -= each->second.tuples.size();
      ready_.push_back(std::move(each->second));
      done_.erase(each);
    }
    lock.unlock();
    room_.notify_all();
  }

  void work() {
    std::optional<Normalizer> normalizer;  // made when there is something to normalise
    Fetched fetched;
    std::size_t number = 0;
    while (const auto source = next(fetched, number)) {
      if (!normalizer) normalizer.emplace(feeds_);
      Outcome outcome = read(*source, fetched, *normalizer);
      bool enough = false;
      {
        const std::lock_guard lock(mutex_);
        waiting_bytes_ += outcome.tuples.size();
        done_.emplace(number, std::move(outcome));
        enough = done_.size() >= kEnough || waiting_bytes_ >= kEnoughBytes || end_ != kUnknown;
      }
      if (enough) changed_.notify_one();
    }
  }

  // The next source and its number, once there is room for its outcome. Archives are unpacked here,
  // by one thread after another; nobody who takes outcomes has to wait for that.
  std::optional<Source> next(Fetched& fetched, std::size_t& number) {
    const std::lock_guard turn(turn_);
    {
      std::unique_lock lock(mutex_);
      const auto may_go_on = [this] {
        return stopped_ || (next_ < taken_ + kWindow && waiting_bytes_ < kMostBytes);
      };
      if (!may_go_on()) changed_.notify_one();
      room_.wait(lock, may_go_on);
      if (stopped_) return std::nullopt;
    }
    auto source = sources_.next(fetched);
    const std::lock_guard lock(mutex_);
    if (source) {
      number = next_++;
    } else {
      end_ = next_;
      changed_.notify_all();
    }
    return source;
  }

  Outcome read(const Source& source, Fetched& fetched, Normalizer& normalizer) const {
    ReadResult result = read_document(source, fetched, normalizer);
    Outcome outcome;
    outcome.path = source.path;
    outcome.failure = std::move(result.failure);
    outcome.diagnostics = std::move(result.diagnostics);
    if (!result.findings) return outcome;
    outcome.counts = counts_of(*result.findings);
    if (!source.only.empty()) outcome.counts.documents = 0;  // an older version of another source
    if (options_.count) {
      outcome.named = named_in(*result.findings);
      return outcome;
    }
    try {
      if (options_.format == OutputFormat::Ndjson)
        append_tuples_ndjson(*result.findings, outcome.tuples);
      else
        append_tuples_csv(*result.findings, outcome.tuples);
    } catch (const std::bad_alloc&) {
      outcome.tuples = {};
      outcome.counts = {};
      outcome.failure = Error(ErrorKind::Io, "no-memory");
    }
    return outcome;
  }

  static constexpr std::size_t kUnknown = SIZE_MAX;
  static constexpr std::size_t kWindow = 64;  // documents begun and not taken
  static constexpr std::size_t kEnough = 16;  // documents worth waking somebody for
  static constexpr std::size_t kEnoughBytes = std::size_t{1} << 20;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  Fetched fetched_;                       // of the thread that takes, when it reads itself
  std::optional<Normalizer> normalizer_;  // likewise
  std::deque<Outcome> ready_;             // taken already; of the thread that takes
  std::mutex turn_;                       // for the sources; taken before mutex_
  SourceReader sources_;
  const Options& options_;
  const Feeds& feeds_;
  std::mutex mutex_;                 // for all below
  std::condition_variable changed_;  // for the thread that takes
  std::condition_variable room_;     // for those that read
  std::size_t next_ = 0;             // the next source to read
  std::size_t taken_ = 0;            // the next outcome to hand over
  std::size_t end_ = kUnknown;       // the number of sources
  bool stopped_ = false;
  std::size_t waiting_bytes_ = 0;  // of tuples in done_
  std::map<std::size_t, Outcome> done_;
  std::vector<std::thread> threads_;
};

std::string counted(const Counts& counts, const Distinct& distinct, const Words& words) {
  std::vector<std::pair<std::string, std::size_t>> rows = {
      {words["count.documents"], counts.documents},
      {words["count.vulnerabilities"], counts.vulnerabilities},
      {words["count.distinct_vulnerabilities"], distinct.vulnerabilities()},
      {words["count.tuples"], counts.tuples},
      {words["count.distinct_tuples"], distinct.tuples()}};
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
  std::vector<Source> sources = sources_of(options, feeds);
  const unsigned wanted =
      options.jobs != 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
  // Nobody knows how many documents an archive holds.
  const bool countable = std::none_of(sources.begin(), sources.end(),
                                      [](const Source& each) { return each.look_inside; });
  const std::size_t threads =
      countable ? std::min<std::size_t>(wanted, sources.size()) : std::size_t{wanted};
  Counts total;
  Distinct distinct;
  std::size_t failed = 0;
  bool header_pending = !options.count && options.format == OutputFormat::Csv;
  OrderedReader reader(std::move(sources), options, feeds, threads);
  while (auto outcome = reader.take()) {
    for (const Diagnostic& each : outcome->diagnostics) print_warning(each, words);
    if (outcome->failure) {
      ++failed;
      print_error(
          words.fill("message.error", {{"text", worded(*outcome->failure, outcome->path, words)}}));
    }
    total.add(outcome->counts);
    distinct.add(std::move(outcome->named));
    if (outcome->counts.documents == 0 && outcome->tuples.empty()) continue;
    if (header_pending) print(tuples_csv_header());
    header_pending = false;
    print(outcome->tuples);
  }
  if (options.count && total.documents != 0) print(counted(total, distinct, words));
  return conclude(total.documents, failed, words);
}

}  // namespace patchmatrix
