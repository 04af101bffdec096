// SPDX-License-Identifier: Apache-2.0
#pragma once

// Documents on their way from a feed to the mirror: several at a time, each with its hash and its
// signature. What arrives is a file in the folder for transfers under way, and what vouches for it;
// what becomes of both is decided by who takes the result.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "fetch/ledger.hpp"
#include "fetch/trust.hpp"
#include "io/http.hpp"

namespace patchmatrix {

// How the documents of one feed are fetched.
struct TransferPlan {
  std::shared_ptr<const HttpAccess> access;
  std::vector<std::string> headers;  // of requests for documents
  std::uint64_t max_bytes = 0;       // of a document
  bool sidecars = false;             // hashes and signatures are published beside documents
  Verification verification = Verification::Prefer;
  std::vector<std::string> key_blocks;
  std::vector<std::string> believed_keys;  // fingerprints
  Instant now;
};

// One try of one document. What an earlier try got of it is in `file`.
struct Transfer {
  LedgerDocument document;
  int tries = 0;  // in this run, this one not included
  std::filesystem::path file;
  std::uint64_t have = 0;
  std::string partial_etag, partial_last_modified;
  bool plain = false;  // ask for it uncompressed, so that it can be resumed
};

struct TransferResult {
  Transfer transfer;
  bool unchanged = false;  // the feed says so
  std::uint64_t size = 0;
  std::string sha256;  // here only if it had to be compared with what is there; else by the taker
  std::string etag, last_modified;
  std::optional<std::string> hash_file;
  TrustVerdict verdict;  // all but that of the hash
  std::optional<Error> failure;
  bool worth_another_try = false;  // soon
  std::optional<std::chrono::seconds> retry_after;
};

class Transfers {
 public:
  Transfers(HttpClient& client, TransferPlan plan, std::size_t threads);
  ~Transfers();  // what is under way is given up
  Transfers(const Transfers&) = delete;
  Transfers& operator=(const Transfers&) = delete;

  void add(Transfer transfer, std::chrono::milliseconds not_before = {});
  std::size_t pending() const;  // added and not yet taken back

  using Clock = std::chrono::steady_clock;
  // The next result, in the order in which transfers end; nothing if none ends until `time`. Only
  // while some are pending.
  std::optional<TransferResult> take(Clock::time_point time);

 private:
  void work();

  HttpClient& client_;
  const TransferPlan plan_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;  // for the threads: something waits, or they are to stop
  std::condition_variable arrived_;  // for take()
  std::multimap<Clock::time_point, Transfer> waiting_;
  std::deque<TransferResult> done_;
  std::size_t pending_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// Whether a failure is likely to pass by itself, soon.
bool is_passing(const Error& error);

// The error of a status that is no success: NotFound "http-missing" (404, 410), Network
// "http-status" with `status`.
Error status_error(const HttpResponse& response);

}  // namespace patchmatrix
