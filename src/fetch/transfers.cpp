// SPDX-License-Identifier: Apache-2.0
#include "fetch/transfers.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <future>

#include "fetch/lists.hpp"
#include "io/files.hpp"
#include "io/hash.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

// Hash files and signatures are shorter than a page.
constexpr std::uint64_t kMaxSidecarBytes = 1 << 20;

constexpr std::string_view kFileScheme = "file://";

bool is_passing_status(int status) {
  return status == 408 || status == 425 || status == 429 || status >= 500;
}

// What one thread knows: the client, the keys, and which kind of hash file this feed has.
class Worker {
 public:
  Worker(HttpClient& client, const TransferPlan& plan) : client_(client), plan_(plan) {
    for (const std::string& block : plan.key_blocks) keys_.add(block);
  }

  TransferResult run(Transfer transfer) {
    TransferResult result;
    result.transfer = std::move(transfer);
    try {
      if (result.transfer.document.url.starts_with(kFileScheme))
        copy(result);
      else
        download(result);
    } catch (const Error& error) {
      result.failure = error;
      result.worth_another_try = is_passing(error);
    } catch (const std::exception& error) {
      result.failure = Error(ErrorKind::Io, "internal", {}, {{"detail", error.what()}});
    }
    return result;
  }

 private:
  void copy(TransferResult& result) {
    const LedgerDocument& document = result.transfer.document;
    Buffer buffer;
    const std::string_view bytes = read_file(document.url.substr(kFileScheme.size()), buffer);
    result.sha256 = patchmatrix::sha256(bytes);
    result.size = bytes.size();
    result.unchanged = result.sha256 == document.sha256 && !document.lost;
    if (result.unchanged) return;
    std::ofstream out(result.transfer.file, std::ios::binary | std::ios::trunc);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!out.flush())
      throw Error(ErrorKind::Io, "write", result.transfer.file.string(),
                  {{"reason", std::strerror(errno)}});
  }

  HttpRequest document_request(const Transfer& transfer) const {
    HttpRequest request;
    request.url = transfer.document.url;
    request.access = plan_.access;
    request.headers = plan_.headers;
    request.max_bytes = plan_.max_bytes;
    request.file = transfer.file;
    request.resume_from = transfer.have;
    request.etag = transfer.have != 0 ? transfer.partial_etag : transfer.document.etag;
    request.last_modified =
        transfer.have != 0 ? transfer.partial_last_modified : transfer.document.last_modified;
    if (transfer.plain) request.headers.push_back("Accept-Encoding: identity");
    return request;
  }

  void download(TransferResult& result) {
    Transfer& transfer = result.transfer;
    // A document that is new is asked for together with what vouches for it.
    const bool together = transfer.document.sha256.empty() || transfer.document.lost;
    auto answer = client_.start(document_request(transfer));
    Sidecars sidecars;
    if (together) ask_for_sidecars(transfer.document, sidecars);
    const HttpResponse response = answer.get();
    result.retry_after = response.retry_after;
    if (response.broken) {
      keep_partial(response, transfer);
      result.failure = response.broken;
      result.worth_another_try = true;
      return;
    }
    if (response.status == 304) {
      result.unchanged = true;
      result.etag = response.etag;
      result.last_modified = response.last_modified;
      return;
    }
    if (response.status != 200 && response.status != 206) {
      result.failure = status_error(response);
      result.worth_another_try = is_passing(*result.failure);
      return;
    }
    transfer.have = 0;
    result.size = response.bytes;
    result.etag = response.etag;
    result.last_modified = response.last_modified;
    if (!together) {
      result.sha256 = digest_of(transfer.file);
      result.unchanged = result.sha256 == transfer.document.sha256;
      if (result.unchanged) return;
      ask_for_sidecars(transfer.document, sidecars);
    }
    read_sidecars(sidecars, result);
  }

  static void keep_partial(const HttpResponse& response, Transfer& transfer) {
    transfer.have = response.resumable ? response.bytes : 0;
    transfer.partial_etag = response.etag;
    transfer.partial_last_modified = response.last_modified;
    transfer.plain = true;
  }

  static std::string digest_of(const std::filesystem::path& file) {
    Hasher hasher(HashAlgorithm::Sha256);
    read_in_pieces(file, [&hasher](std::string_view piece) { hasher.add(piece); });
    return hasher.digest();
  }

  // ── hash and signature ──

  struct Sidecars {
    std::optional<std::future<HttpResponse>> hash, signature;
    std::string second_hash;  // asked for if the first is missing
  };

  std::future<HttpResponse> ask(const std::string& url) {
    HttpRequest request;
    request.url = url;
    request.access = plan_.access;
    request.max_bytes = kMaxSidecarBytes;
    return client_.start(std::move(request));
  }

  void ask_for_sidecars(const LedgerDocument& document, Sidecars& sidecars) {
    if (!plan_.sidecars) return;
    // CSAF 2.0, clauses 7.1.18 and 7.1.19. Either hash suffices; most publishers have only one
    // kind. Where the list does not say where they are, the one that was there the last time is
    // asked for first, and in the beginning the one that costs less.
    std::string hash = document.hash_url, signature = document.signature_url;
    if (hash.empty()) hash = document.url + (sha256_first_ ? ".sha256" : ".sha512");
    if (signature.empty()) signature = document.url + ".asc";
    sidecars.second_hash = other_hash(hash);
    sidecars.hash = ask(hash);
    // Without keys a signature proves nothing; but who requires one is told what is missing.
    const bool of_use = !plan_.key_blocks.empty() || plan_.verification == Verification::Require;
    if (of_use) sidecars.signature = ask(signature);
  }

  // Where the other kind of hash would be; empty if that cannot be told.
  static std::string other_hash(const std::string& url) {
    const std::string stem = url.substr(0, url.rfind('.'));
    if (url.ends_with(".sha256")) return stem + ".sha512";
    if (url.ends_with(".sha512")) return stem + ".sha256";
    return {};
  }

  // The text of a sidecar; nothing if it does not exist, or is nothing to believe. Throws what is
  // worth another try; but who only records verdicts does not lose a document for one.
  std::optional<std::string> text_of(std::future<HttpResponse>& answer,
                                     TransferResult& result) const {
    try {
      return fetched_text(answer, result);
    } catch (const Error& error) {
      if (error.kind() == ErrorKind::Untrusted || plan_.verification == Verification::Record)
        return std::nullopt;
      throw;
    }
  }

  static std::optional<std::string> fetched_text(std::future<HttpResponse>& answer,
                                                 TransferResult& result) {
    HttpResponse response = answer.get();
    if (is_passing_status(response.status)) {
      result.retry_after = response.retry_after;
      const Error error = status_error(response);
      throw Error(error.kind(), error.code(), response.url, error.arguments());
    }
    if (response.status != 200 || is_html(response.body)) return std::nullopt;
    return std::move(response.body);
  }

  void read_sidecars(Sidecars& sidecars, TransferResult& result) {
    TrustVerdict& verdict = result.verdict;
    if (!plan_.sidecars) return;
    verdict.have_keys = !plan_.key_blocks.empty();
    verdict.hash = HashVerdict::Missing;
    if (sidecars.hash) result.hash_file = text_of(*sidecars.hash, result);
    if (!is_hash_file(result.hash_file) && !sidecars.second_hash.empty()) {
      auto second = ask(sidecars.second_hash);
      result.hash_file = text_of(second, result);
      if (is_hash_file(result.hash_file)) sha256_first_ = sidecars.second_hash.ends_with(".sha256");
    }
    if (!sidecars.signature) return;
    const auto signature = text_of(*sidecars.signature, result);
    if (!signature) return;
    verdict.signature = keys_.check(result.transfer.file, *signature, plan_.now);
    const auto& believed = plan_.believed_keys;
    if (verdict.signature->verdict == SignatureVerdict::Good &&
        std::find(believed.begin(), believed.end(), verdict.signature->fingerprint) ==
            believed.end())
      verdict.signature->verdict = SignatureVerdict::UnknownKey;
  }

  static bool is_hash_file(const std::optional<std::string>& text) {
    return text && (read_hash(*text, kSha256Digits) || read_hash(*text, kSha512Digits));
  }

  HttpClient& client_;
  const TransferPlan& plan_;
  KeyRing keys_;
  bool sha256_first_ = true;
};

}  // namespace

bool is_passing(const Error& error) {
  if (error.kind() != ErrorKind::Network || error.code() == "http-tls") return false;
  for (const auto& [name, value] : error.arguments())
    if (name == "status") return is_passing_status(std::stoi(value));
  return true;
}

Error status_error(const HttpResponse& response) {
  if (response.status == 404 || response.status == 410)
    return Error(ErrorKind::NotFound, "http-missing");
  return Error(ErrorKind::Network, "http-status", {},
               {{"status", std::to_string(response.status)}});
}

Transfers::Transfers(HttpClient& client, TransferPlan plan, std::size_t threads)
    : client_(client), plan_(std::move(plan)) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Transfers::~Transfers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (std::thread& each : threads_) each.join();
}

void Transfers::add(Transfer transfer, std::chrono::milliseconds not_before) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.emplace(Clock::now() + not_before, std::move(transfer));
    ++pending_;
  }
  changed_.notify_one();
}

std::size_t Transfers::pending() const {
  const std::lock_guard lock(mutex_);
  return pending_;
}

std::optional<TransferResult> Transfers::take(Clock::time_point time) {
  std::unique_lock lock(mutex_);
  const auto arrived = [this] { return !done_.empty(); };
  if (time == Clock::time_point::max())
    arrived_.wait(lock, arrived);  // some libraries overflow with the end of time
  else if (!arrived_.wait_until(lock, time, arrived))
    return std::nullopt;
  TransferResult result = std::move(done_.front());
  done_.pop_front();
  --pending_;
  return result;
}

void Transfers::work() {
  Worker worker(client_, plan_);
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (waiting_.empty()) {
      changed_.wait(lock);
      continue;
    }
    const auto first = waiting_.begin();
    if (const auto due = first->first; due > Clock::now()) {
      changed_.wait_until(lock, due);
      continue;
    }
    Transfer transfer = std::move(first->second);
    waiting_.erase(first);
    lock.unlock();
    TransferResult result = worker.run(std::move(transfer));
    lock.lock();
    done_.push_back(std::move(result));
    arrived_.notify_one();
  }
}

}  // namespace patchmatrix
