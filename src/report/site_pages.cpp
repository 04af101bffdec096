// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <map>

#include "io/hash.hpp"
#include "io/json.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/site_parts.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kBarsOnIndex = 36;  // months
constexpr std::size_t kBarWidth = 16, kBarGap = 4, kPictureHeight = 160;

std::string month_file(Month month) { return to_string(month) + ".html"; }

std::size_t critical_of(const Totals& totals) {
  const auto found = totals.by_severity.find(Severity::Critical);
  return found == totals.by_severity.end() ? 0 : found->second;
}

Month after(Month month) {
  return month.number == 12 ? Month{month.year + 1, 1} : Month{month.year, month.number + 1};
}

// The policy lets one script run, which is in the page: its hash (CSP 3, 2.3.1).
std::string base64(std::string_view hexadecimal) {
  static constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto value = [](char c) {
    return static_cast<unsigned>(is_digit(c) ? c - '0' : c - 'a' + 10);
  };
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : hexadecimal) {
    held = (held << 4U) | value(c);
    bits += 4;
    while (bits >= 6) {
      bits -= 6;
      out += kDigits[(held >> bits) & 63U];
    }
  }
  if (bits != 0) out += kDigits[(held << (6 - bits)) & 63U];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

// ── The picture of the months ────────────────────────────────────────────────────────────────────

struct Bar {
  Month month;
  const Totals* totals = nullptr;  // null: no data
};

// Oldest first, without gaps, from the first month that counts anything; at most the last `most`.
std::vector<Bar> bars_of(const Site& site, std::size_t most) {
  std::map<Month, const Totals*> totals;
  for (const SiteMonth& each : site.months)
    if (!totals.empty() || each.report.totals.counted != 0)
      totals[each.month] = &each.report.totals;
  while (!totals.empty() && totals.begin()->second->counted == 0) totals.erase(totals.begin());
  std::vector<Bar> out;
  if (totals.empty()) return out;
  for (Month month = totals.begin()->first; month <= totals.rbegin()->first; month = after(month)) {
    const auto known = totals.find(month);
    out.push_back({month, known == totals.end() ? nullptr : known->second});
  }
  if (out.size() > most) out.erase(out.begin(), out.end() - static_cast<std::ptrdiff_t>(most));
  return out;
}

TemplateData picture(const Site& site, std::size_t most) {
  const Words& words = site.words;
  const std::vector<Bar> bars = bars_of(site, most);
  std::size_t highest = 1;
  for (const Bar& each : bars)
    if (each.totals != nullptr) highest = std::max(highest, each.totals->counted);
  const auto height = [&](std::size_t count) { return count * kPictureHeight / highest; };
  TemplateData::List out;
  std::size_t x = 0;
  for (const Bar& each : bars) {
    const std::size_t counted = each.totals == nullptr ? 0 : each.totals->counted;
    const std::size_t critical = each.totals == nullptr ? 0 : critical_of(*each.totals);
    const std::string text =
        each.totals == nullptr
            ? words.fill("site.bar_without_data", {{"month", to_string(each.month)}})
            : words.fill("site.bar", {{"month", to_string(each.month)},
                                      {"n", std::to_string(counted)},
                                      {"critical", std::to_string(critical)}});
    const bool first_of_year = each.month.number == 1 || out.empty();
    out.push_back(TemplateData()
                      .set("x", std::to_string(x))
                      .set("middle", std::to_string(x + kBarWidth / 2))
                      .set("y", std::to_string(kPictureHeight - height(counted)))
                      .set("height", std::to_string(height(counted)))
                      .set("critical_y", std::to_string(kPictureHeight - height(critical)))
                      .set("critical_height", std::to_string(height(critical)))
                      .set("text", text)
                      .set("year", first_of_year ? std::to_string(each.month.year) : ""));
    x += kBarWidth + kBarGap;
  }
  TemplateData data;
  data.set("has_picture", !out.empty())
      .set("width", std::to_string(std::max<std::size_t>(x, 1)))
      .set("bar_width", std::to_string(kBarWidth))
      .set("floor", std::to_string(kPictureHeight))
      .set("year_y", std::to_string(kPictureHeight + 18))
      .set("whole_height", std::to_string(kPictureHeight + 24))
      .set("heading", words["site.picture"])
      .set("legend_counted", words["site.legend_counted"])
      .set("legend_critical", words["site.legend_critical"]);
  std::string alternative;
  if (!bars.empty())
    alternative = words.fill("site.picture_text", {{"first", to_string(bars.front().month)},
                                                   {"last", to_string(bars.back().month)},
                                                   {"most", std::to_string(highest)}});
  data.set("alternative", alternative).set("bars", std::move(out));
  return data;
}

TemplateData::List month_rows(const Site& site) {
  TemplateData::List out;
  for (const SiteMonth& each : site.months) {
    const Totals& totals = each.report.totals;
    const auto number = [](std::size_t count) { return std::to_string(count); };
    const auto by = [&](Severity severity) {
      const auto found = totals.by_severity.find(severity);
      return std::to_string(found == totals.by_severity.end() ? 0 : found->second);
    };
    out.push_back(TemplateData()
                      .set("month", to_string(each.month))
                      .set("href", month_file(each.month))
                      .set("title", month_title(site, each.report))
                      .set("counted", number(totals.counted))
                      .set("all", number(totals.vulnerabilities))
                      .set("critical", by(Severity::Critical))
                      .set("important", by(Severity::Important))
                      .set("exploited", number(totals.exploited))
                      .set("disclosed", number(totals.publicly_disclosed))
                      .set("kev", site.archive.kev ? number(totals.kev) : site.words["value.none"])
                      .set("updates", number(totals.updates))
                      .set("revised", day_text(each.report.release.current_release, site.words)));
  }
  return out;
}

void set_month_labels(const Site& site, TemplateData& out) {
  const Words& words = site.words;
  out.set("label_month", words["site.month"])
      .set("label_title", words["site.release"])
      .set("label_counted", words["site.counted"])
      .set("label_all", words["site.all"])
      .set("label_critical", words["severity.critical"])
      .set("label_important", words["severity.important"])
      .set("label_exploited", words["column.exploited"])
      .set("label_disclosed", words["column.disclosed"])
      .set("label_kev", words["column.kev"])
      .set("label_updates", words["column.updates"])
      .set("label_revised", words["show.revised"]);
}

// ── The index of the search ──────────────────────────────────────────────────────────────────────

// Inside <script>: nothing of it may end the element (HTML, 4.12.1.3).
std::string harmless_in_script(const std::string& json) {
  std::string out;
  out.reserve(json.size() + json.size() / 64);
  for (const char c : json) {
    if (c == '<')
      out += "\\u003c";
    else if (c == '>')
      out += "\\u003e";
    else if (c == '&')
      out += "\\u0026";
    else
      out += c;
  }
  return out;
}

// Numbers texts as they come.
class Numbered {
 public:
  std::uint64_t of(const std::string& text) {
    const auto [known, added] = numbers_.try_emplace(text, texts_.size());
    if (added) texts_.push_back(text);
    return known->second;
  }
  const std::vector<std::string>& texts() const { return texts_; }

 private:
  std::unordered_map<std::string, std::uint64_t> numbers_;
  std::vector<std::string> texts_;
};

// Columns rather than rows: "v" identifiers, "t" their titles, "m" months, "s" severities by
// number, "f" flags (1 exploited, 2 in KEV, 4 disclosed); "u" updates with "w" their months. Files
// that are not called as what they are about are in "x".
class SearchIndex {
 public:
  explicit SearchIndex(const Site& site) : site_(site) {}

  std::string json() {
    for (const SiteVulnerability& each : site_.vulnerabilities) add(each);
    for (const SiteUpdate& each : site_.updates) {
      const std::string name = printable(each.row->name);
      updates_.push_back(name);
      update_months_.push_back(month_of(each.months));
      if (each.file != name) files_.emplace_back("u" + name, each.file);
    }
    json_.begin_object();
    texts("v", ids_);
    numbers("t", titles_);
    numbers("m", months_);
    numbers("s", severities_);
    numbers("f", flags_);
    texts("u", updates_);
    numbers("w", update_months_);
    texts("titles", title_texts_.texts());
    texts("months", month_texts_.texts());
    texts("severities", severity_texts_.texts());
    texts("tones", tones_);
    json_.key("x").begin_object();
    for (const auto& [name, file] : files_) json_.key(name).string(file);
    json_.end_object().end_object();
    return harmless_in_script(json_.take());
  }

 private:
  void add(const SiteVulnerability& each) {
    const std::string id = printable(each.id);
    ids_.push_back(id);
    if (each.file != id) files_.emplace_back("v" + id, each.file);
    std::string title;
    for (const SiteMention& mention : each.mentions)
      if (title.empty()) title = printable(mention.facts->title);
    titles_.push_back(title_texts_.of(shortened(title, kLongestTitle)));
    const auto month = each.mentions.front().input->findings->release.month;
    months_.push_back(month_of(month ? std::vector{*month} : std::vector<Month>()));
    const Rating rating = each.row == nullptr ? Rating() : each.row->rating;
    const std::uint64_t severity = severity_texts_.of(severity_text(rating, site_.words));
    if (severity == tones_.size()) tones_.emplace_back(slug(tone(rating)));
    severities_.push_back(severity);
    std::uint64_t flags = 0;
    if (each.row != nullptr)
      flags = (each.row->exploited == Answer::Yes ? 1U : 0U) + (each.row->kev ? 2U : 0U) +
              (each.row->publicly_disclosed == Answer::Yes ? 4U : 0U);
    flags_.push_back(flags);
  }

  std::uint64_t month_of(const std::vector<Month>& months) {
    return month_texts_.of(months.empty() ? std::string() : to_string(months.front()));
  }

  void texts(const char* name, const std::vector<std::string>& values) {
    json_.key(name).begin_array();
    for (const std::string& each : values) json_.string(each);
    json_.end_array();
  }
  void numbers(const char* name, const std::vector<std::uint64_t>& values) {
    json_.key(name).begin_array();
    for (const std::uint64_t each : values) json_.number(each);
    json_.end_array();
  }

  static constexpr std::size_t kLongestTitle = 160;  // columns

  const Site& site_;
  JsonWriter json_{JsonWriter::Layout::OneLine};
  Numbered title_texts_, month_texts_, severity_texts_;
  std::vector<std::string> ids_, updates_, tones_;
  std::vector<std::uint64_t> titles_, months_, severities_, flags_, update_months_;
  std::vector<std::pair<std::string, std::string>> files_;
};

}  // namespace

TemplateData link_data(std::string text, std::string href) {
  return TemplateData()
      .set("outside", href.find(':') != std::string::npos)
      .set("text", std::move(text))
      .set("href", std::move(href));
}

TemplateData fact_data(std::string name, std::string value) {
  return fact_data(std::move(name), TemplateData::List{link_data(std::move(value), {})});
}

TemplateData fact_data(std::string name, TemplateData::List links) {
  return TemplateData().set("name", std::move(name)).set("links", std::move(links));
}

TemplateData page_data(const Site& site, const std::string& title, const std::string& root,
                       const std::string& script_hash) {
  const Words& words = site.words;
  TemplateData out;
  out.set("lang", words.language())
      .set("root", root)
      .set("page_title",
           words.fill("site.page_title", {{"title", title}, {"vendors", site.vendors}}))
      .set("site_title", words.fill("site.title", {{"vendors", site.vendors}}))
      .set("skip", words["page.skip"])
      .set("navigation", words["site.navigation"])
      .set("to_months", words["site.months"])
      .set("to_trends", words["site.trends"])
      .set("to_search", words["site.search"])
      .set("to_feed", words["site.feed"])
      .set("script_hash", script_hash)
      .set("program", site.options.program)
      .set("made_by", words.fill("site.made_by", {{"program", site.options.program}}))
      .set("tlp", std::string(label(site.archive.tlp)));
  return out;
}

std::string month_title(const Site& site, const Report& report) {
  return ReportWording(report, site.words).title_text();
}

TemplateData::List month_links(const Site& site, const std::vector<Month>& months,
                               const std::string& root) {
  TemplateData::List out;
  for (const Month each : months)
    out.push_back(
        link_data(to_string(each), site.has_month(each) ? root + month_file(each) : std::string()));
  return out;
}

TemplateData index_data(const Site& site) {
  const Words& words = site.words;
  const std::string title = words.fill("site.title", {{"vendors", site.vendors}});
  TemplateData out = page_data(site, words["site.months"], "");
  out.set("title", title)
      .set("lead", words.fill("site.lead",
                              {{"months", std::to_string(site.months.size())},
                               {"vulnerabilities", std::to_string(site.vulnerabilities.size())},
                               {"updates", std::to_string(site.updates.size())}}))
      .set("next", site.months.empty() || !site.months.front().report.next
                       ? std::string()
                       : ReportWording(site.months.front().report, words).next_release())
      .set("months_heading", words["site.months"])
      .set("picture", picture(site, kBarsOnIndex))
      .set("months", month_rows(site));
  set_month_labels(site, out);
  return out;
}

TemplateData trends_data(const Site& site) {
  TemplateData out = page_data(site, site.words["site.trends"], "");
  out.set("title", site.words["site.trends"])
      .set("picture", picture(site, SIZE_MAX))
      .set("months_heading", site.words["site.months"])
      .set("note", site.words["site.trends_note"])
      .set("months", month_rows(site));
  set_month_labels(site, out);
  return out;
}

TemplateData search_data(const Site& site, const std::string& script) {
  const Words& words = site.words;
  TemplateData out = page_data(site, words["site.search"], "", "sha256-" + base64(sha256(script)));
  out.set("title", words["site.search"])
      .set("label", words["site.search_label"])
      .set("hint", words["site.search_hint"])
      .set("without_script", words["site.search_without_script"])
      .set("answer", words["site.search_answer"])
      .set("answer_cut", words["site.search_answer_cut"])
      .set("nothing", words["site.search_nothing"])
      .set("word_exploited", words["site.exploited"])
      .set("word_kev", words["column.kev"])
      .set("word_disclosed", words["site.disclosed"])
      .set("label_id", words["site.search_id"])
      .set("label_title", words["column.title"])
      .set("label_severity", words["site.severity"])
      .set("label_month", words["site.month"])
      .set("script", script)
      .set("index", SearchIndex(site).json())
      .set("months", month_rows(site));
  return out;
}

}  // namespace patchmatrix
