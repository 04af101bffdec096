// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents read on several threads and handed over in the order of their sources.

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <patchmatrix/feeds.hpp>
#include <patchmatrix/fetch.hpp>
#include <patchmatrix/normalize.hpp>

namespace patchmatrix {

// Reads documents on several threads and hands them over in the order of the sources. No thread
// runs further ahead than some documents and some megabytes of outcomes, so memory stays bounded.
template <class Outcome>
class OrderedReader {
 public:
  // Makes an outcome of a source that SourceReader gave with `fetched`, which it may keep. Called
  // by any thread; each has a normalizer of its own, which lives as long as the OrderedReader.
  using Read =
      std::function<Outcome(const Source& source, Fetched& fetched, Normalizer& normalizer)>;

  // `jobs` threads; 0: as many as there are processors.
  OrderedReader(std::vector<Source> sources, const Feeds& feeds, unsigned jobs, Read read)
      : read_(std::move(read)), feeds_(feeds) {
    const std::size_t threads = thread_count(sources, jobs);
    sources_.emplace(std::move(sources));
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
    const auto source = sources_->next(fetched_);
    if (!source) return std::nullopt;
    if (normalizers_.empty()) normalizers_.emplace_back(feeds_);
    return read_(*source, fetched_, normalizers_.front());
  }

  // Waking a thread costs more than a small document: whatever is done by then is taken at once.
  void take_all() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return done_.contains(taken_) || taken_ == end_; });
    for (auto each = done_.find(taken_); each != done_.end(); each = done_.find(++taken_)) {
      waiting_bytes_ -= each->second.held_bytes();
      ready_.push_back(std::move(each->second));
      done_.erase(each);
    }
    lock.unlock();
    room_.notify_all();
  }

  void work() {
    Normalizer* normalizer = nullptr;  // made when there is something to normalise
    Fetched fetched;
    std::size_t number = 0;
    while (const auto source = next(fetched, number)) {
      if (normalizer == nullptr) normalizer = &new_normalizer();
      Outcome outcome = read_(*source, fetched, *normalizer);
      bool enough = false;
      {
        const std::lock_guard lock(mutex_);
        waiting_bytes_ += outcome.held_bytes();
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
    auto source = sources_->next(fetched);
    const std::lock_guard lock(mutex_);
    if (source) {
      number = next_++;
    } else {
      end_ = next_;
      changed_.notify_all();
    }
    return source;
  }

  static std::size_t thread_count(const std::vector<Source>& sources, unsigned jobs) {
    const std::size_t wanted = jobs != 0 ? jobs : std::max(1U, std::thread::hardware_concurrency());
    // Nobody knows how many documents an archive holds.
    const bool countable = std::none_of(sources.begin(), sources.end(),
                                        [](const Source& each) { return each.look_inside; });
    return countable ? std::min(wanted, sources.size()) : wanted;
  }

  Normalizer& new_normalizer() {
    const std::lock_guard lock(mutex_);
    return normalizers_.emplace_back(feeds_);
  }

  static constexpr std::size_t kUnknown = SIZE_MAX;
  static constexpr std::size_t kWindow = 64;  // documents begun and not taken
  static constexpr std::size_t kEnough = 16;  // documents worth waking somebody for
  static constexpr std::size_t kEnoughBytes = std::size_t{1} << 20;
  static constexpr std::size_t kMostBytes = std::size_t{16} << 20;

  Fetched fetched_;                     // of the thread that takes, when it reads itself
  std::deque<Normalizer> normalizers_;  // one a thread; outlive what they made
  std::deque<Outcome> ready_;           // taken already; of the thread that takes
  std::mutex turn_;                     // for the sources; taken before mutex_
  std::optional<SourceReader> sources_;
  const Read read_;
  const Feeds& feeds_;
  std::mutex mutex_;                 // for all below
  std::condition_variable changed_;  // for the thread that takes
  std::condition_variable room_;     // for those that read
  std::size_t next_ = 0;             // the next source to read
  std::size_t taken_ = 0;            // the next outcome to hand over
  std::size_t end_ = kUnknown;       // the number of sources
  bool stopped_ = false;
  std::size_t waiting_bytes_ = 0;  // in done_
  std::map<std::size_t, Outcome> done_;
  std::vector<std::thread> threads_;
};

}  // namespace patchmatrix
