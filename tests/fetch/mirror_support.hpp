// SPDX-License-Identifier: Apache-2.0
#pragma once

// A mirror, a server that feeds it, and a clock that is turned by hand: what the tests of fetching
// share. Outcomes are compared as one text.

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/date.hpp>
#include <patchmatrix/fetch.hpp>

#include "io/files.hpp"
#include "io/text.hpp"
#include "support/https_server.hpp"
#include "support/support.hpp"

namespace patchmatrix::test {

using Texts = std::vector<std::string>;

inline Instant at(std::string_view time) { return parse_instant(time).value(); }

// ── Documents ────────────────────────────────────────────────────────────────────────────────────

// A document of one line, "id=2024-Jun;revision=2;vulnerabilities=CVE-1,CVE-2"; the keys are those
// of `facts_in`. What does not begin with "id=" is no document; "other" is one of another kind.
inline DocumentFacts facts_in(std::string_view bytes) {
  if (bytes.starts_with("other")) throw Error(ErrorKind::Unsupported, "other-format");
  if (!bytes.starts_with("id=")) throw Error(ErrorKind::Malformed, "not-a-document");
  DocumentFacts out;
  const auto list = [](std::string_view text) {
    Texts items;
    for (const std::string_view each : split(text, ','))
      if (!each.empty()) items.emplace_back(each);
    return items;
  };
  const auto count = [](std::string_view text) {
    return static_cast<std::size_t>(std::stoul(std::string(text)));
  };
  for (const std::string_view part : split(trimmed(bytes), ';')) {
    const std::size_t equals = std::min(part.find('='), part.size() - 1);
    const std::string_view key = part.substr(0, equals), value = part.substr(equals + 1);
    if (key == "id") out.id = value;
    if (key == "revision") out.revision = value;
    if (key == "date") out.current_release = parse_instant(value);
    if (key == "month") out.month = month_of(at(std::string(value) + "-01"));
    if (key == "tlp") out.tlp = value;
    if (key == "vulnerabilities") out.vulnerabilities = list(value);
    if (key == "families") out.families = list(value);
    if (key == "announced") out.announced = count(value);
    if (key == "released") out.released = count(value);
    if (part == "catalogue") out.catalogue = true;
  }
  return out;
}

// ── Lists ────────────────────────────────────────────────────────────────────────────────────────

using Dated = std::pair<std::string, std::string>;  // id or path, time

inline std::string month_index(const std::vector<Dated>& months) {
  std::string out;
  for (const auto& [id, time] : months)
    out += std::string(out.empty() ? "" : ",") + R"({"ID":")" + id + R"(","CurrentReleaseDate":")" +
           time + R"("})";
  return R"({"value":[)" + out + "]}";
}

// changes.csv, quoted as most publishers do.
inline std::string changes(const std::vector<Dated>& rows) {
  std::string out;
  for (const auto& [path, time] : rows) out += '"' + path + "\",\"" + time + "\"\n";
  return out;
}

struct RolieItem {
  std::string url;
  std::string updated = "2024-05-14T08:00:00Z";
  std::string hash = {}, signature = {};
};
inline std::string rolie(const std::vector<RolieItem>& items) {
  std::string out;
  for (const RolieItem& each : items) {
    std::string links = R"({"rel":"self","href":")" + each.url + R"("})";
    if (!each.hash.empty()) links += R"(,{"rel":"hash","href":")" + each.hash + R"("})";
    if (!each.signature.empty())
      links += R"(,{"rel":"signature","href":")" + each.signature + R"("})";
    out += std::string(out.empty() ? "" : ",") + R"({"id":"x","link":[)" + links +
           R"(],"updated":")" + each.updated + R"(","content":{"src":")" + each.url + R"("}})";
  }
  return R"({"feed":{"id":"f","entry":[)" + out + "]}}";
}

struct Lists {
  std::vector<std::pair<std::string, std::string>> rolies = {};  // address, TLP label
  Texts directories = {};
  std::vector<std::pair<std::string, std::string>> keys = {};  // fingerprint, address
};
inline std::string provider_metadata(const Lists& lists) {
  std::string distributions, keys;
  const auto comma = [](const std::string& list) { return list.empty() ? "" : ","; };
  for (const std::string& each : lists.directories)
    distributions += comma(distributions) + (R"({"directory_url":")" + each + R"("})");
  for (const auto& [url, tlp] : lists.rolies)
    distributions +=
        comma(distributions) + (R"({"rolie":{"feeds":[{"summary":"all","tlp_label":")" + tlp +
                                R"(","url":")" + url + R"("}]}})");
  for (const auto& [fingerprint, url] : lists.keys)
    keys += comma(keys) + (R"({"fingerprint":")" + fingerprint + R"(","url":")" + url + R"("})");
  return R"({"canonical_url":"https://vendor.test/provider-metadata.json","distributions":[)" +
         distributions + R"(],"public_openpgp_keys":[)" + keys +
         R"(],"publisher":{"category":"vendor","name":"Example","namespace":"https://vendor.test"},)"
         R"("metadata_version":"2.0","role":"csaf_trusted_provider"})";
}

// ── The mirror and its server ────────────────────────────────────────────────────────────────────

class MirrorTest : public testing::Test {
 protected:
  MirrorTest() : MirrorTest(HttpsServer::Options()) {}
  explicit MirrorTest(HttpsServer::Options options) : server(std::move(options)) {
    // Whoever runs the tests may sit behind a proxy; loopback does not.
    for (const char* name : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
                             "no_proxy", "NO_PROXY"})
      ::unsetenv(name);
    options_.mirror = folder.path() / "mirror";
    options_.user_agent = "patchmatrix-test/1.0 (+https://vendor.test/)";
    options_.patience = {3, std::chrono::milliseconds(3), std::chrono::seconds(5)};
    for (const char* name :
         {"vendor.test", "csaf.vendor.test", "other.test", "csaf.data.security.vendor.test"})
      options_.connect_to.push_back(std::string(name) + "::127.0.0.1:");
    options_.now = [this] { return now; };
    options_.inspect = [this](std::string_view bytes) {
      ++inspected;
      return facts_in(bytes);
    };
  }

  // ── Feeds of the server ──

  Feed feed(FeedKind kind, const std::string& url) const {
    Feed out;
    out.id = "example";
    out.kind = kind;
    out.urls = {url.starts_with('/') ? server.url(url) : url};
    out.allow_private_addresses = true;
    out.requests_per_second = 0;
    out.connections = 2;
    out.max_document_mib = 1;
    out.ca_file = server.ca_file().string();
    return out;
  }
  Feed months() const {
    Feed out = feed(FeedKind::MsrcCvrf, "/updates");
    out.document_url = server.url("/cvrf/{id}");
    return out;
  }
  Feed directory() const { return feed(FeedKind::Directory, "/csaf/"); }
  Feed provider() const { return feed(FeedKind::CsafProvider, "/provider-metadata.json"); }

  // A directory with changes.csv and index.txt that both name these files, each of which is there
  // as "id=NAME", without hash and signature.
  void serve_directory(const std::vector<Dated>& rows) {
    std::string index;
    for (const auto& [path, time] : rows) {
      index += path + '\n';
      server.serve("/csaf/" + path, Reply::text("id=" + path).etag("\"1\""));
    }
    server.serve("/csaf/changes.csv", Reply::text(changes(rows)).etag("\"c1\""));
    server.serve("/csaf/index.txt", Reply::text(index).etag("\"i1\""));
  }

  // ── Runs ──

  std::vector<FeedOutcome> outcomes(const Feed& feed) {
    Mirror mirror(options_);
    return mirror.fetch(vendor, feed);
  }
  // One run, and what came of it as a text; see text_of.
  std::string run(const Feed& feed) {
    std::string out;
    const auto all = outcomes(feed);
    for (const FeedOutcome& each : all) {
      if (all.size() != 1) out += each.feed + ": ";
      out += text_of(each);
    }
    return out;
  }
  // The requests of one run, without the server's address.
  Texts asked(const Feed& feed) {
    server.clear_log();
    run(feed);
    return lines();
  }
  Texts lines() const { return server.lines(); }
  Texts sorted_lines() const {
    Texts out = server.lines();
    std::sort(out.begin(), out.end());
    return out;
  }
  void pass(std::chrono::seconds time) { now += time; }

  // ── Texts ──

  // The server's port is another at each run.
  std::string without_port(std::string text) const {
    const std::string port = ':' + std::to_string(server.port());
    for (std::size_t at = 0; (at = text.find(port, at)) != std::string::npos;)
      text.erase(at, port.size());
    return text;
  }
  std::string text_of(const Error& error) const {
    std::string out = error_of([&] { throw Error(error); });
    out.erase(std::min(out.find(" reason="), out.size()));  // in the words of libraries
    return without_port(out);
  }
  // Counts that are not 0 on the first line; then, one a line, the error, failures, events, notes
  // and releases that are not complete.
  std::string text_of(const FeedOutcome& outcome) const {
    std::string out;
    const auto count = [&](const char* name, std::size_t value) {
      if (value != 0)
        out += std::string(out.empty() ? "" : " ") + name + '=' + std::to_string(value);
    };
    count("listed", outcome.listed);
    count("new", outcome.fresh);
    count("revised", outcome.revised);
    count("unchanged", outcome.unchanged);
    count("failed", outcome.failed);
    count("restricted", outcome.restricted);
    count("waiting", outcome.waiting);
    count("unpublished", outcome.unpublished);
    if (outcome.offline) out += "offline";
    out += '\n';
    if (outcome.error) out += "error " + text_of(*outcome.error) + '\n';
    Texts failures;  // documents end in any order
    for (const FetchFailure& each : outcome.failures)
      failures.push_back("failed " + without_port(each.document) + ": " + text_of(each.error) +
                         (each.next_try ? ", next " + to_string(*each.next_try) : "") +
                         (each.quarantined ? ", quarantined" : "") + '\n');
    std::sort(failures.begin(), failures.end());
    out += joined(failures, "");
    for (const FetchEvent& each : outcome.events) {
      out += "event " + each.code + (each.document.empty() ? "" : ' ' + each.document);
      for (const auto& [name, value] : each.arguments) out.append(" ").append(name + '=' + value);
      out += '\n';
    }
    for (const std::string& each : outcome.notes) out += "note " + each + '\n';
    for (const ProvisionalRelease& each : outcome.provisional)
      out += "provisional " + each.document + ' ' + each.reason + '\n';
    return out;
  }

  // ── What is in the mirror ──

  std::filesystem::path stored(const std::string& name) const {
    return options_.mirror / "documents" / "example" / name;
  }
  std::string content(const std::string& name) const {
    return std::filesystem::exists(stored(name)) ? read_file(stored(name)) : "nothing";
  }
  // Files below `part` of the mirror, by name; the ledger is not for comparing.
  Texts files(const std::string& part) const {
    Texts out;
    const auto root = options_.mirror / part;
    if (!std::filesystem::exists(root)) return out;
    for (const auto& each : files_below(root))
      out.push_back(without_port(std::filesystem::relative(each, root).generic_string()));
    return out;
  }
  // What is read for a month: the text of each source, with "[TLP]" and "only CVE-1,CVE-3".
  std::string sources(Month month) const {
    std::string out;
    for (const Source& each : mirror_sources(options_.mirror, "example", month)) {
      Fetched fetched;
      fetched.read(each);
      out.append(fetched.bytes());
      if (!each.tlp.empty()) out += " [" + each.tlp + ']';
      if (!each.only.empty()) out += " only " + joined(each.only, ",");
      out += '\n';
    }
    return out;
  }
  // What check_mirror finds; empty if every file is as it was stored.
  std::string damage() const {
    std::string out;
    for (const Error& each : check_mirror(options_.mirror)) out += text_of(each) + '\n';
    return out;
  }

  HttpsServer server;
  TemporaryFolder folder;
  Instant now = at("2024-06-12T12:00:00Z");
  std::size_t inspected = 0;
  Vendor vendor;
  FetchOptions options_;
};

}  // namespace patchmatrix::test
