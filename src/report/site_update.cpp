// SPDX-License-Identifier: Apache-2.0
#include "io/html.hpp"
#include "io/text.hpp"
#include "io/unicode.hpp"
#include "report/answer_parts.hpp"
#include "report/site_parts.hpp"
#include "report/wording.hpp"

namespace patchmatrix {
namespace {

class UpdatePage {
 public:
  UpdatePage(const Site& site, const SiteUpdate& update)
      : site_(site),
        words_(site.words),
        say_(site.archive, site.words),
        update_(update),
        row_(*update.row) {}

  TemplateData data() const {
    const std::string name = printable(row_.name);
    TemplateData out = page_data(site_, name, "../");
    out.set("id", name)
        .set("badges", badges())
        .set("facts", facts())
        .set("label_products", words_["site.products"])
        .set("label_vulnerabilities",
             with_number(words_, "show.vulnerabilities", row_.fixes.size()))
        .set("label_id", words_["column.vulnerability"])
        .set("label_title", words_["column.title"])
        .set("label_severity", words_["site.severity"])
        .set("label_impact", words_["column.impact"])
        .set("label_cvss", words_["column.cvss"])
        .set("label_exploited", words_["column.exploited"]);
    TemplateData::List products;
    for (const std::string& each : row_.products) products.emplace_back(printable(each));
    out.set("products", std::move(products)).set("vulnerabilities", vulnerabilities());
    return out;
  }

 private:
  TemplateData::List badges() const {
    TemplateData::List out;
    const auto badge = [&](std::string tone, std::string text) {
      out.push_back(TemplateData().set("tone", std::move(tone)).set("text", std::move(text)));
    };
    badge(std::string(slug(tone(row_.rating))), say_.severity(row_.rating));
    badge("plain", say_.impact(row_.rating));
    if (row_.exploited != 0) badge("alarm", words_["site.exploited"]);
    if (row_.kev != 0) badge("alarm", words_["column.kev"]);
    return out;
  }

  TemplateData::List updates(const std::vector<std::string>& names) const {
    TemplateData::List out;
    for (const std::string& each : names) {
      const auto known = site_.update_files.find(each);
      out.push_back(link_data(printable(each),
                              known == site_.update_files.end() ? "" : known->second + ".html"));
    }
    return out;
  }

  TemplateData::List addresses(const std::vector<std::string>& urls) const {
    TemplateData::List out;
    for (const std::string& each : urls)
      out.push_back(link_data(printable(each), is_live_link(each) ? each : std::string()));
    return out;
  }

  TemplateData::List facts() const {
    TemplateData::List out;
    const auto text = [&](const char* key, const std::string& value) {
      if (!value.empty()) out.push_back(fact_data(words_[key], value));
    };
    const auto links = [&](const char* key, TemplateData::List values) {
      if (!values.empty()) out.push_back(fact_data(words_[key], std::move(values)));
    };
    const std::string& comma = words_["figures.comma"];
    links("site.months", month_links(site_, update_.months, "../"));
    text("show.kind", printable(joined(row_.kinds, comma)));
    text("site.builds", printable(joined(row_.fixed_builds, comma)));
    text("show.restart", row_.restart == Restart::NotStated
                             ? words_["answer.not-stated"]
                             : words_["restart." + std::string(slug(row_.restart))]);
    links("show.supersedes", updates(row_.supersedes));
    links("show.superseded_by", updates(update_.superseded_by));
    text("show.known_issues",
         words_[row_.known_issue == Answer::Yes ? "known_issue.yes" : "known_issue.not_listed"]);
    links("site.known_issue_pages", addresses(row_.known_issue_urls));
    if (!row_.url.empty()) links("show.url", addresses({row_.url}));
    return out;
  }

  TemplateData::List vulnerabilities() const {
    TemplateData::List out;
    for (const UpdateFix& each : row_.fixes) {
      const VulnerabilityRow& row = site_.archive.vulnerabilities[each.vulnerability];
      const auto file = site_.vulnerability_files.find(row.id);
      out.push_back(TemplateData()
                        .set("href", file == site_.vulnerability_files.end()
                                         ? std::string()
                                         : "../cve/" + file->second + ".html")
                        .set("id", printable(row.id))
                        .set("title", say_.title_of(row))
                        .set("tone", std::string(slug(tone(each.rating))))
                        .set("severity", say_.severity(each.rating))
                        .set("impact", say_.impact(each.rating))
                        .set("cvss", row.cvss_base.empty() ? words_["value.none"] : row.cvss_base)
                        .set("exploited", say_.answer(row.exploited)));
    }
    return out;
  }

  const Site& site_;
  const Words& words_;
  const ReportWording say_;
  const SiteUpdate& update_;
  const UpdateRow& row_;
};

}  // namespace

TemplateData update_data(const Site& site, const SiteUpdate& update) {
  return UpdatePage(site, update).data();
}

}  // namespace patchmatrix
