// SPDX-License-Identifier: Apache-2.0
#include "report/changes_json.hpp"

#include <algorithm>

#include <patchmatrix/report.hpp>

#include "io/unicode.hpp"

namespace patchmatrix {
namespace {

void text_or_null(std::string_view key, std::string_view value, JsonWriter& json) {
  json.key(key);
  if (value.empty())
    json.null();
  else
    json.string(printable(value));
}

class JsonChanges {
 public:
  std::string render(const std::string& from, const std::string& to,
                     const std::vector<Change>& changes) {
    begin(from, to, changes);
    return end();
  }

  std::string render(const Report& older, const Report& newer, const std::vector<Change>& changes) {
    begin(older.release.month, newer.release.month, changes);
    totals(older.totals, newer.totals);
    families(older, newer);
    return end();
  }

 private:
  void begin(const std::string& from, const std::string& to, const std::vector<Change>& changes) {
    json_.begin_object();
    json_.key("schema").string("patchmatrix.changes/1");
    text_or_null("from", from, json_);
    text_or_null("to", to, json_);
    json_.key("changes").begin_array();
    for (const Change& each : changes) write_change(each, json_);
    json_.end_array();
  }

  std::string end() {
    json_.end_object();
    return json_.take() + "\n";
  }

  void pair(std::string_view key, std::size_t older, std::size_t newer) {
    json_.key(key).begin_object();
    json_.key("old").number(older);
    json_.key("new").number(newer);
    json_.end_object();
  }

  // Every value that one of the two has.
  template <class Value>
  void pairs(std::string_view key, const std::map<Value, std::size_t>& older,
             const std::map<Value, std::size_t>& newer) {
    std::map<Value, std::pair<std::size_t, std::size_t>> both;
    for (const auto& [value, count] : older) both[value].first = count;
    for (const auto& [value, count] : newer) both[value].second = count;
    json_.key(key).begin_object();
    for (const auto& [value, counts] : both) pair(slug(value), counts.first, counts.second);
    json_.end_object();
  }

  void totals(const Totals& older, const Totals& newer) {
    json_.key("totals").begin_object();
    pair("vulnerabilities", older.vulnerabilities, newer.vulnerabilities);
    pair("counted", older.counted, newer.counted);
    pairs("by_severity", older.by_severity, newer.by_severity);
    pairs("by_impact", older.by_impact, newer.by_impact);
    pair("exploited", older.exploited, newer.exploited);
    pair("publicly_disclosed", older.publicly_disclosed, newer.publicly_disclosed);
    pair("kbs", older.updates, newer.updates);
    json_.end_object();
  }

  // In the order of the newer report; behind it those that only the older one has.
  void families(const Report& older, const Report& newer) {
    json_.key("families").begin_array();
    for (const FamilyRow& each : newer.families) family(each, find(older, each.id), &each);
    for (const FamilyRow& each : older.families)
      if (find(newer, each.id) == nullptr) family(each, &each, nullptr);
    json_.end_array();
  }

  static const FamilyRow* find(const Report& report, const std::string& id) {
    const auto found = std::find_if(report.families.begin(), report.families.end(),
                                    [&id](const FamilyRow& each) { return each.id == id; });
    return found == report.families.end() ? nullptr : &*found;
  }

  void family(const FamilyRow& named, const FamilyRow* older, const FamilyRow* newer) {
    json_.begin_object();
    json_.key("id").string(printable(named.id));
    json_.key("label").begin_object();
    json_.key("ja").string(printable(named.label.ja));
    json_.key("en").string(printable(named.label.en));
    json_.end_object();
    json_.key("headline").boolean(named.headline);
    rating("old", older);
    rating("new", newer);
    json_.end_object();
  }

  void rating(std::string_view key, const FamilyRow* row) {
    json_.key(key);
    if (row == nullptr) {
      json_.null();
      return;
    }
    json_.begin_object();
    json_.key("severity").string(slug(row->rating.severity));
    json_.key("impact").string(slug(row->rating.impact));
    json_.key("impact_inferred").boolean(row->rating.inferred);
    text_or_null("cvss_severity", row->rating.cvss ? slug(*row->rating.cvss) : std::string_view(),
                 json_);
    json_.key("vulnerabilities").number(row->vulnerabilities);
    json_.end_object();
  }

  JsonWriter json_{JsonWriter::Layout::Pretty};
};

}  // namespace

void write_change(const Change& change, JsonWriter& json) {
  json.begin_object();
  json.key("type").string(slug(change.type));
  text_or_null("vulnerability", change.vulnerability, json);
  text_or_null("product_id", change.product_id, json);
  text_or_null("field", change.field, json);
  text_or_null("old", change.old_value, json);
  text_or_null("new", change.new_value, json);
  text_or_null("revision", change.revision, json);
  text_or_null("date", change.date ? to_string(*change.date) : "", json);
  json.end_object();
}

std::string render_changes_json(const std::string& from, const std::string& to,
                                const std::vector<Change>& changes) {
  return JsonChanges().render(from, to, changes);
}

std::string render_comparison_json(const Report& older, const Report& newer,
                                   const std::vector<Change>& changes) {
  return JsonChanges().render(older, newer, changes);
}

}  // namespace patchmatrix
