// SPDX-License-Identifier: Apache-2.0
#pragma once

// What feeds publish about their documents: lists, provider metadata, hash files. Functions from
// text to values; they know nothing of the network.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <patchmatrix/date.hpp>

namespace patchmatrix {

// One document as a list names it.
struct ListedDocument {
  std::string reference;  // an id, a path relative to the list, or an address
  std::optional<Instant> updated;
  std::string hash;       // address of its hash file, where the list gives it
  std::string signature;  // likewise
};
using ListVisitor = std::function<void(const ListedDocument&)>;

// What was odd in a list but could be read: codes of `fetch_note.<code>`.
struct ListNotes {
  bool zoneless_times = false;  // read as UTC
  bool heading = false;         // a first line that names columns
  bool unreadable_times = false;
  std::vector<std::string> codes() const;
};

// An error page where something else was asked for: it stands for absence (CSAF publishers answer
// 200 with HTML for files that are not there).
bool is_html(std::string_view text);

// The index of the CVRF API: one entry a month. Errors: Malformed "json-syntax", "list-form".
void read_month_index(std::string_view json, const ListVisitor& visit);

// CSAF 2.0, clause 7.1.13: path and time, quoted or not, no heading, any order. Errors: Malformed
// "list-form" for a first line that is none of these.
void read_changes_csv(std::string_view text, const ListVisitor& visit, ListNotes& notes);

// CSAF 2.0, clause 7.1.12: one path a line.
void read_index_txt(std::string_view text, const ListVisitor& visit);

// CSAF 2.0, clause 7.1.15 (RFC 8322). Errors: Malformed "json-syntax", "list-form".
void read_rolie(std::string_view json, const ListVisitor& visit, ListNotes& notes);

struct ProviderKey {
  std::string fingerprint;  // lower case; empty if not given
  std::string url;
};
struct ProviderList {
  std::string url;
  std::string tlp;     // of a ROLIE feed
  bool rolie = false;  // else a directory, whose address ends in "/"
};
struct ProviderMetadata {
  std::string canonical_url;
  std::string publisher;
  std::vector<ProviderList> lists;  // of both kinds, ROLIE feeds first
  std::vector<ProviderKey> keys;
};
// CSAF 2.0, clause 7.1.7. Nothing if the text is not the metadata of a provider. Addresses as they
// stand in the text: they may be relative.
std::optional<ProviderMetadata> read_provider_metadata(std::string_view json);

// CSAF 2.0, clause 7.1.21: the metadata addresses of providers and publishers, each followed by its
// mirrors. Nothing if the text is no aggregator's.
struct AggregatedProvider {
  std::string url;
  std::vector<std::string> mirrors;
};
std::optional<std::vector<AggregatedProvider>> read_aggregator(std::string_view json);

// RFC 9116 with the field of CSAF 2.0, clause 7.1.8: the values of all `CSAF:` lines, in order.
std::vector<std::string> read_security_txt(std::string_view text);

// The digest of a hash file: its first word, if that has so many hexadecimal digits; lower case.
inline constexpr std::size_t kSha256Digits = 64;
inline constexpr std::size_t kSha512Digits = 128;
std::optional<std::string> read_hash(std::string_view text, std::size_t digits);

}  // namespace patchmatrix
