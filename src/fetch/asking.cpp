// SPDX-License-Identifier: Apache-2.0
#include "fetch/asking.hpp"

#include <algorithm>
#include <random>
#include <thread>

#include "fetch/lists.hpp"
#include "fetch/transfers.hpp"
#include "io/hash.hpp"

namespace patchmatrix {
namespace {

// Lists of tens of thousands of documents have a few megabytes, ROLIE feeds some more.
constexpr std::uint64_t kMaxListBytes = std::uint64_t{128} << 20;

constexpr std::chrono::hours kDay{24};

}  // namespace

std::chrono::milliseconds pause_before(int next_try, const Patience& patience,
                                       std::optional<std::chrono::seconds> retry_after) {
  // Chance only spreads the load; no output depends on it.
  static thread_local std::minstd_rand random{std::random_device{}()};
  const int doublings = std::clamp(next_try - 2, 0, 20);
  const auto base = patience.first_pause * (std::int64_t{1} << doublings);
  const auto spread = std::uniform_int_distribution<std::int64_t>(base.count() * 3 / 4,
                                                                  base.count() * 5 / 4)(random);
  const std::chrono::milliseconds wanted =
      std::max(std::chrono::milliseconds(spread),
               std::chrono::milliseconds(retry_after.value_or(std::chrono::seconds(0))));
  return std::min(wanted, std::chrono::milliseconds(patience.longest_pause));
}

HttpResponse Asker::patiently(const HttpRequest& request) {
  for (int next = 2;; ++next) {
    ++requests_;
    std::optional<std::chrono::seconds> retry_after;
    try {
      HttpResponse response = client_.get(request);
      if (next > patience_.attempts || !is_passing(status_error(response)) || response.status < 400)
        return response;
      // A server that asks for more patience than a run has gets it: the next run tries.
      if (response.retry_after && *response.retry_after > patience_.longest_pause) return response;
      retry_after = response.retry_after;
    } catch (const Error& error) {
      if (next > patience_.attempts || !is_passing(error)) throw;
    }
    std::this_thread::sleep_for(pause_before(next, patience_, retry_after));
  }
}

std::optional<Asker::Answer> Asker::ask(const std::string& url,
                                        std::shared_ptr<const HttpAccess> access,
                                        const std::vector<std::string>& headers, bool conditional) {
  const std::optional<Resource> known = conditional ? ledger_.resource(feed_, url) : std::nullopt;
  HttpRequest request;
  request.url = url;
  request.access = std::move(access);
  request.headers = headers;
  request.max_bytes = kMaxListBytes;
  if (known) {
    request.etag = known->etag;
    request.last_modified = known->last_modified;
  }
  HttpResponse response = patiently(request);
  if (response.status == 304 && known) {
    Answer answer{response.url, {}, true, *known};
    // Validators change on 304, too.
    if (!response.etag.empty()) answer.resource.etag = response.etag;
    if (!response.last_modified.empty()) answer.resource.last_modified = response.last_modified;
    answer.resource.checked_at = now_;
    return answer;
  }
  if (response.status == 404 || response.status == 410) return std::nullopt;
  if (response.status != 200)
    throw Error(status_error(response).kind(), "http-status", url,
                status_error(response).arguments());
  if (is_html(response.body)) return std::nullopt;
  const std::string digest = sha256(response.body);
  Answer answer;
  answer.url = response.url;
  answer.unchanged = known && known->sha256 == digest;
  answer.resource = {response.etag, response.last_modified, digest,
                     known ? known->body : std::string(), now_};
  answer.body = std::move(response.body);
  return answer;
}

bool Asker::is_of_today(const Resource& resource) const {
  return resource.checked_at && now_ >= *resource.checked_at && now_ - *resource.checked_at < kDay;
}

bool Asker::was_useless_today(const std::string& url) {
  const std::optional<Resource> known = ledger_.resource(feed_, url);
  return known && known->sha256.empty() && is_of_today(*known);
}

void Asker::remember_useless(const std::string& url) {
  ledger_.keep(feed_, url, {{}, {}, {}, {}, now_});
}

std::optional<std::string> Asker::ask_daily(const std::string& url,
                                            std::shared_ptr<const HttpAccess> access) {
  const std::optional<Resource> known = ledger_.resource(feed_, url);
  if (known && !known->body.empty() && is_of_today(*known)) return known->body;
  auto answer = ask(url, std::move(access), {}, true);
  if (!answer) return std::nullopt;
  if (!answer->unchanged) answer->resource.body = answer->body;
  ledger_.keep(feed_, url, answer->resource);
  return answer->resource.body;
}

}  // namespace patchmatrix
