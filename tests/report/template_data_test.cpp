// SPDX-License-Identifier: Apache-2.0
#include "report/template_data.hpp"

#include <set>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "io/json.hpp"
#include "report/schema.hpp"
#include "report/whole_month.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::IsEmpty;

void write(const TemplateData& data, JsonWriter& out) {
  switch (data.kind()) {
    case TemplateData::Kind::Text:
      out.string(data.text());
      return;
    case TemplateData::Kind::Truth:
      out.boolean(data.truth());
      return;
    case TemplateData::Kind::List:
      out.begin_array();
      for (const TemplateData& each : data.list()) write(each, out);
      out.end_array();
      return;
    case TemplateData::Kind::Object:
      break;
  }
  out.begin_object();
  for (const auto& [name, value] : data.fields()) {
    out.key(name);
    write(value, out);
  }
  out.end_object();
}

std::string json_of(const TemplateData& data) {
  JsonWriter out(JsonWriter::Layout::OneLine);
  write(data, out);
  return out.take();
}

// The field at a path such as "all.rows.0.title"; an empty object for nothing.
TemplateData at(const TemplateData& data, const std::string& path) {
  const std::size_t dot = path.find('.');
  const std::string name = path.substr(0, dot);
  TemplateData found;
  if (data.kind() == TemplateData::Kind::List) {
    const std::size_t position = std::stoul(name);
    if (position < data.list().size()) found = data.list()[position];
  }
  for (const auto& [field, value] : data.fields())
    if (field == name) found = value;
  return dot == std::string::npos ? found : at(found, path.substr(dot + 1));
}

TemplateData::List list_at(const TemplateData& data, const std::string& path) {
  return at(data, path).list();
}

TemplateData data_of(const Report& report, const char* language = "en",
                     Layout layout = Layout::Monthly) {
  LayoutOptions options;
  options.layout = layout;
  return template_data(report, options, shipped_words(language));
}

TEST(TemplateData, IsWhatTheSchemaSays) {
  for (const char* language : {"ja", "en"})
    for (const Report& report : {whole_report(), small_report(), reported({}).report})
      for (const Layout layout : {Layout::Monthly, Layout::Weekly, Layout::Notice, Layout::Matrix,
                                  Layout::Table, Layout::Digest, Layout::List})
        EXPECT_THAT(complaints("template", parsed(json_of(data_of(report, language, layout)))),
                    IsEmpty())
            << language << ' ' << static_cast<int>(layout);
}

void collect_names(const rapidjson::Value& schema, std::set<std::string>& out) {
  if (schema.IsArray())
    for (const auto& each : schema.GetArray()) collect_names(each, out);
  if (!schema.IsObject()) return;
  for (const auto& member : schema.GetObject()) {
    if (std::string_view(member.name.GetString()) == "properties")
      for (const auto& property : member.value.GetObject()) out.insert(property.name.GetString());
    collect_names(member.value, out);
  }
}

TEST(TemplateData, HasTheFieldsOfTheSchemaAndNoOthers) {
  const rapidjson::Document schema = schema_document("template");
  std::set<std::string> names;
  collect_names(schema, names);
  EXPECT_EQ(names, template_fields());
}

TEST(TemplateData, TellsOfAVulnerabilityWhatStylesAndFiltersGoBy) {
  const std::string expected =
      R"json({"id":"CVE-2022-0001","title":"Example Kernel | Elevation of <Privilege> Vulnerability",)json"
      R"json("more":"","url":"https://msrc.microsoft.com/update-guide/vulnerability/CVE-2022-0001",)json"
      R"json("severity":"Important","tone":"important","classes":"important",)json"
      R"json("impact":"Elevation of Privilege","slug":"elevation-of-privilege","cvss":"7.8 (3.1)",)json"
      R"json("exploited":"yes","is_exploited":true,"disclosed":"no","is_disclosed":false,)json"
      R"json("exploitability":"Exploitation Detected",)json"
      R"json("kev":"added 2022-11-08 (due 2022-12-09), ransomware","in_kev":true,)json"
      R"json("epss":"no score","updates":[{"name":"KB5000002","id":"kb5000002","url":""}],)json"
      R"json("numbers":"0","flags":"eko","own_open":true,"documented":"","withdrawn":false})json";
  EXPECT_EQ(json_of(at(data_of(whole_report()), "all.rows.0")), expected);
}

TEST(TemplateData, LetsOnlyAddressesOfPagesAndMailsLive) {
  const std::vector<std::pair<const char*, const char*>> cases = {
      {"https://example.test/a?b=c&d", "https://example.test/a?b=c&d"},
      {"HTTP://example.test/", "HTTP://example.test/"},
      {"mailto:a@example.test", "mailto:a@example.test"},
      {"javascript:alert(1)", ""},
      {" javascript:alert(1)", ""},
      {"java\nscript:alert(1)", ""},
      {"data:text/html,x", ""},
      {"//example.test/", ""},
      {"file:///etc/passwd", ""},
      {"https://example.test/\nx", ""},
      {"https://example.test/ x", ""},
      {"", ""},
  };
  for (const auto& [url, expected] : cases) {
    Report report = whole_report();
    report.updates[0].url = url;
    report.updates[0].known_issue_urls = {url};
    report.cautions[0].source = url;
    const TemplateData data = data_of(report);
    EXPECT_EQ(at(data, "updates.0.url").text(), expected) << url;
    EXPECT_EQ(list_at(data, "updates.0.issue_urls").size(), *expected == '\0' ? 0U : 1U) << url;
    EXPECT_EQ(at(data, "cautions.0.url").text(), expected) << url;
  }
}

TEST(TemplateData, LinksNoIdentifierThatIsNone) {
  for (const char* id :
       {"CVE-2022-0001/../..", "CVE-2022-0001?x", "\"onclick=\"", "CVE 1", "<b>"}) {
    Report report = whole_report();
    report.vulnerabilities[0].id = id;
    EXPECT_EQ(at(data_of(report), "all.rows.0.url").text(), "") << id;
  }
}

TEST(TemplateData, CutsLongTitlesAndTellsHowMuchMoreThereIs) {
  Report report = small_report();
  report.vulnerabilities[0].title = std::string(100'000, 'x');
  const TemplateData data = data_of(report);
  EXPECT_EQ(at(data, "all.rows.0.title").text(), std::string(239, 'x') + "…");
  EXPECT_EQ(at(data, "all.rows.0.more").text(), "(99761 more characters)");
}

TEST(TemplateData, CutsNothingThatIsNotTooWide) {
  Report report = small_report();
  report.vulnerabilities[0].title = std::string(240, 'x');
  const TemplateData data = data_of(report);
  EXPECT_EQ(at(data, "all.rows.0.title").text(), std::string(240, 'x'));
  EXPECT_EQ(at(data, "all.rows.0.more").text(), "");
}

TEST(TemplateData, CountsTheGridSoThatItsSumsAreTheTotals) {
  const TemplateData heat = at(data_of(whole_report()), "counts.heat");
  std::size_t sum = 0;
  std::vector<std::size_t> columns(list_at(heat, "columns").size());
  for (const TemplateData& row : list_at(heat, "rows")) {
    std::size_t across = 0, column = 0;
    for (const TemplateData& cell : list_at(row, "cells")) {
      across += std::stoul(at(cell, "n").text());
      columns[column++] += std::stoul(at(cell, "n").text());
    }
    EXPECT_EQ(std::to_string(across), at(row, "total").text());
    sum += across;
  }
  EXPECT_EQ(std::to_string(sum), at(heat, "total").text());
  for (std::size_t i = 0; i < columns.size(); ++i)
    EXPECT_EQ(std::to_string(columns[i]), list_at(heat, "totals")[i].text()) << i;
  EXPECT_EQ(at(heat, "total").text(), "4");
}

// The grid is dark where most are, whatever the numbers.
TEST(TemplateData, ShadesTheGridFromOneToFive) {
  struct Case {
    std::size_t few, most;
    const char *light, *dark;
  };
  for (const auto& [few, most, light, dark] : std::vector<Case>{{1, 1, "1", "1"},
                                                                {1, 5, "1", "5"},
                                                                {1, 6, "1", "5"},
                                                                {3, 6, "2", "5"},
                                                                {0, 1000, "0", "5"},
                                                                {1, 1000, "1", "5"},
                                                                {999, 1000, "5", "5"}}) {
    Report report = small_report();
    report.totals.by_severity = {{Severity::Critical, few}, {Severity::Low, most}};
    report.totals.by_impact = {{Impact::Spoofing, few + most}};
    report.totals.by_severity_and_impact = {{{Severity::Critical, Impact::Spoofing}, few},
                                            {{Severity::Low, Impact::Spoofing}, most}};
    const TemplateData data = data_of(report);
    EXPECT_EQ(at(data, "counts.heat.rows.0.cells.0.level").text(), light) << few << ' ' << most;
    EXPECT_EQ(at(data, "counts.heat.rows.1.cells.0.level").text(), dark) << few << ' ' << most;
  }
}

TEST(TemplateData, HoldsTheBlocksOfALayout) {
  const TemplateData blocks = at(data_of(small_report(), "ja", Layout::Digest), "blocks");
  EXPECT_EQ(json_of(at(blocks, "0.main")),
            "{\"text\":\"" + at(blocks, "0.main.text").text() + "\"}");
  EXPECT_EQ(json_of(at(blocks, "0.table")), "false");
  EXPECT_EQ(at(data_of(small_report(), "ja", Layout::Digest), "layout").text(), "digest");
}

}  // namespace
}  // namespace patchmatrix
