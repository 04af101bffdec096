// SPDX-License-Identifier: Apache-2.0
#include "io/templates.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/support.hpp"

namespace patchmatrix {
namespace {

using namespace test;
using List = TemplateData::List;

TemplateData object(std::vector<std::pair<std::string, TemplateData>> fields) {
  TemplateData out;
  for (auto& [name, value] : fields) out.set(name, std::move(value));
  return out;
}

struct Rendering {
  const char* what;
  std::string text;
  TemplateData data;
  std::string expected;
};

std::string rendered(const std::string& text, const TemplateData& data,
                     const std::vector<std::pair<std::string, std::string>>& partials = {}) {
  const TemporaryFolder folder;
  folder.write("page.mustache", text);
  for (const auto& [name, content] : partials) folder.write(name + ".mustache", content);
  return Templates({folder.path()}).render("page", data, [](const std::string& value) {
    return escape_html(value);
  });
}

TEST(Templates, ShowFieldsAndEscapeThem) {
  const TemplateData data = object({{"hostile", "<a href=\"x\">&'"},
                                    {"plain", "日本語"},
                                    {"empty", ""},
                                    {"a", object({{"b", object({{"c", "deep"}})}})}});
  const std::vector<Rendering> cases = {
      {"no tags", "no {tags} here }}\n", data, "no {tags} here }}\n"},
      {"a field", "[{{plain}}]", data, "[日本語]"},
      {"blanks within", "[{{ plain\t}}]", data, "[日本語]"},
      {"an empty field", "[{{empty}}]", data, "[]"},
      {"escaped", "{{hostile}}", data, "&lt;a href=&quot;x&quot;&gt;&amp;&#39;"},
      {"as it is", "{{{hostile}}}", data, "<a href=\"x\">&'"},
      {"as it is, the other way", "{{& hostile }}", data, "<a href=\"x\">&'"},
      {"a dotted name", "{{a.b.c}}", data, "deep"},
      {"two on a line", "{{plain}}{{plain}}", data, "日本語日本語"},
      {"what looks like a tag in a value", "{{x}}", object({{"x", "{{plain}}"}}), "{{plain}}"},
      {"an empty template", "", data, ""},
  };
  for (const auto& [what, text, values, expected] : cases)
    EXPECT_EQ(rendered(text, values), expected) << what;
}

TEST(Templates, RepeatSectionsOrLeaveThemOut) {
  const TemplateData data = object({{"yes", true},
                                    {"no", false},
                                    {"text", "words"},
                                    {"empty", ""},
                                    {"none", List{}},
                                    {"list", List{object({{"n", "1"}}), object({{"n", "2"}})}},
                                    {"texts", List{"a", "<", "c"}},
                                    {"nested", List{List{"1", "2"}, List{"3"}}},
                                    {"object", object({{"n", "inside"}, {"text", "own"}})}});
  const std::vector<Rendering> cases = {
      {"of a truth", "{{#yes}}shown{{/yes}}", data, "shown"},
      {"of none", "{{#no}}shown{{/no}}", data, ""},
      {"turned round", "{{^no}}shown{{/no}}{{^yes}}not{{/yes}}", data, "shown"},
      {"of a text", "{{#text}}[{{.}} {{text}}]{{/text}}", data, "[words words]"},
      {"of an empty text", "{{#empty}}shown{{/empty}}{{^empty}}empty{{/empty}}", data, "empty"},
      {"of an empty list", "{{#none}}x{{/none}}{{^none}}none{{/none}}", data, "none"},
      {"of a list", "{{#list}}({{n}}){{/list}}", data, "(1)(2)"},
      {"of a list, turned round", "{{^list}}none{{/list}}", data, ""},
      {"of texts", "{{#texts}}{{.}},{{/texts}}", data, "a,&lt;,c,"},
      {"of texts as they are", "{{#texts}}{{{.}}},{{/texts}}", data, "a,<,c,"},
      {"of lists in a list", "{{#nested}}({{#.}}{{.}}{{/.}}){{/nested}}", data, "(12)(3)"},
      {"of an object", "{{#object}}{{n}} {{text}}{{/object}}", data, "inside own"},
      {"with fields of what is around", "{{#list}}{{n}}{{text}}{{/list}}", data, "1words2words"},
      {"one in another", "{{#yes}}a{{#list}}{{#yes}}{{n}}{{/yes}}{{/list}}b{{/yes}}", data, "a12b"},
      {"one of the same name in another", "{{#yes}}a{{#yes}}b{{/yes}}c{{/yes}}", data, "abc"},
      {"of a dotted name", "{{#object.n}}{{.}}{{/object.n}}", data, "inside"},
      {"of nothing inside", "a{{#yes}}{{/yes}}b{{^yes}}{{/yes}}c", data, "abc"},
      {"across lines", "{{#list}}{{n}}\n{{/list}}", data, "1\n2\n"},
  };
  for (const auto& [what, text, values, expected] : cases)
    EXPECT_EQ(rendered(text, values), expected) << what;
}

// Lines that hold nothing but a tag that shows nothing leave no empty line behind.
TEST(Templates, TakeLinesThatHoldATagAloneAway) {
  const TemplateData data =
      object({{"yes", true}, {"no", false}, {"list", List{"1", "2"}}, {"n", "x"}});
  const std::vector<Rendering> cases = {
      {"a section", "a\n{{#yes}}\nb\n{{/yes}}\nc\n", data, "a\nb\nc\n"},
      {"indented", "a\n  {{#yes}}\nb\n\t{{/yes}} \nc\n", data, "a\nb\nc\n"},
      {"with CR", "a\r\n{{#yes}}\r\nb\r\n{{/yes}}\r\nc", data, "a\r\nb\r\nc"},
      {"at the beginning", "{{#yes}}\na\n{{/yes}}\n", data, "a\n"},
      {"at the end", "a\n{{#yes}}\nb\n{{/yes}}", data, "a\nb\n"},
      {"left out", "a\n{{#no}}\nb\n{{/no}}\nc\n", data, "a\nc\n"},
      {"a list", "{{#list}}\n- {{.}}\n{{/list}}\n", data, "- 1\n- 2\n"},
      {"a comment", "a\n {{! nothing }}\nb\n", data, "a\nb\n"},
      {"a comment of several lines", "a\n{{!\nnothing\n}}\nb\n", data, "a\nb\n"},
      {"a comment beside text", "a {{! nothing }} b\n", data, "a  b\n"},
      {"two tags on a line are not alone", "a\n{{#yes}} {{/yes}}\nb\n", data, "a\n \nb\n"},
      {"a field is not taken away", "a\n  {{n}}\nb\n", data, "a\n  x\nb\n"},
      {"delimiters", "a\n{{=<% %>=}}\n<%n%> {{n}}\n<%={{ }}=%>\n{{n}}\n", data, "a\nx {{n}}\nx\n"},
  };
  for (const auto& [what, text, values, expected] : cases)
    EXPECT_EQ(rendered(text, values), expected) << what;
}

TEST(Templates, TakeInOthers) {
  const TemplateData tree = object({{"name", "a"},
                                    {"below", List{object({{"name", "b"}, {"below", List{}}}),
                                                   object({{"name", "c"}, {"below", List{}}})}}});
  EXPECT_EQ(rendered("[{{>part}}]", object({{"n", "1"}}), {{"part", "({{n}})"}}), "[(1)]");
  EXPECT_EQ(rendered("{{>tree}}", tree, {{"tree", "<{{name}}{{#below}}{{>tree}}{{/below}}>"}}),
            "<a<b><c>>");
  EXPECT_EQ(rendered("a\n  {{>part}}\nb\n", object({{"n", "1\n2"}}), {{"part", "x\n{{{n}}}\n"}}),
            "a\n  x\n  1\n2\nb\n")
      << "indented like the tag, but not what a value brings";
  EXPECT_EQ(rendered("a {{>part}}\n", object({{"n", "1"}}), {{"part", "x\ny{{n}}\n"}}),
            "a x\ny1\n\n");
}

// "kind where code …" with the name of the folder taken away.
std::string error_in(const std::string& text, const TemplateData& data,
                     const std::vector<std::pair<std::string, std::string>>& partials = {},
                     std::set<std::string> fields = {}) {
  const TemporaryFolder folder;
  folder.write("page.mustache", text);
  for (const auto& [name, content] : partials) folder.write(name + ".mustache", content);
  std::string out = error_of([&] {
    Templates({folder.path()}, std::move(fields))
        .render("page", data, [](const std::string& value) { return value; });
  });
  const std::string path = folder.path().string() + "/";
  if (const std::size_t at = out.find(path); at != std::string::npos) out.erase(at, path.size());
  return out;
}

TEST(Templates, RefuseFieldsThatDoNotExist) {
  const TemplateData data = object({{"title", "x"},
                                    {"no", false},
                                    {"list", List{object({{"n", "1"}})}},
                                    {"object", object({{"n", "1"}})}});
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"{{title}}\n{{#list}}\n {{n}}\n{{/list}}", "no error"},
      {"{{titel}}", "malformed page.mustache:1 template-unknown-field field=titel"},
      {"a\n\n{{title}} {{{titel}}}",
       "malformed page.mustache:3 template-unknown-field field=titel"},
      {"a\n{{#titel}}\n{{/titel}}", "malformed page.mustache:2 template-unknown-field field=titel"},
      {"a\n{{^titel}}\n{{/titel}}", "malformed page.mustache:2 template-unknown-field field=titel"},
      {"{{#list}}\n{{n}}\n{{m}}\n{{/list}}",
       "malformed page.mustache:3 template-unknown-field field=m"},
      {"{{object.m}}", "malformed page.mustache:1 template-unknown-field field=object.m"},
      {"{{! \n\n }}{{n}}", "malformed page.mustache:3 template-unknown-field field=n"},
      {"{{title.n}}", "malformed page.mustache:1 template-unknown-field field=title.n"},
      {"{{#no}}{{m}}{{/no}}", "no error"},  // nobody has told which fields there may be
      {"{{list}}", "malformed page.mustache:1 template-not-text field=list"},
      {"{{no}}", "malformed page.mustache:1 template-not-text field=no"},
      {"{{object}}", "malformed page.mustache:1 template-not-text field=object"},
      {"{{#object}}{{.}}{{/object}}", "malformed page.mustache:1 template-not-text field=."},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(error_in(text, data), expected) << text;
  EXPECT_EQ(error_in("a\n{{>part}}", data, {{"part", "b\nc {{m}}"}}),
            "malformed part.mustache:2 template-unknown-field field=m");
}

TEST(Templates, RefuseWhatNoDataCanHaveEvenWhereItIsNotShown) {
  const TemplateData data = object({{"list", List{}}});
  const std::set<std::string> fields = {"list", "n"};
  EXPECT_EQ(error_in("{{#list}}{{n}}{{/list}}", data, {}, fields), "no error");
  EXPECT_EQ(error_in("{{#list}}\n{{m}}{{/list}}", data, {}, fields),
            "malformed page.mustache:2 template-unknown-field field=m");
  EXPECT_EQ(error_in("{{#list}}\n{{n.m}}{{/list}}", data, {}, fields),
            "malformed page.mustache:2 template-unknown-field field=n.m");
}

TEST(Templates, RefuseWhatIsNoTemplate) {
  const TemplateData data = object({{"a", true}, {"b", true}});
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a\n{{a", "malformed page.mustache:2 template-syntax tag={{a"},
      {"{{{a}}", "malformed page.mustache:1 template-syntax tag={{{a}}"},
      {"{{}}", "malformed page.mustache:1 template-syntax tag={{}}"},
      {"{{a b}}", "malformed page.mustache:1 template-syntax tag={{a b}}"},
      {"{{a..b}}", "malformed page.mustache:1 template-syntax tag={{a..b}}"},
      {"\n{{#a}}\nx", "malformed page.mustache:2 template-syntax tag={{#a}}"},
      {"x{{/a}}", "malformed page.mustache:1 template-syntax tag={{/a}}"},
      {"{{#a}}{{#b}}{{/a}}{{/b}}", "malformed page.mustache:1 template-syntax tag={{/a}}{{/b}}"},
      {"{{=x=}}", "malformed page.mustache:1 template-syntax tag={{=x=}}"},
      {"{{>page}}", "malformed page.mustache:1 template-syntax tag={{> page}}"},
      {"{{>other}}", "not-found no-template name=other.mustache"},
      {"{{>../page}}", "not-found no-template name=../page.mustache"},
      {"{{>.page}}", "not-found no-template name=.page.mustache"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(error_in(text, data), expected) << text;
}

TEST(Templates, OfTheFirstFolderComeBeforeThoseOfTheOthers) {
  const TemporaryFolder own, shipped;
  own.write("part.mustache", "mine");
  own.write("page.css", "b{}");
  shipped.write("part.mustache", "shipped");
  shipped.write("page.mustache", "{{>part}}\n");
  shipped.write("page.css", "a{}");
  shipped.write("page.js", "1");
  const Templates templates({own.path(), shipped.path(), shipped.path() / "missing"});
  EXPECT_EQ(templates.render("page", {}, escape_html), "mine");
  EXPECT_EQ(templates.file("page.css"), "b{}");
  EXPECT_EQ(templates.file("page.js"), "1");
  EXPECT_EQ(error_of([&] { templates.file("page.txt"); }), "not-found no-template name=page.txt");
  EXPECT_EQ(error_of([&] { templates.file("../page.css"); }),
            "not-found no-template name=../page.css");
}

TEST(Templates, AreReadOnce) {
  const TemporaryFolder folder;
  folder.write("page.mustache", "before {{n}}");
  const Templates templates({folder.path()});
  EXPECT_EQ(templates.render("page", object({{"n", "1"}}), escape_html), "before 1");
  folder.write("page.mustache", "after");
  EXPECT_EQ(templates.render("page", object({{"m", "x"}, {"n", "2"}}), escape_html), "before 2")
      << "wherever the field stands";
}

TEST(EscapeHtml, LeavesNothingThatEndsATextOrAnAttribute) {
  EXPECT_EQ(escape_html(""), "");
  EXPECT_EQ(escape_html("日本語 abc"), "日本語 abc");
  EXPECT_EQ(escape_html("</script><img src=x onerror='a' title=\"b\">&amp;"),
            "&lt;/script&gt;&lt;img src=x onerror=&#39;a&#39; "
            "title=&quot;b&quot;&gt;&amp;amp;");
}

}  // namespace
}  // namespace patchmatrix
