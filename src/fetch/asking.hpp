// SPDX-License-Identifier: Apache-2.0
#pragma once

// Asking for what a feed has only one of: lists, metadata, keys. Patient, conditional, and kept in
// the ledger.

#include <memory>
#include <optional>
#include <string>

#include <patchmatrix/fetch.hpp>

#include "fetch/ledger.hpp"
#include "io/http.hpp"

namespace patchmatrix {

class Asker {
 public:
  Asker(HttpClient& client, Ledger& ledger, std::string feed, Patience patience, Instant now)
      : client_(client), ledger_(ledger), feed_(std::move(feed)), patience_(patience), now_(now) {}

  // An answer that is there, whole, and no error page.
  struct Answer {
    std::string url;   // that answered
    std::string body;  // empty if unchanged
    bool unchanged = false;
    Resource resource;  // to be kept once the body has been used
  };

  // Nothing for 404, 410 and HTML pages with 200. `conditional`: what the ledger has need not come
  // again; without validators an equal body counts as unchanged, too. Passing failures are tried
  // again, with pauses, unless the server asks for a longer one than a run has. Errors: as
  // HttpClient::start, and Network "http-status".
  std::optional<Answer> ask(const std::string& url, std::shared_ptr<const HttpAccess> access,
                            const std::vector<std::string>& headers, bool conditional);

  // The same, but the ledger keeps the text, and within a day nobody is asked at all.
  std::optional<std::string> ask_daily(const std::string& url,
                                       std::shared_ptr<const HttpAccess> access);

  // For what may be missing for good: it is asked for once a day.
  bool was_useless_today(const std::string& url);
  void remember_useless(const std::string& url);

  std::size_t requests() const { return requests_; }
  Ledger& ledger() { return ledger_; }
  const std::string& feed() const { return feed_; }
  Instant now() const { return now_; }

 private:
  HttpResponse patiently(const HttpRequest& request);
  bool is_of_today(const Resource& resource) const;

  HttpClient& client_;
  Ledger& ledger_;
  std::string feed_;
  Patience patience_;
  Instant now_;
  std::size_t requests_ = 0;
};

// The pause before the next try (the first try is 1): doubled each time, from three quarters to
// five quarters of it at random, at least what the server asks for, and never longer than the
// longest.
std::chrono::milliseconds pause_before(int next_try, const Patience& patience,
                                       std::optional<std::chrono::seconds> retry_after);

}  // namespace patchmatrix
