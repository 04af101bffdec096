// SPDX-License-Identifier: Apache-2.0
#include "fetch/lists.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/fetch.hpp>

#include "io/files.hpp"
#include "io/text.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace std::string_literals;

// "reference time hash signature", one a line; "-" for what is missing; then "note …".
class Lines {
 public:
  ListVisitor visitor() {
    return [this](const ListedDocument& each) {
      const auto shown = [](const std::string& text) { return text.empty() ? "-" : text; };
      text_ += shown(each.reference) + ' ' + (each.updated ? to_string(*each.updated) : "-");
      if (!each.hash.empty() || !each.signature.empty())
        text_ += ' ' + shown(each.hash) + ' ' + shown(each.signature);
      text_ += '\n';
    };
  }
  ListNotes& notes() { return notes_; }
  std::string text() const {
    std::string out = text_;
    for (const std::string& each : notes_.codes()) out += "note " + each + '\n';
    return out;
  }

 private:
  std::string text_;
  ListNotes notes_;
};

std::string csv(std::string_view text) {
  Lines lines;
  read_changes_csv(text, lines.visitor(), lines.notes());
  return lines.text();
}

std::string index_txt(std::string_view text) {
  Lines lines;
  read_index_txt(text, lines.visitor());
  return lines.text();
}

std::string rolie(std::string_view text) {
  Lines lines;
  const std::string error =
      test::error_of([&] { read_rolie(text, lines.visitor(), lines.notes()); });
  return lines.text() + (error == "no error" ? "" : error);
}

std::string month_index(std::string_view text) {
  Lines lines;
  const std::string error = test::error_of([&] { read_month_index(text, lines.visitor()); });
  return lines.text() + (error == "no error" ? "" : error);
}

std::string provider(std::string_view text) {
  const auto metadata = read_provider_metadata(text);
  if (!metadata) return "none";
  std::string out = metadata->canonical_url + " by " + metadata->publisher + '\n';
  for (const ProviderList& each : metadata->lists)
    out += (each.rolie ? "rolie " : "directory ") + each.url +
           (each.tlp.empty() ? "" : ' ' + each.tlp) + '\n';
  for (const ProviderKey& each : metadata->keys)
    out += "key " + each.fingerprint + ' ' + each.url + '\n';
  return out;
}

std::string aggregator(std::string_view text) {
  const auto providers = read_aggregator(text);
  if (!providers) return "none";
  std::string out;
  for (const AggregatedProvider& each : *providers)
    out += each.url + (each.mirrors.empty() ? "" : " | ") + joined(each.mirrors, " | ") + '\n';
  return out;
}

// ── changes.csv ──────────────────────────────────────────────────────────────────────────────────

TEST(ChangesCsv, HasAPathAndATimeInEveryLine) {
  struct Case {
    std::string text, lines;
  };
  const Case cases[] = {
      {"", ""},
      {"\n", ""},
      {"\r\n \r\n", ""},
      {"\xEF\xBB\xBF", ""},
      {"2022/a.json,2022-11-08T08:00:00Z\n", "2022/a.json 2022-11-08T08:00:00Z\n"},
      {"2022/a.json,2022-11-08T08:00:00Z", "2022/a.json 2022-11-08T08:00:00Z\n"},
      {"2022/a.json,2022-11-08T08:00:00Z\r\n2022/b.json,2022-11-09T08:00:00Z\r\n",
       "2022/a.json 2022-11-08T08:00:00Z\n2022/b.json 2022-11-09T08:00:00Z\n"},
      {"\"2022/a.json\",\"2022-11-08T08:00:00.000Z\"\n", "2022/a.json 2022-11-08T08:00:00Z\n"},
      {"\"2022/a.json\",2022-11-08T08:00:00Z\n2022/b.json,\"2022-11-08T08:00:00Z\"\n",
       "2022/a.json 2022-11-08T08:00:00Z\n2022/b.json 2022-11-08T08:00:00Z\n"},
      {"\xEF\xBB\xBF\"a.json\",\"2022-11-08T08:00:00Z\"\r\n", "a.json 2022-11-08T08:00:00Z\n"},
      {"a.json,2022-11-08T08:00:00+02:00\n", "a.json 2022-11-08T06:00:00Z\n"},
      {"a.json,2022-11-08T08:00:00+00:00\n", "a.json 2022-11-08T08:00:00Z\n"},
      {"a.json,2022-11-08T08:00:00.1234567-05:30\n", "a.json 2022-11-08T13:30:00Z\n"},
      {"a.json, 2022-11-08T08:00:00Z \n", "a.json 2022-11-08T08:00:00Z\n"},
      {"a.json,2022-11-08T08:00:00Z,more\n", "a.json 2022-11-08T08:00:00Z\n"},
      // Duplicates and the order stay as they are.
      {"b,2022-11-09T08:00:00Z\na,2022-11-10T08:00:00Z\nb,2022-11-08T08:00:00Z\n",
       "b 2022-11-09T08:00:00Z\na 2022-11-10T08:00:00Z\nb 2022-11-08T08:00:00Z\n"},
      // RFC 4180: a quote inside quotes is doubled; commas and blanks belong to the field.
      {"\"a\"\"b.json\",\"2022-11-08T08:00:00Z\"\n", "a\"b.json 2022-11-08T08:00:00Z\n"},
      {"\"a,b.json\",2022-11-08T08:00:00Z\n", "a,b.json 2022-11-08T08:00:00Z\n"},
      {"a\"b.json,2022-11-08T08:00:00Z\n", "a\"b.json 2022-11-08T08:00:00Z\n"},
      {"\"icsa-25-317-16 .json\",2022-11-08T08:00:00Z\n",
       "icsa-25-317-16 .json 2022-11-08T08:00:00Z\n"},
      {",2022-11-08T08:00:00Z\n", "- 2022-11-08T08:00:00Z\n"},
  };
  for (const Case& each : cases) EXPECT_EQ(csv(each.text), each.lines) << each.text;
}

TEST(ChangesCsv, TellsWhatIsOddInTimes) {
  struct Case {
    std::string text, lines;
  };
  const Case cases[] = {
      {"a.json,2022-11-08T08:00:00\n", "a.json 2022-11-08T08:00:00Z\nnote zoneless-times\n"},
      {"a.json,2022-11-08 08:00:00\n", "a.json 2022-11-08T08:00:00Z\nnote zoneless-times\n"},
      {"a.json,2022-11-08T08:00:00.123\n", "a.json 2022-11-08T08:00:00Z\nnote zoneless-times\n"},
      {"a.json,2022-11-08\n", "a.json 2022-11-08T00:00:00Z\nnote zoneless-times\n"},
      {"a.json,\n", "a.json -\nnote unreadable-times\n"},
      {"a.json\n", "a.json -\nnote unreadable-times\n"},
      {"\"a.json\n", "a.json -\nnote unreadable-times\n"},
      {"a.json,08.11.2022\n", "a.json -\nnote unreadable-times\n"},
      {"a.json,2022-02-30T00:00:00Z\n", "a.json -\nnote unreadable-times\n"},
      {"a.json,0001-01-01T00:00:00Z\n", "a.json -\nnote unreadable-times\n"},
      {"b,2022-11-08T08:00:00\na.json,soon\nc,2022-11-08T08:00:00Z\n",
       "b 2022-11-08T08:00:00Z\na.json -\nc 2022-11-08T08:00:00Z\n"
       "note zoneless-times\nnote unreadable-times\n"},
  };
  for (const Case& each : cases) EXPECT_EQ(csv(each.text), each.lines) << each.text;
}

TEST(ChangesCsv, MayHaveAHeadingInItsFirstLineOnly) {
  struct Case {
    std::string text, lines;
  };
  const Case cases[] = {
      {"path,time\na.json,2022-11-08T08:00:00Z\n", "a.json 2022-11-08T08:00:00Z\nnote heading\n"},
      {"\"File\",\"Release Date\"\r\n", "note heading\n"},
      {"\xEF\xBB\xBFpath,time\n", "note heading\n"},
      {"\n\npath,time\n", "note heading\n"},
      {"a.JSON,time\n", "a.JSON -\nnote unreadable-times\n"},
      {"a.xml,time\n", "a.xml -\nnote unreadable-times\n"},
      {"CVE-2025-0114,2022-11-08T08:00:00Z\n", "CVE-2025-0114 2022-11-08T08:00:00Z\n"},
      {"a.json,2022-11-08T08:00:00Z\npath,time\n",
       "a.json 2022-11-08T08:00:00Z\npath -\nnote unreadable-times\n"},
  };
  for (const Case& each : cases) EXPECT_EQ(csv(each.text), each.lines) << each.text;
}

TEST(ChangesCsv, IsNotWhatAServerSaysInItsPlace) {
  for (const char* text :
       {"Service temporarily unavailable\n", "a.json;2022-11-08T08:00:00Z\n", "<Error/>"})
    EXPECT_EQ(test::error_of([&] { csv(text); }), "malformed changes.csv list-form") << text;
}

// ── index.txt ────────────────────────────────────────────────────────────────────────────────────

TEST(IndexTxt, HasAPathInEveryLine) {
  struct Case {
    std::string text, lines;
  };
  const Case cases[] = {
      {"", ""},
      {"\n\r\n", ""},
      {"2022/a.json\n2021/b.json\n", "2022/a.json -\n2021/b.json -\n"},
      {"2022/a.json\r\n2021/b.json", "2022/a.json -\n2021/b.json -\n"},
      {"\xEF\xBB\xBF"
       "a.json\n",
       "a.json -\n"},
      {"a.json\n\na.json\n", "a.json -\na.json -\n"},
      {"a,b .json\n", "a,b .json -\n"},
      {"\"a.json\"\n", "\"a.json\" -\n"},
  };
  for (const Case& each : cases) EXPECT_EQ(index_txt(each.text), each.lines) << each.text;
}

// ── ROLIE ────────────────────────────────────────────────────────────────────────────────────────

std::string feed_of(const std::string& entries) {
  return R"({"feed":{"id":"f","updated":"2020-01-01T00:00:00Z","link":[{"rel":"self","href":"f"}],)"
         R"("entry":[)" +
         entries + "]}}";
}

TEST(Rolie, TellsDocumentsWithTheirHashesAndSignatures) {
  struct Case {
    std::string entries, lines;
  };
  const Case cases[] = {
      {"", ""},
      {R"({"id":"A","link":[{"rel":"self","href":"a.json"},{"rel":"hash","href":"a.json.sha256"},
         {"rel":"signature","href":"a.json.asc"}],"published":"2021-01-01T00:00:00Z",
         "updated":"2022-11-08T08:00:00Z","content":{"type":"application/json","src":"c.json"}})",
       "a.json 2022-11-08T08:00:00Z a.json.sha256 a.json.asc\n"},
      // Two hashes: the one that costs less, whatever the order.
      {R"({"link":[{"rel":"self","href":"a"},{"rel":"hash","href":"a.sha256"},
         {"rel":"hash","href":"a.SHA512"}],"updated":"2022-11-08T08:00:00Z"})",
       "a 2022-11-08T08:00:00Z a.sha256 -\n"},
      {R"({"updated":"2022-11-08T08:00:00Z","link":[{"href":"a.sha512","rel":"hash"},
         {"href":"a.sha256","rel":"hash"},{"href":"a","rel":"self"}]})",
       "a 2022-11-08T08:00:00Z a.sha256 -\n"},
      {R"({"link":[{"rel":"signature","href":"a.asc"},{"rel":"self","href":"a"}]})",
       "a - - a.asc\n"},
      // The self link is what publishers get right; the content stands in for it.
      {R"({"content":{"src":"c.json"},"updated":"2022-11-08T08:00:00Z"})",
       "c.json 2022-11-08T08:00:00Z\n"},
      {R"({"content":{"src":"c.json"},"link":[{"rel":"self","href":"a.json"}]})", "a.json -\n"},
      {R"({"content":{"src":"c.json"},"link":[{"rel":"self"}]})", "c.json -\n"},
      // Nothing of an entry is left over for the next one.
      {R"({"link":[{"rel":"self","href":"a"},{"rel":"hash","href":"a.sha256"}],
           "updated":"2022-11-08T08:00:00Z"},{"content":{"src":"b"}})",
       "a 2022-11-08T08:00:00Z a.sha256 -\nb -\n"},
      {R"({"link":[{"rel":"hash"},{"href":"x"},{"rel":"self","href":"a"},{"rel":"other","href":"y"}]})",
       "a -\n"},
      // Any order, duplicates too.
      {R"({"content":{"src":"b"}},{"content":{"src":"a"}},{"content":{"src":"b"}})",
       "b -\na -\nb -\n"},
      {R"({"content":{"src":"\u0061\/b"}})", "a/b -\n"},
      // Wrong types are passed over.
      {R"({"id":"A"})", "- -\n"},
      {R"({})", "- -\n"},
      {R"("a.json",5,null,[],["a"])", ""},
      {R"({"link":{"rel":"self","href":"a"},"content":"b"})", "- -\n"},
      {R"({"link":["self","a"],"content":["b"]})", "- -\n"},
      {R"({"link":[{"rel":["self"],"href":"a"}],"content":{"src":{"x":"b"}}})", "- -\n"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(rolie(feed_of(each.entries)), each.lines) << each.entries;
}

TEST(Rolie, TellsWhatIsOddInTimes) {
  EXPECT_EQ(rolie(feed_of(R"({"content":{"src":"a"},"updated":"2022-11-08T08:00:00"},
                             {"content":{"src":"b"},"updated":"2022-11-08T08:00:00.5+01:00"},
                             {"content":{"src":"c"},"updated":"soon"},
                             {"content":{"src":"d"},"updated":5})")),
            "a 2022-11-08T08:00:00Z\nb 2022-11-08T07:00:00Z\nc -\nd -\n"
            "note zoneless-times\nnote unreadable-times\n");
}

TEST(Rolie, MayBeEmpty) {
  for (const std::string text :
       {R"({"feed":{}})", R"({"feed":{"entry":[]}})", R"({"feed":{"entry":null}})",
        R"({"feed":{"entry":{"content":{"src":"a"}}}})", "\xEF\xBB\xBF{\"feed\":{}}"})
    EXPECT_EQ(rolie(text), "") << text;
}

TEST(Rolie, IsNothingElse) {
  const std::pair<std::string, std::string> cases[] = {
      {"{}", "malformed /feed list-form"},
      {"[]", "malformed /feed list-form"},
      {"null", "malformed /feed list-form"},
      {R"({"feed":[]})", "malformed /feed list-form"},
      {R"({"feed":"a"})", "malformed /feed list-form"},
      {R"({"feeds":{}})", "malformed /feed list-form"},
      {R"({"rolie":{"feed":{}}})", "malformed /feed list-form"},
      {R"([{"feed":{}}])", "malformed /feed list-form"},
      {R"({"document":{"category":"csaf_vex"}})", "malformed /feed list-form"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(rolie(text), error) << text;
  for (const std::string text : {"", "<html></html>", "{", "{\"feed\":{},}", "{\"feed\":{}} x"})
    EXPECT_EQ(rolie(text).rfind("malformed ", 0), 0U) << text << " gives " << rolie(text);
}

// ── the index of months ──────────────────────────────────────────────────────────────────────────

TEST(MonthIndex, TellsEveryMonth) {
  EXPECT_EQ(month_index(R"({"@odata.context":"c","value":[
      {"ID":"2022-Nov","Alias":"2022-Nov","DocumentTitle":"November 2022 Security Updates",
       "Severity":null,"InitialReleaseDate":"2022-11-08T08:00:00Z",
       "CurrentReleaseDate":"2022-11-15T08:00:00Z","CvrfUrl":"https://vendor.test/2022-Nov"},
      {"CurrentReleaseDate":"2016-04-12T07:00:00Z","ID":"2016-Apr"},
      {"ID":"2017-May-B"},
      {"ID":"2018-Jan","CurrentReleaseDate":"soon"}]})"),
            "2022-Nov 2022-11-15T08:00:00Z\n2016-Apr 2016-04-12T07:00:00Z\n2017-May-B -\n"
            "2018-Jan -\n");
  EXPECT_EQ(month_index("\xEF\xBB\xBF{\"value\":[]}"), "");
}

TEST(MonthIndex, IsNothingElse) {
  const std::pair<std::string, std::string> cases[] = {
      {"{}", "malformed /value list-form"},
      {"[]", "malformed /value list-form"},
      {R"([{"ID":"2022-Nov"}])", "malformed /value list-form"},
      {R"({"value":null})", "malformed /value list-form"},
      {R"({"value":{"ID":"2022-Nov"}})", "malformed /value list-form"},
      {R"({"values":[]})", "malformed /value list-form"},
      {R"({"value":[{}]})", "malformed /value list-form"},
      {R"({"value":[{"ID":"2022-Nov"},{"Alias":"2022-Dec"}]})",
       "2022-Nov -\nmalformed /value list-form"},
      {R"({"value":[{"ID":""}]})", "malformed /value list-form"},
      {R"({"value":[{"ID":{"x":"2022-Nov"}}]})", "malformed /value list-form"},
      {R"({"value":[{"id":"2022-Nov"}]})", "malformed /value list-form"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(month_index(text), error) << text;
  for (const std::string text : {"", "<html></html>", "{\"value\":[}"})
    EXPECT_EQ(month_index(text).rfind("malformed ", 0), 0U) << text;
}

// ── provider-metadata.json ───────────────────────────────────────────────────────────────────────

std::string metadata_of(const std::string& distributions, const std::string& more = {}) {
  return R"({"canonical_url":"https://vendor.test/p.json","publisher":{"category":"vendor",)"
         R"("name":"Vendor","namespace":"https://vendor.test"},"role":"csaf_provider",)" +
         more + R"("distributions":[)" + distributions + "]}";
}

TEST(ProviderMetadata, NamesRolieFeedsAndThenDirectories) {
  const std::string rolie_entry =
      R"("rolie":{"feeds":[{"summary":"s","tlp_label":"WHITE","url":"https://vendor.test/w.json"},
                           {"tlp_label":"AMBER","url":"a.json"}]})";
  const std::string directory = R"("directory_url":"https://vendor.test/csaf/")";
  const std::string feeds = "rolie https://vendor.test/w.json WHITE\nrolie a.json AMBER\n";
  const std::string both = feeds + "directory https://vendor.test/csaf/\n";
  struct Case {
    std::string distributions, lists;
  };
  const Case cases[] = {
      {"", ""},
      {"{" + rolie_entry + "}", feeds},
      {"{" + rolie_entry + "," + directory + "}", both},
      {"{" + directory + "," + rolie_entry + "}", both},
      {"{" + directory + "},{" + rolie_entry + "}", both},
      {"{" + rolie_entry + "},{" + directory + "}", both},
      {"{" + directory + "}", "directory https://vendor.test/csaf/\n"},
      {R"({"directory_url":"https://vendor.test/csaf"})", "directory https://vendor.test/csaf/\n"},
      {R"({"directory_url":"white"},{"directory_url":"/vex/"})",
       "directory white/\ndirectory /vex/\n"},
      {R"({"rolie":{"feeds":[{"url":"a"}]}},{"rolie":{"feeds":[{"url":"b","tlp_label":"CLEAR"}]}})",
       "rolie a\nrolie b CLEAR\n"},
      {R"({"rolie":{"feeds":[]},"directory_url":"d/"})", "directory d/\n"},
      {R"({"rolie":{"feeds":[{"tlp_label":"WHITE"}]},"directory_url":"d/"})", "directory d/\n"},
      {R"({"rolie":{"feeds":[{"url":""}]},"directory_url":""})", ""},
      // Wrong types are passed over.
      {R"("https://vendor.test/",5,null,[],{"rolie":[],"directory_url":["d/"]})", ""},
      {R"({"rolie":{"feeds":{"url":"a"}}},{"rolie":{"feeds":["a",{"url":"b"}]}})", "rolie b\n"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(provider(metadata_of(each.distributions)),
              "https://vendor.test/p.json by Vendor\n" + each.lists)
        << each.distributions;
}

TEST(ProviderMetadata, NamesKeysInLowerCase) {
  EXPECT_EQ(provider(metadata_of("", R"("public_openpgp_keys":[
      {"fingerprint":"A8914CA2F11139C6A69A0018FB3CD9B15DE61596","url":"https://vendor.test/k.asc"},
      {"fingerprint":"19c01cb7157e4645e9e2c863062a85a8cbfbdcda","url":"k2.asc"},
      {"url":"k3.asc"}],)")),
            "https://vendor.test/p.json by Vendor\n"
            "key a8914ca2f11139c6a69a0018fb3cd9b15de61596 https://vendor.test/k.asc\n"
            "key 19c01cb7157e4645e9e2c863062a85a8cbfbdcda k2.asc\n"
            "key  k3.asc\n");
  EXPECT_EQ(provider(metadata_of("", R"("public_openpgp_keys":[],)")),
            "https://vendor.test/p.json by Vendor\n");
  EXPECT_EQ(provider(metadata_of("", R"("public_openpgp_keys":"none",)")),
            "https://vendor.test/p.json by Vendor\n");
}

TEST(ProviderMetadata, IsReadWhateverTheRoleAndTheVersion) {
  for (const std::string role :
       {"\"csaf_publisher\"", "\"csaf_provider\"", "\"csaf_trusted_provider\"", "\"CSAF_PROVIDER\"",
        "\"other\"", "null", "5"})
    EXPECT_EQ(provider(R"({"metadata_version":"2.1","canonical_url":"u","publisher":{"name":"V"},)"
                       R"("distributions":[{"directory_url":"d/"}],"role":)" +
                       role + "}"),
              "u by V\ndirectory d/\n")
        << role;
  EXPECT_EQ(provider("\xEF\xBB\xBF{\"canonical_url\":\"u\",\"publisher\":{}}"), "u by \n");
}

TEST(ProviderMetadata, IsNothingElse) {
  const std::string cases[] = {
      "",
      "<!DOCTYPE html><html></html>",
      "{",
      "[]",
      "{}",
      "\"text\"",
      R"({"canonical_url":"u"})",
      R"({"publisher":{"name":"V"}})",
      R"({"canonical_url":"","publisher":{"name":"V"}})",
      R"({"canonical_url":["u"],"publisher":{"name":"V"}})",
      R"({"canonical_url":"u","publisher":"V"})",
      R"({"canonical_url":"u","publisher":{"name":"V"},})",
      R"({"aggregator":{"name":"A"},"canonical_url":"u","csaf_providers":[]})",
      R"({"document":{"publisher":{"name":"V"}}})",
      R"({"canonical_url":"u","publisher":{"name":"V"}} trailing)",
      std::string(5000, '['),
  };
  for (const std::string& text : cases) EXPECT_EQ(provider(text), "none") << text;
}

// ── aggregator.json ──────────────────────────────────────────────────────────────────────────────

TEST(Aggregator, NamesProvidersAndPublishersWithTheirMirrors) {
  EXPECT_EQ(aggregator(R"({"aggregator":{"category":"lister","name":"A"},"csaf_publishers":[
      {"metadata":{"url":"https://c.test/p.json"},"mirrors":["m3"],"update_interval":"daily"}],
      "csaf_providers":[{"metadata":{"url":"https://a.test/p.json"},"mirrors":["m1","m2"]},
      {"metadata":{"url":"https://b.test/p.json"}}]})"),
            "https://a.test/p.json | m1 | m2\nhttps://b.test/p.json\nhttps://c.test/p.json | m3\n");
  EXPECT_EQ(aggregator(R"({"aggregator":{}})"), "");
  EXPECT_EQ(aggregator(R"({"aggregator":{},"csaf_providers":[5,{},{"metadata":{"url":""}},
      {"metadata":"x"},{"metadata":{"url":"u"},"mirrors":[5,"",{"a":1},"m"]},
      {"metadata":{"url":"v"},"mirrors":"m"}]})"),
            "u | 5 | m\nv\n");
}

TEST(Aggregator, IsNothingElse) {
  const std::string cases[] = {
      "",
      "<html></html>",
      "[]",
      "{}",
      R"({"aggregator":"A","csaf_providers":[]})",
      R"({"csaf_providers":[{"metadata":{"url":"u"}}]})",
      R"({"canonical_url":"u","publisher":{"name":"V"},"role":"csaf_provider"})",
      R"({"aggregator":{},)",
  };
  for (const std::string& text : cases) EXPECT_EQ(aggregator(text), "none") << text;
}

// ── security.txt ─────────────────────────────────────────────────────────────────────────────────

TEST(SecurityTxt, NamesProviderMetadataInItsCsafLines) {
  using List = std::vector<std::string>;
  const std::pair<std::string, List> cases[] = {
      {"", {}},
      {"Contact: mailto:a@vendor.test\nCSAF: https://vendor.test/p.json\n",
       {"https://vendor.test/p.json"}},
      {"CSAF: https://vendor.test/p.json", {"https://vendor.test/p.json"}},
      {"CSAF: https://a.test/p.json\r\nExpires: "
       "2030-01-01T00:00:00Z\r\ncsaf:https://b.test/p.json\r\n",
       {"https://a.test/p.json", "https://b.test/p.json"}},
      {"CsAf :\t /provider-metadata.json \n", {"/provider-metadata.json"}},
      {"\xEF\xBB\xBF"
       "CSAF: a\n",
       {"a"}},
      {"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nCSAF: a\n-----BEGIN PGP "
       "SIGNATURE-----\n",
       {"a"}},
      {"# CSAF: a\n", {}},
      {"CSAF:\n", {}},
      {"CSAF: \nCSAF: b\n", {"b"}},
      {"CSAF https://vendor.test/p.json\n", {}},
      {"CSAFs: a\nX-CSAF: a\n", {}},
      {"The security policy will be here soon: see CSAF: later\n", {}},
      {"<!DOCTYPE html>\n<html>\nCSAF: a\n</html>", {}},
  };
  for (const auto& [text, addresses] : cases) EXPECT_EQ(read_security_txt(text), addresses) << text;
}

// ── hash files ───────────────────────────────────────────────────────────────────────────────────

TEST(HashFile, BeginsWithTheDigest) {
  const std::string digest = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
  std::string shouted = digest;
  for (char& c : shouted)
    if (c >= 'a') c = static_cast<char>(c - 'a' + 'A');
  const std::string cases[] = {
      digest + "  a.json\n",
      digest + "  a.json",
      digest,
      digest + "\n",
      digest + "\r\n",
      digest + " a.json",
      digest + "  2022/a.json\n",
      digest + "  ./white/2022/another.json\n",
      digest + " *a.json\n",
      digest + "*a.json\n",
      digest + "\ta.json\n",
      digest + "  a name with blanks.json\n",
      digest + "  a.json\n" + std::string(64, '1') + "  b.json\n",
      shouted + "  A.JSON\n",
      "  \n" + digest + "\n",
      "\xEF\xBB\xBF" + digest + "  a.json\n",
  };
  for (const std::string& text : cases) EXPECT_EQ(read_hash(text, 64), digest) << text;
  EXPECT_EQ(read_hash(digest + digest + "  a.json\n", 128), digest + digest);
}

TEST(HashFile, IsNothingElse) {
  const std::string cases[] = {
      "",
      " \n",
      std::string(63, 'a'),
      std::string(65, 'a'),
      std::string(128, 'a'),
      std::string(32, 'a') + "  a.json\n",  // MD5
      std::string(40, 'a') + "  a.json\n",  // SHA-1
      std::string(63, 'a') + "g  a.json\n",
      std::string(63, 'a') + " a",
      "a.json  " + std::string(64, 'a'),
      "SHA256 (a.json) = " + std::string(64, 'a'),
      "sha256:" + std::string(64, 'a'),
      "0x" + std::string(62, 'a'),
      std::string(64, 'a') + ";a.json",
      std::string(63, 'a') + "\0"s,
      "*" + std::string(64, 'a'),
      "<!DOCTYPE html><html><body>Not found</body></html>",
      "{\"error\":404}",
  };
  for (const std::string& text : cases)
    EXPECT_EQ(read_hash(text, 64), std::nullopt) << text.size() << " bytes: " << text;
  EXPECT_EQ(read_hash(std::string(127, 'a'), 128), std::nullopt);
  EXPECT_EQ(read_hash(std::string(129, 'a'), 128), std::nullopt);
  EXPECT_EQ(read_hash(std::string(64, 'a'), 128), std::nullopt);
  EXPECT_EQ(read_hash("", 0), std::nullopt);
}

// ── error pages and labels ───────────────────────────────────────────────────────────────────────

TEST(Html, IsKnownByItsBeginning) {
  const std::string pages[] = {
      "<!DOCTYPE html>",
      "<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\">",
      "<html>",
      "<HTML lang=\"en\">",
      "<html",
      "\r\n\t <!DOCTYPE html>\n<html>",
      "\xEF\xBB\xBF<!DOCTYPE html>",
      "\xEF\xBB\xBF\n<html>",
      "<head>",
      "<body\nclass=\"x\">",
  };
  for (const std::string& text : pages) EXPECT_TRUE(is_html(text)) << text;
  const std::string others[] = {
      "",
      " ",
      "{}",
      "{\"html\":\"<html>\"}",
      "<?xml version=\"1.0\"?><cvrfdoc/>",
      "<cvrfdoc xmlns=\"http://www.icasi.org/CVRF/schema/cvrf/1.1\"/>",
      "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
      "<!DOCTYPE svg>",
      "<!DOCTYPE",
      "<!DOCTYPE htmlx>",
      "<htm>",
      "<headline>",
      "<bodyguard/>",
      "<html:p/>",
      "text <html>",
      "&lt;html&gt;",
  };
  for (const std::string& text : others) EXPECT_FALSE(is_html(text)) << text;
}

TEST(TlpLabel, KeepsADocumentFromThePublicFromAmberOn) {
  for (const std::string_view label :
       {"AMBER", "amber", "Amber", "TLP:AMBER", "tlp:amber+strict", "AMBER+STRICT", "RED",
        "TLP:RED", "TLP: RED", " red ", "ORANGE", "WHITEX", "CLEAR+STRICT", "TLP WHITE", "?"})
    EXPECT_TRUE(is_restricted(label)) << label;
  for (const std::string_view label :
       {"", " ", "TLP:", "WHITE", "white", "White", "TLP:WHITE", "CLEAR", "tlp:clear", "Clear",
        "GREEN", "TLP:GREEN", "TLP: White ", "UNLABELED", "Unlabeled"})
    EXPECT_FALSE(is_restricted(label)) << label;
}

// ── real ones ────────────────────────────────────────────────────────────────────────────────────

std::string sample(const std::string& name) {
  return read_file(*test::corpus() / "csaf/sample/dist" / name);
}

// The number of lines, the first, the last, and the notes.
std::string summary(const std::string& lines) {
  std::size_t count = 0;
  std::string first, last, notes;
  for (const std::string_view line : split(lines, '\n')) {
    if (line.empty()) continue;
    if (line.starts_with("note ")) {
      notes.append(line).append("\n");
      continue;
    }
    if (count++ == 0) first = line;
    last = line;
  }
  return std::to_string(count) + '\n' + first + '\n' + last + '\n' + notes;
}

TEST(RealLists, OfChangesAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/changes.csv");
  EXPECT_EQ(summary(csv(sample("changes.csv"))),
            "90\n2026/ni_cve-2026-18485.json 2026-08-05T00:00:00Z\n"
            "2021/ni_cve-2021-38304.json 2021-09-17T06:00:00Z\n");
  EXPECT_EQ(summary(csv(sample("2_changes.csv"))),
            "30\n2022/cve-2022-0001.json 2024-04-02T14:50:53Z\n"
            "2022/cve-2022-0336.json 2024-04-02T14:50:53Z\n");
  EXPECT_EQ(csv(sample("3_changes.csv")),
            "2017/juice-shop-sa-20200513-express-jwt.json 2024-03-03T11:00:00Z\n"
            "2021/juice-shop-sa-20211014-proto.json 2024-03-25T19:36:00Z\n"
            "2024/juice-shop-sa-general.json 2024-03-03T11:00:00Z\n");
  EXPECT_EQ(summary(index_txt(sample("index.txt"))),
            "90\n2021/ni_cve-2021-38304.json -\n2026/ni_cve-2026-48141.json -\n");
}

TEST(RealLists, OfRolieAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/ssa-feed-tlp-white.json");
  const std::string siemens = "https://cert-portal.siemens.com/productcert/csaf/ssa-426509.json";
  EXPECT_EQ(rolie(sample("ssa-feed-tlp-white.json")),
            siemens + " 2025-06-17T00:00:00Z " + siemens + ".sha512 " + siemens + ".asc\n");
  const std::string text = rolie(sample("nn-csaf-feed-tlp-white.json"));
  const std::string nozomi =
      "https://raw.githubusercontent.com/izzy64/test-csaf-aggregator/main/Nozomi%20Networks/"
      "nn-csaf-feed-tlp-white/nn-2026:7-01.json";
  EXPECT_EQ(text.substr(0, text.find('\n')),
            nozomi + " 2026-05-19T11:00:00Z " + nozomi + ".sha256 " + nozomi + ".asc");
  EXPECT_EQ(split(text, '\n').size(), 52U + 1U);
  // A template of a test server is no JSON; what stands before is told.
  EXPECT_EQ(rolie(sample("white-feed.json")), "malformed 31:12 json-syntax");
  // Lists of other kinds.
  EXPECT_EQ(rolie(sample("aggregator.json")), "malformed /feed list-form");
  EXPECT_EQ(month_index(sample("known_exploited_vulnerabilities.json")),
            "malformed /value list-form");
}

TEST(RealLists, OfProvidersAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/provider-metadata.json");
  EXPECT_EQ(
      provider(sample("provider-metadata.json")),
      "https://github.com/ni/product-security-center/csaf/provider-metadata.json by NI PSIRT\n"
      "directory https://github.com/ni/product-security-center/tree/main/csaf/advisories/\n"
      "directory https://github.com/ni/product-security-center/tree/main/csaf/vex/\n");
  EXPECT_EQ(provider(sample("2_provider-metadata.json")),
            "http://localhost:3000/.well-known/csaf/provider-metadata.json by OWASP Juice Shop\n"
            "directory http://localhost:3000/.well-known/csaf/\n"
            "key 19c01cb7157e4645e9e2c863062a85a8cbfbdcda "
            "https://keybase.io/bkimminich/pgp_keys.asc?fingerprint="
            "19c01cb7157e4645e9e2c863062a85a8cbfbdcda\n"
            "key 2372b2b12aea7ae3001bb3fbd08fb16e2029d870 "
            "https://keybase.io/wurstbrot/pgp_keys.asc\n"
            "key 91b7a09d34db0a5e662ea7546f4a7656807d4ff9 https://github.com/J12934.gpg\n");
  EXPECT_EQ(provider(sample("3_provider-metadata.json")),
            "{{.URL}}/provider-metadata.json by ACME Inc\n"
            "rolie {{.URL}}/white/white-feed.json WHITE\n"
            "key a8914ca2f11139c6a69a0018fb3cd9b15de61596 {{.URL}}/openpgp/pubkey.asc\n");
  const std::string mirror = "https://raw.githubusercontent.com/izzy64/test-csaf-aggregator/main/";
  EXPECT_EQ(provider(sample("provider_metadata.json")),
            mirror + "CISA/provider_metadata.json by CISA\nrolie " + mirror +
                "CISA/cisa-csaf-ot-feed-tlp-white/cisa-csaf-ot-feed-tlp-white.json WHITE\nrolie " +
                mirror +
                "CISA/cisa-csaf-it-feed-tlp-white/cisa-csaf-it-feed-tlp-white.json WHITE\n"
                "key 144aed0a57be7d4ae835d9d8cac5ac4f74164b17 "
                "https://www.cisa.gov/sites/default/files/csaf/cisacsafsigning_public.asc\n");
  EXPECT_EQ(provider(sample("2_provider_metadata.json")),
            mirror + "Nozomi%20Networks/provider_metadata.json by Nozomi Networks\nrolie " +
                mirror +
                "Nozomi%20Networks/nn-csaf-feed-tlp-white/nn-csaf-feed-tlp-white.json WHITE\n"
                "directory https://security.nozominetworks.com/csaf/\n"
                "key 16d505f8fc8d6afd94345d25f050b61f3c9cbfd5 "
                "https://security.nozominetworks.com/csaf/psirt.asc\n");
  const std::string siemens = "https://cert-portal.siemens.com/productcert/";
  std::string keys;
  for (const std::string fingerprint :
       {"580D38DA228555EB2A399A8118BABD55427ECF78", "721FA0FAF09FA34B24BFB97AC796861C75A783FA",
        "1F2C7F9B23F08C7F6307DB43966EE04C49B2BA34", "9534422C0570CCA7FF6FC5FCD3F481EA114AAFE4"})
    keys += "key " + lower(fingerprint) + ' ' + siemens + "pgp/" + fingerprint + ".asc\n";
  EXPECT_EQ(provider(sample("Siemens_ProductCERT_provider_metadata.json")),
            siemens + "csaf/provider-metadata.json by Siemens ProductCERT\nrolie " + siemens +
                "csaf/ssa-feed-tlp-white.json WHITE\n" + keys);
  for (const std::string other : {"aggregator.json", "ssa-feed-tlp-white.json", "security.txt",
                                  "known_exploited_vulnerabilities.json"})
    EXPECT_EQ(provider(sample(other)), "none") << other;
}

TEST(RealLists, OfAggregatorsAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/aggregator.json");
  const std::string mirror = "https://raw.githubusercontent.com/izzy64/test-csaf-aggregator/main/";
  const std::string file = "/provider_metadata.json\n";
  EXPECT_EQ(aggregator(sample("aggregator.json")),
            "https://festo.csaf-tp.certvde.com/.well-known/csaf/provider-metadata.json | " +
                mirror + "Festo%20SE%20&%20Co.%20KG" + file +
                "https://csaf.data.security.nozominetworks.com/provider-metadata.json | " + mirror +
                "Nozomi%20Networks" + file +
                "https://beckhoff.csaf-tp.certvde.com/.well-known/csaf/provider-metadata.json | " +
                mirror + "Beckhoff%20Automation%20GmbH%20&%20Co.%20KG" + file +
                "https://www.cisa.gov/sites/default/files/csaf/provider-metadata.json | " + mirror +
                "CISA" + file +
                "https://cert-portal.siemens.com/productcert/csaf/provider-metadata.json | " +
                mirror + "Siemens%20ProductCERT" + file);
  EXPECT_EQ(aggregator(sample("provider-metadata.json")), "none");
}

TEST(RealLists, OfSecurityContactsAreRead) {
  PATCHMATRIX_NEEDS("csaf/sample/dist/security.txt");
  EXPECT_EQ(read_security_txt(sample("security.txt")),
            (std::vector<std::string>{
                "https://schwarz-informatik.at/.well-known/csaf/provider-metadata.json"}));
}

}  // namespace
}  // namespace patchmatrix
