// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidjson/pointer.h>

#include <patchmatrix/report.hpp>

#include "io/files.hpp"
#include "report/changes_states.hpp"
#include "report/schema.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using testing::IsEmpty;
using testing::Not;

std::string changes_json() {
  return render_changes_json("2022-11-08", "2022-11-30", changes_of_the_month());
}

std::string comparison_json() {
  const Told older = older_month(), newer = newer_month();
  const auto report = [](const Told& month) {
    return build_report({{month.state.documents.front().findings, {}, {}}}, {},
                        shipped_feeds().impact_order);
  };
  return render_comparison_json(
      report(older), report(newer),
      compare_releases(older.state, newer.state, shipped_feeds().impact_order));
}

TEST(ChangesJson, HoldsEveryChange) {
  std::vector<Change> changes = changes_of_the_month();
  changes.resize(2);
  EXPECT_EQ(render_changes_json("2022-11-08", "2022-11-30", changes), R"OUT({
  "schema": "patchmatrix.changes/1",
  "from": "2022-11-08",
  "to": "2022-11-30",
  "changes": [
    {
      "type": "exploited",
      "vulnerability": "CVE-2022-0001",
      "product_id": null,
      "field": "exploited",
      "old": "no",
      "new": "yes",
      "revision": "1.1",
      "date": "2022-11-11T08:00:00Z"
    },
    {
      "type": "kev",
      "vulnerability": "CVE-2022-0002",
      "product_id": null,
      "field": "kev",
      "old": null,
      "new": "2023-01-10",
      "revision": null,
      "date": "2023-01-10T00:00:00Z"
    }
  ]
}
)OUT");
}

TEST(ChangesJson, IsAnEmptyListWhereNothingChanged) {
  EXPECT_EQ(render_changes_json("2022-11-08", "", {}), R"OUT({
  "schema": "patchmatrix.changes/1",
  "from": "2022-11-08",
  "to": null,
  "changes": []
}
)OUT");
}

TEST(ChangesJson, HoldsEveryType) {
  const rapidjson::Document json = parsed(changes_json());
  std::vector<std::string> types;
  for (const auto& each : json["changes"].GetArray())
    if (types.empty() || types.back() != each["type"].GetString())
      types.emplace_back(each["type"].GetString());
  std::vector<std::string> all;
  for (const ChangeType each : kChangeTypes) all.emplace_back(slug(each));
  EXPECT_EQ(types, all);
}

TEST(ComparisonJson, HoldsTotalsAndFamilies) {
  const std::string json = comparison_json();
  const std::size_t at = json.find("  \"totals\"");
  ASSERT_NE(at, std::string::npos) << json;
  EXPECT_EQ(json.substr(at), R"OUT(  "totals": {
    "vulnerabilities": {
      "old": 5,
      "new": 5
    },
    "counted": {
      "old": 5,
      "new": 5
    },
    "by_severity": {
      "critical": {
        "old": 0,
        "new": 2
      },
      "important": {
        "old": 1,
        "new": 0
      },
      "low": {
        "old": 1,
        "new": 1
      },
      "unspecified": {
        "old": 3,
        "new": 2
      }
    },
    "by_impact": {
      "remote-code-execution": {
        "old": 0,
        "new": 2
      },
      "elevation-of-privilege": {
        "old": 1,
        "new": 0
      },
      "spoofing": {
        "old": 2,
        "new": 1
      },
      "unspecified": {
        "old": 2,
        "new": 2
      }
    },
    "exploited": {
      "old": 0,
      "new": 2
    },
    "publicly_disclosed": {
      "old": 0,
      "new": 1
    },
    "kbs": {
      "old": 1,
      "new": 2
    }
  },
  "families": [
    {
      "id": "windows-10",
      "label": {
        "ja": "Windows 10 21H5, 21H2, 21H1",
        "en": "Windows 10 21H5, 21H2, 21H1"
      },
      "headline": true,
      "old": {
        "severity": "important",
        "impact": "elevation-of-privilege",
        "impact_inferred": false,
        "cvss_severity": null,
        "vulnerabilities": 5
      },
      "new": {
        "severity": "critical",
        "impact": "remote-code-execution",
        "impact_inferred": false,
        "cvss_severity": null,
        "vulnerabilities": 5
      }
    }
  ]
}
)OUT");
}

TEST(ChangesSchema, AcceptsWhatIsWritten) {
  for (const std::string& json :
       {changes_json(), comparison_json(), render_changes_json("a", "b", {})})
    EXPECT_THAT(complaints("changes", parsed(json)), IsEmpty()) << json;
}

TEST(ChangesSchema, RefusesWhatIsNotWritten) {
  const std::string sound = comparison_json();
  struct Case {
    const char* pointer;
    const char* value;  // empty: taken away
  };
  for (const Case& change : std::vector<Case>{{"/schema", R"("patchmatrix.changes/2")"},
                                              {"/schema", ""},
                                              {"/from", "1"},
                                              {"/from", R"("")"},
                                              {"/to", ""},
                                              {"/changes", "null"},
                                              {"/extra", "1"},
                                              {"/totals", ""},
                                              {"/families", ""},
                                              {"/changes/0/type", R"("renamed")"},
                                              {"/changes/0/type", ""},
                                              {"/changes/0/vulnerability", "null"},
                                              {"/changes/0/product_id", R"("1")"},
                                              {"/changes/0/field", R"("")"},
                                              {"/changes/0/old", R"("")"},
                                              {"/changes/0/new", "true"},
                                              {"/changes/0/date", R"("2022-11-11")"},
                                              {"/changes/0/title", R"("x")"},
                                              {"/totals/exploited/old", "-1"},
                                              {"/totals/by_severity/grave", R"({"old":1,"new":1})"},
                                              {"/families/0/new/severity", R"("grave")"},
                                              {"/families/0/old", R"("critical")"},
                                              {"/families/0/label/ja", ""}}) {
    rapidjson::Document json = parsed(sound);
    const rapidjson::Pointer pointer(change.pointer);
    if (*change.value == '\0') {
      ASSERT_TRUE(pointer.Erase(json)) << change.pointer;
    } else {
      const rapidjson::Document value = parsed(change.value);
      pointer.Set(json, value, json.GetAllocator());
    }
    EXPECT_THAT(complaints("changes", json), Not(IsEmpty()))
        << change.pointer << " = " << change.value;
  }
}

std::vector<std::string> strings(const rapidjson::Value& list) {
  std::vector<std::string> out;
  for (const auto& each : list.GetArray())
    if (each.IsString()) out.emplace_back(each.GetString());
  return out;
}

template <class Values>
std::vector<std::string> slugs(const Values& values) {
  std::vector<std::string> out;
  for (const auto each : values) out.emplace_back(slug(each));
  return out;
}

TEST(ChangesSchema, NamesEveryWord) {
  const rapidjson::Document schema = schema_document("changes");
  const rapidjson::Value& definitions = schema["definitions"];
  EXPECT_EQ(strings(definitions["change"]["properties"]["type"]["enum"]), slugs(kChangeTypes));
  const rapidjson::Value& rating = definitions["rating"]["properties"];
  EXPECT_EQ(strings(rating["severity"]["enum"]), slugs(kSeverities));
  EXPECT_THAT(strings(rating["impact"]["enum"]),
              testing::UnorderedElementsAreArray(slugs(kImpacts)));
  const rapidjson::Value& totals = definitions["totals"]["properties"];
  for (const Severity each : kSeverities)
    EXPECT_TRUE(totals["by_severity"]["properties"].HasMember(std::string(slug(each)).c_str()))
        << slug(each);
  for (const Impact each : kImpacts)
    EXPECT_TRUE(totals["by_impact"]["properties"].HasMember(std::string(slug(each)).c_str()))
        << slug(each);
}

// Every object of the schema is closed, and every property says what it means.
void expect_strict(const rapidjson::Value& schema, const std::string& where) {
  if (!schema.IsObject()) return;
  if (schema.HasMember("properties")) {
    ASSERT_TRUE(schema.HasMember("additionalProperties")) << where;
    EXPECT_TRUE(schema["additionalProperties"].IsFalse()) << where;
    for (const auto& each : schema["properties"].GetObject()) {
      const std::string name = where + "/" + each.name.GetString();
      EXPECT_TRUE(each.value.HasMember("description")) << name;
      expect_strict(each.value, name);
    }
  }
  if (schema.HasMember("items")) expect_strict(schema["items"], where + "[]");
}

TEST(ChangesSchema, IsClosedAndDescribesEveryProperty) {
  const rapidjson::Document schema = schema_document("changes");
  expect_strict(schema, "");
  for (const auto& each : schema["definitions"].GetObject())
    expect_strict(each.value, each.name.GetString());
}

}  // namespace
}  // namespace patchmatrix
