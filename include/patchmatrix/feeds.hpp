// SPDX-License-Identifier: Apache-2.0
#pragma once

// The feeds stage: what is known about vendors before any document is read. Everything a vendor
// calls its own (words, product names, families, release habits) is data under feeds/, never code.
//
//   feeds/vocabulary.toml        words that mean the same for every vendor; which impact is graver
//   feeds/vendors/<vendor>.toml  one vendor's feed; fields are described in feeds/README.md
//
// Loaded once, read-only afterwards, safe to share between threads.

#include <array>
#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <patchmatrix/date.hpp>
#include <patchmatrix/document.hpp>
#include <patchmatrix/exploitability.hpp>
#include <patchmatrix/impact.hpp>
#include <patchmatrix/severity.hpp>

namespace patchmatrix {

// A text for readers, in the languages of the reports.
struct LocalText {
  std::string ja;
  std::string en;
};

// Impacts by gravity: rank 0 is the gravest.
class ImpactOrder {
 public:
  ImpactOrder() = default;
  // `gravest_first` names every impact exactly once.
  explicit ImpactOrder(const std::vector<Impact>& gravest_first);
  bool graver(Impact a, Impact b) const { return rank(a) < rank(b); }
  std::size_t rank(Impact impact) const { return ranks_[static_cast<std::size_t>(impact)]; }

 private:
  std::array<std::size_t, kImpacts.size()> ranks_{};
};

// A vendor's words and what they mean. Compared without regard to case, width (NFKC) and
// surrounding blanks.
template <class Meaning>
using WordMap = std::map<std::string, Meaning>;  // keys folded

// How a product's version is read off its name, for the label of its family.
struct VersionRule {
  std::string text;          // stands at the beginning of the product name
  bool next_word = false;    // the version is the word after `text` …
  std::string version;       // … or this
  std::string label_prefix;  // put in front of it in the label
};

struct Family {
  std::string id;
  LocalText label;        // `{versions}` is replaced by the versions found, newest first
  bool headline = false;  // a row of the table; otherwise under "other products"
  std::optional<Day> headline_until;  // releases after this day: no longer a row
  std::vector<std::string> begins;    // the product name begins with one of these …
  std::vector<std::string> contains;  // … or contains one of these …
  std::vector<std::string> unless;    // … and contains none of these
  std::vector<VersionRule> versions;
  std::map<std::string, Day> serviced_until;  // versions left out of labels after their end
};

// Vulnerabilities of a document that are not part of the vendor's own release.
struct Exclusion {
  std::string reason;            // "azure-linux", …: key of the words `exclusion.<reason>`
  std::string component;         // the component is exactly this …
  std::string component_begins;  // … or begins with this
};

// How the notes of a document list the release (phrases stand at the head of a section).
struct ReleaseNotes {
  std::string note_title;
  std::vector<std::string> released;     // "This release consists of …"
  std::vector<std::string> republished;  // "We are republishing …"
};

// When the vendor releases: the n-th weekday of every month, at a local time.
struct ReleaseDay {
  int week = 0;           // 1 … 5
  int weekday = 0;        // 0 Sunday … 6 Saturday
  std::string time;       // "10:00"
  std::string zone;       // POSIX TZ rule, as Boost.Date_Time reads it
  std::string zone_name;  // "PT"
  int first_year = 0;     // the zone rule is right from this year on
};

// Numbers that updates are known by: `prefix` and this many digits.
struct UpdateNumber {
  std::string prefix;
  std::size_t min_digits = 0;
  std::size_t max_digits = 0;
};

// Where a vendor says whether a vulnerability is exploited: one text of `key:value;key:value`.
struct ExploitStatus {
  std::string exploited;
  std::string publicly_disclosed;
  std::vector<std::string> exploitability;  // the first key with an applicable value counts
};

struct Feed {
  std::string id;
  LocalText name;
  LocalText severity_axis;  // what the vendor's severity is called in reports
  LocalText release_title;  // `{year}` and `{month}` are replaced
  std::vector<std::string>
      publishers;           // a document whose publisher contains one of these is theirs
  std::string document_id;  // "{yyyy}-{Mmm}": where a document id tells the month
  WordMap<Severity> severities;
  WordMap<Impact> impacts;
  std::string component_note;  // type of the note that names the component
  std::string issuer_note;     // type of the note that names who assigned the identifier
  std::vector<std::string> own_issuers;
  std::vector<std::string> kept_words;  // parts of product names that look like versions
  std::string monthly_title;   // "{Month} {yyyy} Security Updates": the title of a regular release
  std::string ignored_prefix;  // product names are compared with and without it
  std::vector<std::string> platform_separators;  // "A on B" is a product of A's family
  std::vector<std::string> identifiers;          // what a vulnerability's identifier begins with
  ExploitStatus exploit_status;
  WordMap<Exploitability> exploitabilities;
  UpdateNumber update_number;
  ReleaseNotes release_notes;
  ReleaseDay release_day;
  std::vector<Exclusion> exclusions;
  std::vector<Family> families;   // first match wins
  std::vector<std::string> rows;  // family ids in the order of a report's rows
  LocalText undefined_product;    // the label of products that a document does not define
};

struct Feeds {
  ImpactOrder impact_order;
  std::vector<Feed> feeds;  // ordered by id
  Feed generic;             // for publishers nobody described: common words only, no families
};

// Reads vocabulary.toml and vendors/*.toml below `folder`.
// Errors: Malformed "feed-…" with file:line for anything a definition gets wrong, unknown keys
// included; NotFound "no-feeds" if the folder holds none.
Feeds load_feeds(const std::filesystem::path& folder);

// The feed whose publishers match the document's; `generic` if none does.
const Feed& feed_of(const Feeds& feeds, const Document& document);

// Compares words as people mean them: NFKC, case folded, runs of blanks as one, trimmed.
std::string folded(std::string_view word);

}  // namespace patchmatrix
