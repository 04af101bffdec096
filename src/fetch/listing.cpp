// SPDX-License-Identifier: Apache-2.0
#include "fetch/listing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <functional>

#include "fetch/access.hpp"
#include "fetch/names.hpp"
#include "io/files.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

void replace_all(std::string& text, std::string_view slot, std::string_view value) {
  for (std::size_t at = text.find(slot); at != std::string::npos;
       at = text.find(slot, at + value.size()))
    text.replace(at, slot.size(), value);
}

// A folder may be the clone of a repository, with much else in it.
bool is_document_name(std::string_view name) {
  if (name.starts_with('.') || name.find("/.") != std::string_view::npos) return false;
  for (const std::string_view packing : {".gz", ".zst"})
    if (name.ends_with(packing)) name.remove_suffix(packing.size());
  return name.ends_with(".json") || name.ends_with(".xml");
}

Month next(Month month) {
  return month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1};
}

std::optional<Instant> modified(const fs::path& file) {
  std::error_code unknown;
  const auto time = fs::last_write_time(file, unknown);
  if (unknown) return std::nullopt;
  return std::chrono::floor<std::chrono::seconds>(std::chrono::file_clock::to_sys(time));
}

// Writes one feed's lists to the ledger.
class Lister {
 public:
  Lister(Asker& asker, const Feed& feed, const std::shared_ptr<const HttpAccess>& access,
         FeedOutcome& outcome)
      : asker_(asker), feed_(feed), access_(access), outcome_(outcome) {
    if (const auto url = parse_url(feed.urls.front())) home_ = url->authority();
  }

  void month_index() {
    const std::string& list = feed_.urls.front();
    const auto answer = ask(list, {"Accept: application/json"}, true);
    if (!answer) fail_missing(list);
    if (answer->unchanged) return keep(list, *answer);
    Ledger::Listing listing = begin(list);
    read_month_index(answer->body, [&](const ListedDocument& each) {
      const std::string& id = each.reference;
      const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
        return is_alphanumeric(c) || c == '-' || c == '_' || c == '.';
      });
      const auto month = month_of_id(id);
      if (!plain || id.front() == '.') return refuse(id);
      if (month && feed_.first_month && *month < *feed_.first_month) return;
      std::string url = feed_.document_url;
      replace_all(url, "{id}", id);
      listing.add({id + ".xml", url, {}, {}, each.updated, month, false});
    });
    finish(listing, list, *answer);
  }

  // changes.csv tells whether anything is new; index.txt is asked for only then, and names what
  // changes.csv may have left out. Some publishers have no changes.csv, or leave it empty.
  void directory(const std::string& folder, const std::string& tlp) {
    const auto base = parse_url(folder);
    if (!base) fail_missing(folder);
    const std::string changes_url = folder + "changes.csv", index_url = folder + "index.txt";
    std::optional<Error> denied;
    const auto changes = unless_denied(denied, [&] { return useful(changes_url); });
    if (changes && changes->unchanged) return keep(changes_url, *changes);
    const auto index = unless_denied(denied, [&] { return ask(index_url, {}, !changes); });
    if (index && index->unchanged) return keep(index_url, *index);
    if (!changes && !index && denied) throw *denied;
    if (!changes && !index) fail_missing(folder + "changes.csv");
    Ledger::Listing listing = begin(folder);
    ListNotes notes;
    const auto add = [&](const ListedDocument& each) { add_listed(listing, *base, each, tlp); };
    if (changes) read_changes_csv(changes->body, add, notes);
    if (index) read_index_txt(index->body, add);
    note(notes);
    if (changes) asker_.ledger().keep(asker_.feed(), changes_url, changes->resource);
    if (index) asker_.ledger().keep(asker_.feed(), index_url, index->resource);
    listing.finish(outcome_.events);
  }

  void rolie(const std::string& list, const std::string& tlp) {
    const auto answer = ask(list, {}, true);
    if (!answer) fail_missing(list);
    if (answer->unchanged) return keep(list, *answer);
    Ledger::Listing listing = begin(list);
    ListNotes notes;
    const auto base = parse_url(answer->url);
    read_rolie(
        answer->body, [&](const ListedDocument& each) { add_entry(listing, *base, each, tlp); },
        notes);
    note(notes);
    finish(listing, list, *answer);
  }

  // A list that cannot be had fails alone, unless it is the only one. What names restricted
  // documents is itself restricted (CSAF 2.0, clause 7.1.4): not for those without credentials.
  void lists_of(const ProviderMetadata& metadata) {
    std::size_t read = 0, restricted = 0;
    std::optional<Error> failure;
    for (const ProviderList& each : chosen(metadata.lists)) {
      if (is_restricted(each.tlp) && !has_credentials(feed_)) {
        ++restricted;
        continue;
      }
      try {
        if (each.rolie)
          rolie(each.url, each.tlp);
        else
          directory(each.url, each.tlp);
        ++read;
      } catch (const Error& error) {
        if (error.kind() == ErrorKind::Io) throw;
        failure = error;
        fail(each.url, error);
      }
    }
    std::vector<std::string> lists;
    for (const ProviderList& each : chosen(metadata.lists)) lists.push_back(each.url);
    asker_.ledger().drop_lists_but(asker_.feed(), lists, asker_.now(), outcome_.events);
    if (read == 0 && failure) throw *failure;
    if (read + restricted == 0) fail_missing(metadata.canonical_url);
    outcome_.restricted += restricted;
  }

  void addresses() {
    Ledger::Listing listing = begin("urls");
    for (const std::string& pattern : feed_.urls) {
      if (with_month(pattern, {2000, 1}) == pattern) {
        add_address(listing, pattern, std::nullopt);
        continue;
      }
      const bool monthly = with_month(pattern, {2000, 1}) != with_month(pattern, {2000, 2});
      const Month last = month_of(asker_.now());
      for (Month month = feed_.first_month.value_or(last); month <= last; month = next(month)) {
        if (monthly)
          add_address(listing, with_month(pattern, month), month);
        else if (month.number == 1 || month == feed_.first_month.value_or(last))
          add_address(listing, with_month(pattern, month), std::nullopt);
      }
    }
    listing.finish(outcome_.events);
  }

  void folder() {
    const fs::path root = feed_.urls.front();
    std::error_code unknown;
    if (!fs::is_directory(root, unknown)) fail_missing(root.string());
    Ledger::Listing listing = begin(root.string());
    for (const fs::path& file : files_below(root)) {
      const std::string name = fs::relative(file, root).generic_string();
      if (!is_document_name(name)) continue;
      listing.add({name,
                   "file://" + fs::absolute(file).string(),
                   {},
                   {},
                   modified(file),
                   std::nullopt,
                   false});
    }
    listing.finish(outcome_.events);
  }

 private:
  // A provider may publish advisories and VEX in lists of their own; a feed may want one of them.
  // Of those, ROLIE feeds if there are any, else directories (CSAF 2.0, clause 7.3).
  std::vector<ProviderList> chosen(std::vector<ProviderList> lists) const {
    const auto& wanted = feed_.distributions;
    std::erase_if(lists, [&](const ProviderList& list) {
      return !wanted.empty() &&
             std::none_of(wanted.begin(), wanted.end(),
                          [&](const std::string& each) { return list.url.starts_with(each); });
    });
    const auto is_rolie = [](const ProviderList& each) { return each.rolie; };
    if (std::any_of(lists.begin(), lists.end(), is_rolie))
      std::erase_if(lists, std::not_fn(is_rolie));
    return lists;
  }

  std::optional<Asker::Answer> ask(const std::string& url, const std::vector<std::string>& headers,
                                   bool conditional) {
    return asker_.ask(url, access_, headers, conditional);
  }

  // Some stores of files answer 403 for what is not there; either of two lists may be absent.
  template <class Ask>
  static std::optional<Asker::Answer> unless_denied(std::optional<Error>& denied, Ask ask) {
    try {
      return ask();
    } catch (const Error& error) {
      const Arguments forbidden = {{"status", "403"}};
      if (error.code() != "http-status" || error.arguments() != forbidden) throw;
      if (!denied) denied = error;
      return std::nullopt;
    }
  }

  std::optional<Asker::Answer> useful(const std::string& url) {
    if (asker_.was_useless_today(url)) return std::nullopt;
    auto answer = ask(url, {}, true);
    if (answer && (answer->unchanged || !trimmed(answer->body).empty())) return answer;
    asker_.remember_useless(url);
    return std::nullopt;
  }

  Ledger::Listing begin(const std::string& list) {
    return Ledger::Listing(asker_.ledger(), asker_.feed(), list, asker_.now());
  }

  void finish(Ledger::Listing& listing, const std::string& url, const Asker::Answer& answer) {
    keep(url, answer);
    listing.finish(outcome_.events);
  }

  void keep(const std::string& url, const Asker::Answer& answer) {
    asker_.ledger().keep(asker_.feed(), url, answer.resource);
  }

  void add_listed(Ledger::Listing& listing, const Url& base, const ListedDocument& each,
                  const std::string& tlp) {
    guarded(each.reference, [&] {
      const Url url = listed_url(base, each.reference);
      add(listing, url, {}, {}, each.updated, tlp);
    });
  }

  void add_entry(Ledger::Listing& listing, const Url& base, const ListedDocument& each,
                 const std::string& tlp) {
    guarded(each.reference, [&] {
      // An empty reference would mean the list itself.
      const auto url = each.reference.empty() ? std::nullopt : resolve_url(base, each.reference);
      if (!url) return refuse(each.reference);
      const auto address = [&](const std::string& reference) {
        const auto found = reference.empty() ? std::nullopt : resolve_url(base, reference);
        return found ? found->text() : std::string();
      };
      add(listing, *url, address(each.hash), address(each.signature), each.updated, tlp);
    });
  }

  void add(Ledger::Listing& listing, const Url& url, std::string hash, std::string signature,
           std::optional<Instant> updated, const std::string& tlp) {
    listing.add({mirror_name(url, home_), url.text(), std::move(hash), std::move(signature),
                 updated, updated ? std::optional(month_of(*updated)) : std::nullopt,
                 is_restricted(tlp)});
  }

  void add_address(Ledger::Listing& listing, const std::string& address,
                   std::optional<Month> month) {
    if (address.starts_with("file:")) {
      // RFC 8089: file:/path, or file:// and no host.
      std::string path = address.substr(std::string_view("file:").size());
      if (path.starts_with("//")) path.erase(0, 2);
      listing.add({fs::path(path).lexically_normal().relative_path().generic_string(),
                   "file://" + path,
                   {},
                   {},
                   std::nullopt,
                   month,
                   false});
      return;
    }
    guarded(address, [&] {
      const auto url = parse_url(address);
      if (!url) return refuse(address);
      listing.add({mirror_name(*url, home_), url->text(), {}, {}, std::nullopt, month, false});
    });
  }

  // A name that is refused is a document that is not fetched: it is told like any failure.
  template <class Action>
  void guarded(const std::string& name, Action action) {
    try {
      action();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::Untrusted) throw;
      refuse(name);
    }
  }

  void refuse(const std::string& name) { fail(name, Error(ErrorKind::Untrusted, "unsafe-name")); }

  void fail(const std::string& name, const Error& error) {
    ++outcome_.failed;
    if (outcome_.failures.size() < kListedFailures)
      outcome_.failures.push_back({name, error, std::nullopt, false});
  }

  void note(const ListNotes& notes) {
    for (std::string& each : notes.codes())
      if (std::find(outcome_.notes.begin(), outcome_.notes.end(), each) == outcome_.notes.end())
        outcome_.notes.push_back(std::move(each));
  }

  [[noreturn]] static void fail_missing(const std::string& list) {
    throw Error(ErrorKind::NotFound, "list-missing", list);
  }

  Asker& asker_;
  const Feed& feed_;
  const std::shared_ptr<const HttpAccess>& access_;
  FeedOutcome& outcome_;
  std::string home_;
};

}  // namespace

void list_documents(Asker& asker, const Feed& feed, const Provider* provider,
                    const std::shared_ptr<const HttpAccess>& access, FeedOutcome& outcome) {
  Lister lister(asker, feed, access, outcome);
  switch (feed.kind) {
    case FeedKind::MsrcCvrf:
      return lister.month_index();
    case FeedKind::CsafProvider:
    case FeedKind::CsafAggregator:
      return lister.lists_of(provider->metadata);
    case FeedKind::Directory:
      return lister.directory(feed.urls.front(), {});
    case FeedKind::UrlList:
    case FeedKind::Single:
      return lister.addresses();
    case FeedKind::Folder:
      return lister.folder();
  }
}

std::string with_month(const std::string& pattern, Month month) {
  std::string out = pattern;
  const std::string name(kMonths[month.number - 1]);
  replace_all(out, "{yyyy}", std::to_string(month.year));
  replace_all(out, "{mm}", (month.number < 10 ? "0" : "") + std::to_string(month.number));
  replace_all(out, "{Mmm}", name);
  replace_all(out, "{mmm}", lower(name));
  return out;
}

std::optional<Month> month_of_id(std::string_view id) {
  int year = 0;
  if (id.size() < 8 || !is_digit(id[0]) || id[4] != '-' || (id.size() > 8 && is_letter(id[8])))
    return std::nullopt;
  const auto [stop, problem] = std::from_chars(id.data(), id.data() + 4, year);
  if (problem != std::errc() || stop != id.data() + 4) return std::nullopt;
  for (unsigned i = 0; i < kMonths.size(); ++i)
    if (equal_ignoring_case(id.substr(5, 3), kMonths[i])) return Month{year, i + 1};
  return std::nullopt;
}

}  // namespace patchmatrix
