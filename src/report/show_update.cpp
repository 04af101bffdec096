// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>

#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/page.hpp"

namespace patchmatrix {
namespace {

constexpr std::size_t kShownFamilies = 12;
constexpr std::size_t kShownProducts = 200;

struct NaturalLess {
  bool operator()(std::string_view a, std::string_view b) const { return natural_less(a, b); }
};

// A vulnerability that the update fixes: over all documents that say so.
struct FixedVulnerability {
  std::string id, title;
  Rating rating;  // of the products that the update is for
  std::string cvss_base;
  Answer exploited = Answer::NotStated;
  Answer publicly_disclosed = Answer::NotStated;
  std::optional<KevMark> kev;
  std::optional<EpssMark> epss;
  std::string excluded;    // by all of them
  bool withdrawn = false;  // likewise
  std::vector<std::string> documents;
};

// A build, and the products that have it afterwards. Empty: none is stated.
struct FixedBuild {
  std::string build;
  std::vector<StoredProduct> products;
};

// The answer as people ask for it.
struct UpdateSummary {
  std::vector<FixedVulnerability> vulnerabilities;  // exploited first, then gravest, then by id
  std::map<Severity, std::size_t> by_severity;
  std::size_t exploited = 0, disclosed = 0, kev = 0, placeholders = 0;
  std::vector<FixedBuild> builds;  // naturally ordered
  std::set<std::string, NaturalLess> supersedes, restarts, kinds, urls, issue_urls;
  std::string vendor;
};

class Summary {
 public:
  Summary(const StoredUpdate& update, const AnswerCatalogues& catalogues,
          const ImpactOrder& impact_order)
      : update_(update), catalogues_(catalogues), impact_order_(impact_order) {}

  UpdateSummary make() {
    out_.vendor = update_.documents.empty() ? "" : update_.documents.front().vendor;
    vulnerabilities();
    builds();
    for (const StoredFix& fix : update_.fixes) {
      for (const std::string& each : superseded_names(fix.supersedes, update_.name))
        out_.supersedes.insert(each);
      out_.restarts.insert(fix.restart);
      if (!fix.sub_type.empty()) out_.kinds.insert(fix.sub_type);
      if (!fix.url.empty()) out_.urls.insert(fix.url);
    }
    if (out_.restarts.size() > 1) out_.restarts.erase("");
    for (const StoredUpdate::Issue& each : update_.known_issues)
      if (!each.url.empty()) out_.issue_urls.insert(each.url);
    return std::move(out_);
  }

 private:
  void vulnerabilities() {
    std::map<std::string, std::vector<const StoredUpdate::Vulnerability*>> rows;
    std::map<std::string, std::set<std::uint32_t>> ratings;
    for (const StoredUpdate::Vulnerability& each : update_.vulnerabilities)
      rows[each.name].push_back(&each);
    for (const StoredUpdate::Tuple& each : update_.tuples)
      ratings[update_.vulnerabilities[each.vulnerability].name].insert(each.rating);
    for (const auto& [name, all] : rows) {
      const bool placeholder = std::all_of(
          all.begin(), all.end(), [](const auto* each) { return each->excluded == "placeholder"; });
      if (placeholder) {
        ++out_.placeholders;
        continue;
      }
      add(name, all, ratings[name]);
    }
    std::sort(out_.vulnerabilities.begin(), out_.vulnerabilities.end(),
              [this](const FixedVulnerability& a, const FixedVulnerability& b) {
                const auto key = [this](const FixedVulnerability& each) {
                  return std::tuple(each.exploited != Answer::Yes && !each.kev,
                                    each.publicly_disclosed != Answer::Yes, each.rating.severity,
                                    impact_order_.rank(each.rating.impact));
                };
                return key(a) != key(b) ? key(a) < key(b) : natural_less(a.id, b.id);
              });
  }

  void add(const std::string& name, const std::vector<const StoredUpdate::Vulnerability*>& rows,
           const std::set<std::uint32_t>& ratings) {
    FixedVulnerability out;
    out.id = name;
    out.excluded = rows.front()->excluded;
    out.withdrawn = true;
    for (const StoredUpdate::Vulnerability* each : rows) {
      if (out.title.empty()) out.title = each->title;
      out.exploited = std::max(out.exploited, each->exploited);
      out.publicly_disclosed = std::max(out.publicly_disclosed, each->publicly_disclosed);
      out.withdrawn = out.withdrawn && each->withdrawn;
      if (each->excluded.empty()) out.excluded.clear();
      out.documents.push_back(update_.documents[each->document].tracking);
    }
    std::vector<const StoredRating*> all;
    std::int16_t highest = -1;
    for (const std::uint32_t each : ratings) {
      all.push_back(&update_.ratings[each]);
      if (all.back()->cvss_tenths > highest) {
        highest = all.back()->cvss_tenths;
        out.cvss_base = score_text(*all.back());
      }
    }
    out.rating = rate(all, impact_order_);
    out.kev = kev_mark(catalogues_.kev, name);
    out.epss = epss_mark(catalogues_.epss, name);
    ++out_.by_severity[out.rating.severity];
    out_.exploited += out.exploited == Answer::Yes ? 1 : 0;
    out_.disclosed += out.publicly_disclosed == Answer::Yes ? 1 : 0;
    out_.kev += out.kev ? 1 : 0;
    out_.vulnerabilities.push_back(std::move(out));
  }

  void builds() {
    std::map<std::string, std::set<std::uint32_t>, NaturalLess> found;
    for (const StoredUpdate::Tuple& each : update_.tuples)
      found[update_.fixes[each.fix].fixed_build].insert(each.product);
    // Where a build is stated for a product by some, its absence elsewhere says nothing.
    if (const auto none = found.find(""); none != found.end()) {
      for (const auto& [build, products] : found)
        if (!build.empty())
          for (const std::uint32_t each : products) none->second.erase(each);
      if (none->second.empty()) found.erase(none);
    }
    for (const auto& [build, products] : found) {
      FixedBuild& each = out_.builds.emplace_back();
      each.build = build;
      for (const std::uint32_t product : products)
        each.products.push_back(update_.products[product]);
      std::sort(each.products.begin(), each.products.end(),
                [](const StoredProduct& a, const StoredProduct& b) {
                  return a.name != b.name ? natural_less(a.name, b.name) : a.id < b.id;
                });
    }
  }

  const StoredUpdate& update_;
  const AnswerCatalogues& catalogues_;
  const ImpactOrder& impact_order_;
  UpdateSummary out_;
};

// The vendor tells of known issues, or nobody has told anything: that there are none is never said.
Answer known_issues(const StoredUpdate& update) {
  return update.known_issues.empty() ? Answer::NotStated : Answer::Yes;
}

class UpdatePage {
 public:
  UpdatePage(const StoredUpdate& update, const AnswerCatalogues& catalogues, const Feeds& feeds,
             const Words& words, const AnswerStyle& style)
      : update_(update),
        catalogues_(catalogues),
        words_(words),
        style_(style),
        summary_(Summary(update, catalogues, feeds.impact_order).make()),
        vendor_(vendor_named(feeds, summary_.vendor)),
        vendor_name_(vendor_name(feeds, words, summary_.vendor)) {}

  Page page() {
    page_.emplace_back(Heading{printable(update_.name) + "  " + vendor_name_, 1});
    Paragraph facts;
    facts.lines.push_back(counts());
    if (summary_.placeholders != 0)
      facts.lines.push_back(with_number(words_, "show.placeholders", summary_.placeholders));
    facts.lines.push_back(fact("show.kind", list(summary_.kinds)));
    facts.lines.push_back(fact("show.restart", restarts()));
    facts.lines.push_back(fact("show.supersedes", list(summary_.supersedes)));
    facts.lines.push_back(fact("show.superseded_by",
                               list({update_.superseded_by.begin(), update_.superseded_by.end()})));
    facts.lines.push_back(fact("show.known_issues", issues()));
    facts.lines.push_back(fact("show.documents", documents()));
    for (const std::string& each : summary_.urls)
      facts.lines.push_back(fact("show.url", printable(each)));
    page_.emplace_back(std::move(facts));
    page_.emplace_back(builds());
    page_.emplace_back(
        Heading{words_.fill("show.vulnerabilities",
                            {{"n", std::to_string(summary_.vulnerabilities.size())}}),
                2});
    if (!summary_.vulnerabilities.empty()) page_.emplace_back(vulnerabilities());
    const auto lines = catalogue_lines(note_of(catalogues_.kev), note_of(catalogues_.epss), words_);
    if (!lines.empty()) page_.emplace_back(Paragraph{lines});
    return std::move(page_);
  }

 private:
  std::string fact(const char* key, const std::string& value) const {
    return words_.fill("show.fact", {{"name", words_[key]}, {"value", value}});
  }

  std::string list(const std::set<std::string, NaturalLess>& values) const {
    std::vector<std::string> texts;
    for (const std::string& each : values) texts.push_back(printable(each));
    return texts.empty() ? words_["value.none"] : joined(texts, words_["figures.comma"]);
  }

  std::string counts() const {
    std::vector<std::string> parts;
    for (const auto& [severity, count] : summary_.by_severity)
      parts.push_back(
          words_.fill("figures.part", {{"word", words_["severity." + std::string(slug(severity))]},
                                       {"n", std::to_string(count)}}));
    const std::string number = std::to_string(summary_.vulnerabilities.size());
    std::string out = words_.fill(
        "show.counts",
        {{"vulnerabilities",
          parts.empty() ? number
                        : words_.fill("figures.with_parts",
                                      {{"n", number},
                                       {"parts", words_.pick(vendor_.severity_axis) + " " +
                                                     joined(parts, words_["figures.comma"])}})},
         {"exploited", std::to_string(summary_.exploited)},
         {"disclosed", std::to_string(summary_.disclosed)}});
    if (catalogues_.kev != nullptr)
      out += words_["figures.comma"] + with_number(words_, "show.kev_count", summary_.kev);
    return out;
  }

  std::string restarts() const {
    std::vector<std::string> texts;
    for (const std::string& each : summary_.restarts) texts.push_back(restart_text(each, words_));
    return joined(texts, words_["figures.comma"]);
  }

  std::string issues() const {
    switch (known_issues(update_)) {
      case Answer::Yes:
        break;
      case Answer::No:
        return words_["known_issue.no"];
      case Answer::NotStated:
        return words_["known_issue.not_listed"];
    }
    if (summary_.issue_urls.empty()) return words_["known_issue.yes"];
    return words_.fill("show.with_details", {{"name", words_["known_issue.yes"]},
                                             {"details", list(summary_.issue_urls)}});
  }

  std::string documents() const {
    std::vector<std::string> texts;
    for (const StoredDocument& each : update_.documents)
      texts.push_back(each.month.empty()
                          ? printable(each.tracking)
                          : words_.fill("show.of_month", {{"document", printable(each.tracking)},
                                                          {"month", each.month}}));
    return joined(cut_list(std::move(texts), kShownFamilies, words_), words_["figures.comma"]);
  }

  Bullets builds() const {
    Bullets out;
    out.mark = words_["text.bullet"];
    out.lead = with_number(words_, "show.builds", update_.products.size());
    const std::size_t shown = style_.all_products ? kShownProducts : kShownFamilies;
    for (const FixedBuild& each : summary_.builds)
      out.items.push_back(words_.fill(
          "show.fact",
          {{"name", each.build.empty() ? words_["show.no_build"] : printable(each.build)},
           {"value",
            joined(cut_list(product_list(each.products, vendor_, style_.all_products, words_),
                            shown, words_),
                   " · ")}}));
    return out;
  }

  TableBlock vulnerabilities() const {
    TableBlock table;
    table.columns = {{words_["column.vulnerability"]}, {words_.pick(vendor_.severity_axis)},
                     {words_["column.impact"], true},  {words_["column.cvss"]},
                     {words_["column.exploited"]},     {words_["column.disclosed"], true}};
    if (catalogues_.kev != nullptr) table.columns.push_back({words_["column.kev"], true});
    for (const FixedVulnerability& each : summary_.vulnerabilities) {
      TableRow row;
      row.tone = each.rating.severity;
      row.cells = {id(each),
                   severity_text(each.rating, words_),
                   impact_text(each.rating, words_),
                   each.cvss_base,
                   answer_text(each.exploited, words_),
                   answer_text(each.publicly_disclosed, words_)};
      if (catalogues_.kev != nullptr)
        row.cells.push_back(each.kev ? to_string(each.kev->added) : words_["kev.none"]);
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  std::string id(const FixedVulnerability& each) const {
    return each.withdrawn ? words_.fill("list.withdrawn", {{"title", printable(each.id)}})
                          : printable(each.id);
  }

  const StoredUpdate& update_;
  const AnswerCatalogues& catalogues_;
  const Words& words_;
  const AnswerStyle& style_;
  UpdateSummary summary_;
  const Vendor& vendor_;
  std::string vendor_name_;
  Page page_;
};

class UpdateJson {
 public:
  UpdateJson(const StoredUpdate& update, const AnswerCatalogues& catalogues, const Feeds& feeds)
      : update_(update),
        catalogues_(catalogues),
        summary_(Summary(update, catalogues, feeds.impact_order).make()) {}

  std::string render() {
    json_.writer().begin_object();
    json_.text("schema", "patchmatrix.show/1");
    json_.text("kind", "update");
    json_.text("id", update_.name);
    json_.text_or_null("vendor", summary_.vendor);
    json_.catalogues(note_of(catalogues_.kev), note_of(catalogues_.epss));
    totals();
    json_.texts("kinds", texts(summary_.kinds));
    auto restarts = summary_.restarts;
    restarts.erase("");
    json_.texts("restart_required", texts(restarts));
    json_.texts("supersedes", texts(summary_.supersedes));
    json_.texts("superseded_by", update_.superseded_by);
    json_.answer("known_issues", known_issues(update_));
    json_.texts("known_issue_urls", texts(summary_.issue_urls));
    json_.texts("urls", texts(summary_.urls));
    documents();
    builds();
    vulnerabilities();
    json_.writer().end_object();
    return json_.take();
  }

 private:
  static std::vector<std::string> texts(const std::set<std::string, NaturalLess>& values) {
    return {values.begin(), values.end()};
  }

  void totals() {
    json_.writer().key("totals").begin_object();
    json_.number("vulnerabilities", summary_.vulnerabilities.size());
    json_.writer().key("by_severity").begin_object();
    for (const auto& [severity, count] : summary_.by_severity) json_.number(slug(severity), count);
    json_.writer().end_object();
    json_.number("exploited", summary_.exploited);
    json_.number("publicly_disclosed", summary_.disclosed);
    if (catalogues_.kev != nullptr) json_.number("kev", summary_.kev);
    json_.number("placeholders", summary_.placeholders);
    json_.number("products", update_.products.size());
    json_.writer().end_object();
  }

  void documents() {
    json_.writer().key("documents").begin_array();
    for (const StoredDocument& each : update_.documents) {
      json_.writer().begin_object();
      json_.text("vendor", each.vendor);
      json_.text("document", each.tracking);
      json_.text_or_null("month", each.month);
      json_.text_or_null("title", each.title);
      json_.text_or_null("revision", each.revision);
      json_.instant("fetched_at", each.fetched_at);
      json_.writer().end_object();
    }
    json_.writer().end_array();
  }

  void builds() {
    json_.writer().key("builds").begin_array();
    for (const FixedBuild& each : summary_.builds) {
      json_.writer().begin_object();
      json_.text_or_null("fixed_build", each.build);
      json_.writer().key("products").begin_array();
      for (const StoredProduct& product : each.products) {
        json_.writer().begin_object();
        json_.text("id", product.id);
        json_.text("name", product.name);
        json_.text("family", product.family);
        json_.writer().end_object();
      }
      json_.writer().end_array();
      json_.writer().end_object();
    }
    json_.writer().end_array();
  }

  void vulnerabilities() {
    json_.writer().key("vulnerabilities").begin_array();
    for (const FixedVulnerability& each : summary_.vulnerabilities) {
      json_.writer().begin_object();
      json_.text("id", each.id);
      json_.text_or_null("title", each.title);
      json_.text("severity", slug(each.rating.severity));
      json_.text("impact", slug(each.rating.impact));
      json_.writer().key("cvss_base");
      if (each.cvss_base.empty())
        json_.writer().null();
      else
        json_.writer().literal(each.cvss_base);
      json_.answer("exploited", each.exploited);
      json_.answer("publicly_disclosed", each.publicly_disclosed);
      if (catalogues_.kev != nullptr) json_.kev(each.kev);
      if (catalogues_.epss != nullptr) json_.epss(each.epss);
      json_.text_or_null("excluded", each.excluded);
      json_.flag("withdrawn", each.withdrawn);
      json_.texts("documents", each.documents);
      json_.writer().end_object();
    }
    json_.writer().end_array();
  }

  const StoredUpdate& update_;
  const AnswerCatalogues& catalogues_;
  UpdateSummary summary_;
  JsonFields json_;
};

}  // namespace

std::string render_update_text(const StoredUpdate& update, const AnswerCatalogues& catalogues,
                               const Feeds& feeds, const Words& words, const AnswerStyle& style) {
  return page_text(UpdatePage(update, catalogues, feeds, words, style).page(), style.text);
}

std::string render_update_json(const StoredUpdate& update, const AnswerCatalogues& catalogues,
                               const Feeds& feeds) {
  return UpdateJson(update, catalogues, feeds).render();
}

}  // namespace patchmatrix
