// SPDX-License-Identifier: Apache-2.0
#include "fetch/lists.hpp"

#include <algorithm>

#include <patchmatrix/error.hpp>

#include "io/json.hpp"
#include "io/text.hpp"

namespace patchmatrix {
namespace {

std::string_view without_bom(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  return text;
}

template <class Each>
void for_each_line(std::string_view text, Each each) {
  text = without_bom(text);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (!trimmed(line).empty()) each(line);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

// The first field of a CSV line (RFC 4180), which `line` loses.
std::string take_field(std::string_view& line) {
  std::string out;
  if (!line.starts_with('"')) {
    const std::size_t end = std::min(line.find(','), line.size());
    out = line.substr(0, end);
    line.remove_prefix(std::min(end + 1, line.size()));
    return out;
  }
  std::size_t at = 1;
  for (; at < line.size(); ++at) {
    if (line[at] != '"') {
      out += line[at];
    } else if (at + 1 < line.size() && line[at + 1] == '"') {
      out += line[at++];
    } else {
      break;
    }
  }
  line.remove_prefix(std::min(line.find(',', at), line.size()));
  if (!line.empty()) line.remove_prefix(1);
  return out;
}

// Whether a time says where it holds: "Z", or an offset behind the hour.
bool has_zone(std::string_view time) {
  const std::size_t hour = time.find_first_of("Tt ");
  return hour != std::string_view::npos &&
         time.find_first_of("Zz+-", hour + 1) != std::string_view::npos;
}

std::optional<Instant> time_of(std::string_view text, ListNotes& notes) {
  const auto time = parse_instant(trimmed(text));
  if (!time)
    notes.unreadable_times = true;
  else if (!has_zone(trimmed(text)))
    notes.zoneless_times = true;
  return time;
}

std::vector<std::string> texts(JsonValue array, std::string_view key) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < array.size(); ++i) {
    const JsonValue value = key.empty() ? array[i] : array[i][key];
    if (!value.string().empty()) out.emplace_back(value.string());
  }
  return out;
}

[[noreturn]] void fail_form(std::string_view pointer) {
  throw Error(ErrorKind::Malformed, "list-form", std::string(pointer));
}

// One object of a list, put together from the members that visit_json tells.
struct RolieEntry {
  ListedDocument document;
  std::string content, self, rel, href;

  void end_link() {
    if (rel == "self") self = href;
    if (rel == "signature") document.signature = href;
    // Either hash suffices; of two the one that costs less is taken.
    if (rel == "hash" && (document.hash.empty() || lower(href).ends_with(".sha256")))
      document.hash = href;
    rel.clear();
    href.clear();
  }

  void finish() { document.reference = self.empty() ? content : self; }
};

}  // namespace

std::vector<std::string> ListNotes::codes() const {
  std::vector<std::string> out;
  if (zoneless_times) out.emplace_back("zoneless-times");
  if (heading) out.emplace_back("heading");
  if (unreadable_times) out.emplace_back("unreadable-times");
  return out;
}

bool is_html(std::string_view text) {
  text = trimmed(without_bom(text));
  if (text.starts_with("<?xml"))  // XHTML
    text = trimmed(text.substr(std::min(text.find("?>"), text.size() - 2) + 2));
  for (const std::string_view tag : {"<!doctype html", "<html", "<head", "<body"})
    if (begins_ignoring_case(text, tag))
      return text.size() == tag.size() || text[tag.size()] == '>' || is_blank(text[tag.size()]);
  return false;
}

void read_month_index(std::string_view json, const ListVisitor& visit) {
  ListedDocument entry;
  bool list = false;
  visit_json(without_bom(json),
             [&](JsonEvent event, std::string_view path, std::string_view value) {
               if (event == JsonEvent::Value && path == "value/[]/ID") entry.reference = value;
               if (event == JsonEvent::Value && path == "value/[]/CurrentReleaseDate")
                 entry.updated = parse_instant(value);
               if (event == JsonEvent::EndArray && path == "value") list = true;
               if (event != JsonEvent::EndObject || path != "value/[]") return;
               if (entry.reference.empty()) fail_form("/value");
               visit(entry);
               entry = {};
             });
  if (!list) fail_form("/value");
}

void read_changes_csv(std::string_view text, const ListVisitor& visit, ListNotes& notes) {
  bool first = true;
  for_each_line(text, [&](std::string_view line) {
    ListedDocument entry;
    entry.reference = take_field(line);
    const std::string time = take_field(line);
    const bool heading = std::exchange(first, false) && !parse_instant(trimmed(time)) &&
                         !lower(entry.reference).ends_with(".json") &&
                         !lower(entry.reference).ends_with(".xml");
    if (heading) {
      // One field, and that no document's: a heading has two, but an apology has one.
      if (time.empty()) fail_form("changes.csv");
      notes.heading = true;
      return;
    }
    entry.updated = time_of(time, notes);
    visit(entry);
  });
}

void read_index_txt(std::string_view text, const ListVisitor& visit) {
  for_each_line(text, [&](std::string_view line) {
    visit({.reference = std::string(line), .updated = {}, .hash = {}, .signature = {}});
  });
}

void read_rolie(std::string_view json, const ListVisitor& visit, ListNotes& notes) {
  RolieEntry entry;
  bool feed = false;
  visit_json(without_bom(json),
             [&](JsonEvent event, std::string_view path, std::string_view value) {
               if (event == JsonEvent::EndObject && path == "feed") feed = true;
               if (!path.starts_with("feed/entry/[]")) return;
               path.remove_prefix(std::string_view("feed/entry/[]").size());
               if (event == JsonEvent::EndObject && path == "/link/[]") entry.end_link();
               if (event == JsonEvent::EndObject && path.empty()) {
                 entry.finish();
                 visit(entry.document);
                 entry = {};
               }
               if (event != JsonEvent::Value) return;
               if (path == "/updated") entry.document.updated = time_of(value, notes);
               if (path == "/content/src") entry.content = value;
               if (path == "/link/[]/rel") entry.rel = value;
               if (path == "/link/[]/href") entry.href = value;
             });
  if (!feed) fail_form("/feed");
}

std::optional<ProviderMetadata> read_provider_metadata(std::string_view json) {
  try {
    const JsonDocument document(without_bom(json));
    const JsonValue root = document.root();
    if (!root["publisher"].is_object() || root["canonical_url"].string().empty())
      return std::nullopt;
    ProviderMetadata out;
    out.canonical_url = root["canonical_url"].string();
    out.publisher = root["publisher"]["name"].string();
    std::vector<ProviderList> directories;
    for (std::size_t i = 0; i < root["distributions"].size(); ++i) {
      const JsonValue each = root["distributions"][i];
      const JsonValue feeds = each["rolie"]["feeds"];
      for (std::size_t j = 0; j < feeds.size(); ++j)
        if (!feeds[j]["url"].string().empty())
          out.lists.push_back({std::string(feeds[j]["url"].string()),
                               std::string(feeds[j]["tlp_label"].string()), true});
      if (std::string url(each["directory_url"].string()); !url.empty()) {
        if (!url.ends_with('/')) url += '/';
        directories.push_back({std::move(url), {}, false});
      }
    }
    out.lists.insert(out.lists.end(), directories.begin(), directories.end());
    const JsonValue keys = root["public_openpgp_keys"];
    for (std::size_t i = 0; i < keys.size(); ++i)
      out.keys.push_back(
          {lower(keys[i]["fingerprint"].string()), std::string(keys[i]["url"].string())});
    return out;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::optional<std::vector<AggregatedProvider>> read_aggregator(std::string_view json) {
  try {
    const JsonDocument document(without_bom(json));
    const JsonValue root = document.root();
    if (!root["aggregator"].is_object()) return std::nullopt;
    std::vector<AggregatedProvider> out;
    for (const std::string_view key : {"csaf_providers", "csaf_publishers"})
      for (std::size_t i = 0; i < root[key].size(); ++i) {
        const JsonValue each = root[key][i];
        if (const std::string_view url = each["metadata"]["url"].string(); !url.empty())
          out.push_back({std::string(url), texts(each["mirrors"], {})});
      }
    return out;
  } catch (const Error&) {
    return std::nullopt;
  }
}

std::vector<std::string> read_security_txt(std::string_view text) {
  std::vector<std::string> out;
  if (is_html(text)) return out;
  for_each_line(text, [&](std::string_view line) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos ||
        !equal_ignoring_case(trimmed(line.substr(0, colon)), "csaf"))
      return;
    if (const auto value = trimmed(line.substr(colon + 1)); !value.empty()) out.emplace_back(value);
  });
  return out;
}

std::optional<std::string> read_hash(std::string_view text, std::size_t digits) {
  text = trimmed(without_bom(text));
  const std::string word = lower(text.substr(0, text.find_first_of(" \t\r\n*")));
  const bool hexadecimal = std::all_of(
      word.begin(), word.end(), [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); });
  if (word.empty() || word.size() != digits || !hexadecimal) return std::nullopt;
  return word;
}

bool is_restricted(std::string_view tlp) {
  std::string label = lower(trimmed(tlp));
  if (label.starts_with("tlp:")) label = trimmed(std::string_view(label).substr(4));
  return !label.empty() && label != "unlabeled" && label != "white" && label != "clear" &&
         label != "green";
}

}  // namespace patchmatrix
