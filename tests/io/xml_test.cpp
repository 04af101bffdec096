// SPDX-License-Identifier: Apache-2.0
//
// Both cursors, XmlScanner and XmlTree, are held to the same outlines; where they differ (the
// wording of errors) each has a table of its own.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory_resource>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <patchmatrix/error.hpp>
#include <patchmatrix/limits.hpp>
#include <patchmatrix/parse.hpp>

#include "io/files.hpp"
#include "io/xml_scanner.hpp"
#include "io/xml_tree.hpp"
#include "support/support.hpp"

namespace patchmatrix {
namespace {

// What a reader of the document sees: name[attribute x](children …). Elements named "t" are read as
// texts, elements named "s" are passed over, all others are gone through.
template <class Xml>
void append_outline(Xml& xml, std::string& out) {
  out.append(xml.name());
  if (const std::string_view x = xml.attribute("x"); !x.empty()) out.append("[").append(x) += ']';
  if (xml.is("t")) {
    out.append("=\"").append(xml.text()) += '"';
  } else if (xml.is("s")) {
    xml.skip();
  } else {
    out += '(';
    for (bool first = true; xml.next(); first = false) {
      if (!first) out += ' ';
      append_outline(xml, out);
    }
    out += ')';
  }
}

template <class Xml>
std::string outline_of(std::string_view document) {
  // Without a byte to spare, so that sanitizers see every look beyond the end.
  const std::vector<char> bytes(document.begin(), document.end());
  std::pmr::monotonic_buffer_resource store;
  Xml xml({bytes.data(), bytes.size()}, store);
  std::string out;
  append_outline(xml, out);
  xml.finish();
  return out;
}

// What a reader sees of a document whose own namespaces have "own" in their names, and what was
// passed over: "a(b()) +1", "foreign a()".
template <class Xml>
std::string outline_of_own(std::string_view document) {
  const std::vector<char> bytes(document.begin(), document.end());
  std::pmr::monotonic_buffer_resource store;
  Xml xml({bytes.data(), bytes.size()}, store, "own");
  std::string out = xml.root_is_foreign() ? "foreign " : "";
  append_outline(xml, out);
  xml.finish();
  if (xml.foreign_elements() != 0) out += " +" + std::to_string(xml.foreign_elements());
  return out;
}

template <class Xml>
std::string error_in(std::string_view document) {
  return test::error_of([&] { outline_of<Xml>(document); });
}

template <class Xml>
class XmlCursor : public testing::Test {};
using Cursors = testing::Types<XmlScanner, XmlTree>;
TYPED_TEST_SUITE(XmlCursor, Cursors);

struct Case {
  std::string_view document;
  std::string_view expected;
};

template <class Xml>
void expect_outlines(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    std::string found;
    const std::string error = test::error_of([&] { found = outline_of<Xml>(each.document); });
    EXPECT_EQ(error, "no error") << each.document;
    EXPECT_EQ(found, each.expected) << each.document;
  }
}

TYPED_TEST(XmlCursor, GoesThroughNestedElementsInTheirOrder) {
  expect_outlines<TypeParam>({
      {"<a/>", "a()"},
      {"<a></a>", "a()"},
      {"<a ></a >", "a()"},
      {"<a\n></a\n>", "a()"},
      {"<a><b/></a>", "a(b())"},
      {"<a><b /></a>", "a(b())"},
      {"<a><b><c/><d></d></b><b/></a>", "a(b(c() d()) b())"},
      {"<a>one<b/>two</a>", "a(b())"},
      {"\n\t <a> <b> </b> </a> \n", "a(b())"},
      {"<a><aa><aaa/></aa></a>", "a(aa(aaa()))"},
      {"<名前><要素 x='値'/></名前>", "名前(要素[値]())"},
      {"<a-name.of_more-than.sixteen_characters><another-name.of_that-length/>"
       "</a-name.of_more-than.sixteen_characters>",
       "a-name.of_more-than.sixteen_characters(another-name.of_that-length())"},
  });
}

TYPED_TEST(XmlCursor, ReadsAttributes) {
  expect_outlines<TypeParam>({
      {"<a x=\"1\"/>", "a[1]()"},
      {"<a x='1'/>", "a[1]()"},
      {"<a y=\"2\" x=\"1\" z=\"3\"/>", "a[1]()"},
      {"<a\n  y=\"2\"\n  x=\"1\"\n></a>", "a[1]()"},
      {"<a\n  y=\"2\"\n  x=\"1\"\n/>", "a[1]()"},
      {"<a\tx = \"1\"\r\n></a>", "a[1]()"},
      {"<a x=\"\"/>", "a()"},
      {"<a xx=\"1\" yx=\"2\"/>", "a()"},
      {"<a x='say \"a\"'/>", "a[say \"a\"]()"},
      {"<a x=\"it's\"/>", "a[it's]()"},
      {"<a x=\"1 > 0 / = x='2'\"/>", "a[1 > 0 / = x='2']()"},
      {"<a x=\"  kept  \"/>", "a[  kept  ]()"},
      {"<a x=\"/\"><b x=\"/\"/></a>", "a[/](b[/]())"},
      {"<a x=\"a value of more than sixteen characters, before others\" y=\"2\"/>",
       "a[a value of more than sixteen characters, before others]()"},
      {"<a x=\"&lt;&gt;&amp;&quot;&apos;&#65;&#x42;\"/>", "a[<>&\"'AB]()"},
      {"<a x=\"1\"><t x=\"2\">3</t><s x=\"4\"/><b/></a>", "a[1](t[2]=\"3\" s[4] b())"},
  });
}

TYPED_TEST(XmlCursor, PassesOverPrefixesAndDefaultNamespaces) {
  expect_outlines<TypeParam>({
      {"<p:a xmlns:p=\"urn:p\"><p:b p:x=\"1\"/></p:a>", "a(b[1]())"},
      {"<p:a xmlns:p=\"urn:p\"><q:t xmlns:q=\"urn:q\" x=\"1\">one</q:t></p:a>", "a(t[1]=\"one\")"},
      {"<a xmlns=\"urn:a\"><b xmlns=\"urn:b\"><t/></b></a>", "a(b(t=\"\"))"},
      {"<a-prefix-that-is-long:an-element-of-that "
       "x=\"1\"></a-prefix-that-is-long:an-element-of-that>",
       "an-element-of-that[1]()"},
  });
}

TYPED_TEST(XmlCursor, DecodesTexts) {
  expect_outlines<TypeParam>({
      {"<t>one</t>", "t=\"one\""},
      {"<t/>", "t=\"\""},
      {"<t></t>", "t=\"\""},
      {"<t>one</t >", "t=\"one\""},
      {"<t>&lt;p&gt;&amp;nbsp;&quot;&apos;&lt;/p&gt;</t>", "t=\"<p>&nbsp;\"'</p>\""},
      {"<t>&#65;&#x42;&#x3042;&#12356;&#x1F600;</t>", "t=\"ABあい😀\""},
      {"<t>緊急: リモートでコードが実行される</t>", "t=\"緊急: リモートでコードが実行される\""},
      {"<t>a text of more than sixteen characters without anything odd</t>",
       "t=\"a text of more than sixteen characters without anything odd\""},
      {"<t>exactly 16 chars</t>", "t=\"exactly 16 chars\""},
      {"<t>15 characters ;</t>", "t=\"15 characters ;\""},
      {"<t>a &gt; b, but also ]] and > and \" and '</t>",
       "t=\"a > b, but also ]] and > and \" and '\""},
  });
}

TYPED_TEST(XmlCursor, TrimsTexts) {
  expect_outlines<TypeParam>({
      {"<t> one</t>", "t=\"one\""},
      {"<t>one </t>", "t=\"one\""},
      {"<t>\n\t  one  two \t\n</t>", "t=\"one  two\""},
      {"<t> \n </t>", "t=\"\""},
      {"<t>                                   one                       </t>", "t=\"one\""},
  });
}

TYPED_TEST(XmlCursor, TakesCharacterDataSectionsAsTheyAre) {
  expect_outlines<TypeParam>({
      {"<t><![CDATA[<b>&amp;</b>]]></t>", "t=\"<b>&amp;</b>\""},
      {"<t>one <![CDATA[& two]]> &amp; three</t>", "t=\"one & two & three\""},
      {"<t><![CDATA[a]]b]>c]]></t>", "t=\"a]]b]>c\""},
      {"<t><![CDATA[]]></t>", "t=\"\""},
      {"<t><![CDATA[one]]><![CDATA[two]]></t>", "t=\"onetwo\""},
      {"<a><![CDATA[</a><b>]]><c/></a>", "a(c())"},
  });
}

TYPED_TEST(XmlCursor, PassesOverCommentsAndInstructions) {
  expect_outlines<TypeParam>({
      {"<?xml version=\"1.0\" encoding=\"utf-8\"?><a/>", "a()"},
      {"<?xml version=\"1.0\"?>\n<!-- <b> -->\n<?b <c> ?>\n<a/>\n<!-- </a> -->\n<?d?>\n", "a()"},
      {"<a><!-- <b> & </a> --><c/><?d </a> ?></a>", "a(c())"},
      {"<t>one<!-- <b> & -->two<?c &d; ?>three</t>", "t=\"onetwothree\""},
      {"<a><!----><!-- - --><b/></a>", "a(b())"},
  });
}

TYPED_TEST(XmlCursor, TakesTheTextDirectlyInsideAnElement) {
  expect_outlines<TypeParam>({
      {"<t>one<b>two</b> three</t>", "t=\"one three\""},
      {"<t><b>two</b></t>", "t=\"\""},
      {"<t>one <b x=\"1\"><c>two<t>three</t></c></b><d/>four</t>", "t=\"one four\""},
      {"<a><t><t>inner</t>outer</t><b x=\"1\"/></a>", "a(t=\"outer\" b[1]())"},
  });
}

TYPED_TEST(XmlCursor, SkipsElementsWithEverythingInThem) {
  expect_outlines<TypeParam>({
      {"<a><s/><b/></a>", "a(s b())"},
      {"<a><s></s><b/></a>", "a(s b())"},
      {"<a><s>one<c>two<d x=\"1\"/></c><s><s/></s></s><b/></a>", "a(s b())"},
      {"<a><s><!-- </s> --><![CDATA[</s>]]><?s </s> ?></s><b x=\"1\"/></a>", "a(s b[1]())"},
      {"<s><a/></s>", "s"},
  });
}

TYPED_TEST(XmlCursor, KnowsAWordFromItsBeginnings) {
  std::pmr::monotonic_buffer_resource store;
  TypeParam xml("<Revisions/>", store);
  EXPECT_TRUE(xml.is("Revisions"));
  EXPECT_FALSE(xml.is("Revision"));
  EXPECT_FALSE(xml.is("RevisionsX"));
  EXPECT_FALSE(xml.is("revisions"));
}

TYPED_TEST(XmlCursor, GivesTextsThatOutliveIt) {
  std::pmr::monotonic_buffer_resource store;
  const std::string document = "<a><t x=\"1&lt;2\">3 &amp; 4</t><t x=\"5\">6</t></a>";
  std::vector<std::string_view> kept;
  {
    TypeParam xml(document, store);
    while (xml.next()) {
      kept.push_back(xml.attribute("x"));
      kept.push_back(xml.text());
    }
  }
  EXPECT_EQ(kept, (std::vector<std::string_view>{"1<2", "3 & 4", "5", "6"}));
}

// ── What is refused ──────────────────────────────────────────────────────────────────────────────

TEST(XmlScanner, NamesWhatIsWrongAndWhere) {
  const std::vector<Case> cases = {
      // No root, or something beside it.
      {"", "malformed 1:1 xml-no-root"},
      {" \n ", "malformed 2:2 xml-no-root"},
      {"<?xml version=\"1.0\"?>\n<!-- only this -->\n", "malformed 3:1 xml-no-root"},
      {"text<a/>", "malformed 1:1 xml-text-outside-root"},
      {"<?xml version=\"1.0\"?>text<a/>", "malformed 1:22 xml-text-outside-root"},
      {"<a/>text", "malformed 1:5 xml-after-root"},
      {"<a></a>\n<b/>", "malformed 2:1 xml-after-root"},
      {"<a></a></a>", "malformed 1:8 xml-after-root"},
      {"<a/><![CDATA[text]]>", "malformed 1:5 xml-bad-tag"},
      {"</a>", "malformed 1:1 xml-bad-tag"},

      // Cut off.
      {"<", "malformed 1:1 xml-bad-tag"},
      {"<a", "malformed 1:3 xml-truncated"},
      {"<a x", "malformed 1:5 xml-truncated"},
      {"<a x=", "malformed 1:6 xml-truncated"},
      {"<a x=\"1", "malformed 1:8 xml-truncated"},
      {"<a x=\"1\"", "malformed 1:9 xml-truncated"},
      {"<a /", "malformed 1:5 xml-truncated"},
      {"<a>", "malformed 1:4 a xml-truncated"},
      {"<a>\n  text\n", "malformed 3:1 a xml-truncated"},
      {"<a><b>\n<c/>", "malformed 2:5 a/b xml-truncated"},
      {"<a><b></b><", "malformed 1:12 a xml-truncated"},
      {"<a><b></", "malformed 1:9 a/b xml-truncated"},
      {"<a><b></b", "malformed 1:10 a/b xml-truncated"},
      {"<a><t>text", "malformed 1:11 a/t xml-truncated"},
      {"<a><t>text</t", "malformed 1:14 a/t xml-truncated"},
      {"<a><t>text<b>", "malformed 1:14 a/t/b xml-truncated"},
      {"<a><s><b>", "malformed 1:10 a/s/b xml-truncated"},
      {"<a><!-- comment", "malformed 1:16 a xml-truncated"},
      {"<a><!-- comment --", "malformed 1:19 a xml-truncated"},
      {"<a><t><![CDATA[text]]", "malformed 1:22 a/t xml-truncated"},
      {"<?xml version", "malformed 1:14 xml-truncated"},
      {"<a/><!-- comment", "malformed 1:17 xml-truncated"},
      {"<a/><?pi", "malformed 1:9 xml-truncated"},

      // End tags of others.
      {"<a></b>", "malformed 1:4 a xml-mismatched-end expected=a found=b"},
      {"<a><b></a></b>", "malformed 1:7 a/b xml-mismatched-end expected=b found=a"},
      {"<a>\n  <t>text</T>\n</a>", "malformed 2:10 a/t xml-mismatched-end expected=t found=T"},
      {"<p:a></q:a>", "malformed 1:6 a xml-mismatched-end expected=p:a found=q:a"},
      {"<aa></a>", "malformed 1:5 aa xml-mismatched-end expected=aa found=a"},
      {"<a></aa>", "malformed 1:4 a xml-mismatched-end expected=a found=aa"},
      {"<a></a x=\"1\">", "malformed 1:4 a xml-mismatched-end expected=a found=a"},
      {"<a></>", "malformed 1:4 a xml-mismatched-end expected=a found="},

      // Tags and attributes that are none.
      {"<a><></a>", "malformed 1:4 a xml-bad-tag"},
      {"<a>< b/></a>", "malformed 1:4 a xml-bad-tag"},
      {"<a><<b/></a>", "malformed 1:4 a xml-bad-tag"},
      {"<a><!ELEMENT b></a>", "malformed 1:4 a xml-bad-tag"},
      {"<a><b / ></b></a>", "malformed 1:7 a xml-bad-tag"},
      {"<a x></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a x=1></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a x=></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a x\"1\"></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a =\"1\"></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a x y=\"1\"></a>", "malformed 1:4 xml-bad-attribute"},
      {"<a>\n <b y=\"1\" x=\"<\"/></a>", "malformed 2:11 a xml-bad-attribute"},

      // Entities nobody defined.
      {"<a><t>one &nbsp; two</t></a>", "malformed 1:11 a xml-entity entity=nbsp"},
      {"<a><t>R&D; more</t></a>", "malformed 1:8 a xml-entity entity=D"},
      {"<a><t>&;</t></a>", "malformed 1:7 a xml-entity entity="},
      {"<a><t>&LT;</t></a>", "malformed 1:7 a xml-entity entity=LT"},
      {"<a><t>&#;</t></a>", "malformed 1:7 a xml-entity entity=#"},
      {"<a><t>&#x;</t></a>", "malformed 1:7 a xml-entity entity=#x"},
      {"<a><t>&#xG;</t></a>", "malformed 1:7 a xml-entity entity=#xG"},
      {"<a><t>&#X43;</t></a>", "malformed 1:7 a xml-entity entity=#X43"},
      {"<a><t>&#6 5;</t></a>", "malformed 1:7 a xml-entity entity=#6 5"},
      {"<a><t>&#-65;</t></a>", "malformed 1:7 a xml-entity entity=#-65"},
      {"<a><t>&#xD800;</t></a>", "malformed 1:7 a xml-entity entity=#xD800"},
      {"<a><t>&#x110000;</t></a>", "malformed 1:7 a xml-entity entity=#x110000"},
      {"<a><t>&#99999999999;</t></a>", "malformed 1:7 a xml-entity entity=#99999999999"},
      {"<a><b x=\"1 &copy; 2\"/></a>", "malformed 1:12 a/b xml-entity entity=copy"},
      // … and those that do not end.
      {"<a><t>&</t></a>", "malformed 1:7 a xml-entity entity="},
      {"<a><t>one &amp</t></a>", "malformed 1:11 a xml-entity entity=amp"},
      {"<a><t>&#65</t></a>", "malformed 1:7 a xml-entity entity=#65"},
      {"<a><b x=\"&lt\"/></a>", "malformed 1:10 a/b xml-entity entity=lt"},
      {"<a><t>this and that & some more of these words to come</t></a>",
       "malformed 1:21 a xml-entity entity= some more of these words to come"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(error_in<XmlScanner>(each.document), each.expected) << each.document;
}

TEST(XmlTree, NamesWhatIsWrong) {
  const std::vector<Case> cases = {
      {"", "malformed xml-no-root"},
      {"<!-- only this -->", "malformed xml-no-root"},
      {"junk<a/>", "malformed xml-text-outside-root"},
      {"<a/>junk", "malformed xml-after-root"},
      {"<a/><b/>", "malformed xml-after-root"},
      {"<a>", "malformed byte 2 xml-mismatched-end-tree"},
      {"<a></b>", "malformed byte 5 xml-mismatched-end-tree"},
      {"<a x></a>", "malformed byte 5 xml-bad-attribute"},
      {"<a x=1></a>", "malformed byte 5 xml-bad-attribute"},
      {"<a><></a>", "malformed byte 4 xml-bad-tag"},
      {"<a><!-- comment", "malformed byte 14 xml-bad-tag"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(error_in<XmlTree>(each.document), each.expected) << each.document;
}

TEST(XmlTree, KnowsNoEntitiesButThoseOfXml) {
  for (const std::string_view entity : {"nbsp", "#0", "#xD800", "#x110000", "lt "}) {
    const std::string document = "<a>&" + std::string(entity) + ";</a>";
    std::pmr::monotonic_buffer_resource store;
    XmlTree tree(document, store);
    EXPECT_EQ(test::error_of([&] { tree.text(); }),
              "malformed a xml-entity entity=" + std::string(entity));
  }
}

TEST(XmlScanner, CutsLongNamesOfEntities) {
  const std::string document = "<a><t>&" + std::string(100, 'e') + ";</t></a>";
  EXPECT_EQ(error_in<XmlScanner>(document),
            "malformed 1:7 a xml-entity entity=" + std::string(40, 'e'));
}

constexpr std::string_view kLaughs =
    "<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;\">]>"
    "<a><t>&d;</t></a>";

TEST(XmlScanner, RefusesEveryDocumentTypeDefinition) {
  const std::vector<Case> cases = {
      {"<!DOCTYPE a><a/>", "untrusted 1:1 dtd"},
      {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "untrusted 1:1 dtd"},
      {"<?xml version=\"1.0\"?>\n<!-- one -->\n<!DOCTYPE a [<!ENTITY b \"c\">]>\n<a>&b;</a>",
       "untrusted 3:1 dtd"},
      {kLaughs, "untrusted 1:1 dtd"},
      {"<!DOCTYPE a [", "untrusted 1:1 dtd"},
      {"<a><!DOCTYPE a><b/></a>", "untrusted 1:4 a dtd"},
      {"<a/>\n<!DOCTYPE a>", "untrusted 2:1 dtd"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(error_in<XmlScanner>(each.document), each.expected) << each.document;
}

TEST(XmlTree, RefusesEveryDocumentTypeDefinition) {
  const std::vector<Case> cases = {
      {"<!DOCTYPE a><a/>", "untrusted dtd"},
      {"<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "untrusted dtd"},
      {kLaughs, "untrusted dtd"},
  };
  for (const Case& each : cases)
    EXPECT_EQ(error_in<XmlTree>(each.document), each.expected) << each.document;
}

std::string nested(std::size_t levels) {
  std::string document;
  for (std::size_t i = 0; i < levels; ++i) document += "<a>";
  for (std::size_t i = 0; i < levels; ++i) document += "</a>";
  return document;
}

TYPED_TEST(XmlCursor, ReadsElementsUpToTheLargestDepth) {
  std::string expected;
  for (std::size_t i = 0; i < kMaxDepth; ++i) expected += "a(";
  expected.append(kMaxDepth, ')');
  EXPECT_EQ(outline_of<TypeParam>(nested(kMaxDepth)), expected);
}

TEST(XmlScanner, RefusesElementsNestedTooDeep) {
  for (const std::size_t levels : {std::size_t{257}, std::size_t{100'000}}) {
    EXPECT_EQ(error_in<XmlScanner>(nested(levels)),
              "untrusted 1:769 a/a/a/a/a/a/a/a/a/a/a/a/… too-deep limit=256")
        << levels;
    EXPECT_EQ(error_in<XmlScanner>("<s>" + nested(levels) + "</s>"),
              "untrusted 1:769 s/a/a/a/a/a/a/a/a/a/a/a/… too-deep limit=256")
        << levels;
  }
}

TEST(XmlTree, RefusesElementsNestedTooDeep) {
  std::string path = "a";
  while (path.size() <= 200) path += "/a";
  for (const std::size_t levels : {std::size_t{257}, std::size_t{100'000}})
    EXPECT_EQ(error_in<XmlTree>(nested(levels)), "untrusted " + path + "/… too-deep limit=256")
        << levels;
}

// ── Namespaces ───────────────────────────────────────────────────────────────────────────────────

template <class Xml>
void expect_own_outlines(const std::vector<Case>& cases) {
  for (const Case& each : cases) {
    std::string found;
    const std::string error = test::error_of([&] { found = outline_of_own<Xml>(each.document); });
    EXPECT_EQ(error, "no error") << each.document;
    EXPECT_EQ(found, each.expected) << each.document;
  }
}

TYPED_TEST(XmlCursor, PassesOverForeignElements) {
  expect_own_outlines<TypeParam>({
      {"<a xmlns:e='urn:else'><b/><e:c/><d/></a>", "a(b() d()) +1"},
      {"<a xmlns:e='urn:else'><e:c></e:c></a>", "a() +1"},
      {"<a xmlns:e='urn:else'><e:c/><e:c/><e:c/><b/></a>", "a(b()) +3"},
      {"<a xmlns:e='urn:else'><e:c>text<b/><e:c><b/></e:c></e:c><b><e:c/></b></a>", "a(b()) +2"},
      {"<a><b xmlns:e='urn:else'><e:c/><t>one</t></b></a>", "a(b(t=\"one\")) +1"},
      {"<a><e:c xmlns:e='urn:else'/></a>", "a() +1"},
      {"<a xmlns='urn:own'><c xmlns='urn:else'><b/></c></a>", "a() +1"},
      {"<a xmlns:e='urn:else'><t>one<e:c>two</e:c>three</t></a>", "a(t=\"onethree\")"},
      {"<a xmlns:e='urn:else'><s><e:c/></s><b/></a>", "a(s b())"},
  });
}

TYPED_TEST(XmlCursor, TakesElementsOfItsOwnNamespacesAndOfNone) {
  expect_own_outlines<TypeParam>({
      {"<a><b/></a>", "a(b())"},
      {"<a xmlns='urn:own'><b/></a>", "a(b())"},
      {"<a xmlns='http://OWN.example/1'><b/></a>", "a(b())"},
      {"<o:a xmlns:o='urn:own:1' xmlns:p='urn:own:2'><p:b><o:b/></p:b></o:a>", "a(b(b()))"},
      {"<a xmlns:e='urn:else'><b/></a>", "a(b())"},
      {"<a xmlns='urn:own:1'><b xmlns='urn:own:2'><c/></b><c/></a>", "a(b(c()) c())"},
      // A prefix that nobody declared.
      {"<a xmlns='urn:own'><e:b/></a>", "a(b())"},
      // The default namespace is not that of elements with a prefix.
      {"<o:a xmlns:o='urn:own' xmlns='urn:else'><o:b/><b/></o:a>", "a(b()) +1"},
  });
}

TYPED_TEST(XmlCursor, TellsWhetherTheRootIsForeign) {
  expect_own_outlines<TypeParam>({
      {"<a xmlns='urn:else'/>", "foreign a()"},
      {"<e:a xmlns:e='urn:else'/>", "foreign a()"},
      {"<e:a xmlns:e='urn:else'><b/></e:a>", "foreign a(b())"},
      {"<a xmlns:e='urn:else'/>", "a()"},
      {"<e:a/>", "a()"},
  });
}

TYPED_TEST(XmlCursor, CallsNothingForeignWithoutANamespaceOfItsOwn) {
  expect_outlines<TypeParam>({
      {"<a xmlns='urn:else'><b/></a>", "a(b())"},
      {"<a xmlns:e='urn:else'><e:b/><c xmlns='urn:more'/></a>", "a(b() c())"},
  });
}

TYPED_TEST(XmlCursor, TakesNoDeclarationForAnAttribute) {
  expect_outlines<TypeParam>({
      {"<a xmlns:x='urn:x'/>", "a()"},
      {"<a xmlns:x='urn:x' x='1'/>", "a[1]()"},
      {"<a x='1' xmlns:x='urn:x'/>", "a[1]()"},
  });
}

TYPED_TEST(XmlCursor, LetsDeclarationsEndWithTheirElement) {
  expect_own_outlines<TypeParam>({
      // … foreign elements,
      {"<a xmlns='urn:own'><c xmlns='urn:else'/><b/></a>", "a(b()) +1"},
      {"<a xmlns='urn:own'><c xmlns='urn:else'><d/></c><b/></a>", "a(b()) +1"},
      {"<a xmlns='urn:own'><c xmlns='urn:else'/><b/><c xmlns='urn:else'/><b/></a>",
       "a(b() b()) +2"},
      {"<a><e:c xmlns:e='urn:else'/><e:b/></a>", "a(b()) +1"},
      {"<a xmlns:e='urn:else'><e:c><d xmlns:e='urn:own'/></e:c><e:c/></a>", "a() +2"},
      // … own elements,
      {"<o:a xmlns:o='urn:own' xmlns='urn:own'><o:b xmlns='urn:else'><c/></o:b><b/></o:a>",
       "a(b() b()) +1"},
      {"<a xmlns:e='urn:else'><b xmlns:e='urn:own'><e:c/></b><e:c/></a>", "a(b(c())) +1"},
      {"<a xmlns:e='urn:own'><b><e:c/></b><b xmlns:e='urn:else'><e:c/></b><b><e:c/></b></a>",
       "a(b(c()) b() b(c())) +1"},
      // … and elements that were passed over or stood in a text.
      {"<a xmlns='urn:own'><s><c xmlns='urn:else'/></s><b/></a>", "a(s b())"},
      {"<a xmlns='urn:own'><t>one<c xmlns='urn:else'/></t><b/></a>", "a(t=\"one\" b())"},
  });
}

// ── Whatever comes ───────────────────────────────────────────────────────────────────────────────

constexpr std::string_view kEverything =
    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<!-- all there is -->\n"
    "<p:a xmlns:p=\"urn:p\"\n  x=\"1 &amp; 2\">\n"
    "  <p:t x='a' >text &lt; &#x3042; <![CDATA[ <data> ]]> end</p:t >\n"
    "  <s><b><c/></b> &gt; <!-- - --></s>\n"
    "  <?pi one two?>\n"
    "  <t>緊急</t><t/>\n"
    "</p:a>";

TYPED_TEST(XmlCursor, CallsEveryBeginningOfADocumentMalformed) {
  ASSERT_EQ(outline_of<TypeParam>(kEverything),
            "a[1 & 2](t[a]=\"text < あ  <data>  end\" s t=\"緊急\" t=\"\")");
  for (std::size_t length = 0; length < kEverything.size(); ++length) {
    const std::string_view cut = kEverything.substr(0, length);
    const std::string error = error_in<TypeParam>(cut);
    EXPECT_TRUE(error.starts_with("malformed ")) << error << "\nafter " << length << ": " << cut;
  }
}

TYPED_TEST(XmlCursor, ReadsOrRefusesADocumentWithOneByteChanged) {
  const std::string_view kBytes("<>&;/\"'=!?-[]: \0a", 17);
  for (std::size_t at = 0; at < kEverything.size(); ++at) {
    std::string document(kEverything);
    for (const char byte : kBytes) {
      document[at] = byte;
      const std::string error = error_in<TypeParam>(document);
      EXPECT_TRUE(error == "no error" || error.starts_with("malformed ") ||
                  error.starts_with("untrusted "))
          << error << '\n'
          << document;
    }
  }
}

// ── Documents that repeat themselves, as feeds do
// ─────────────────────────────────────────────────

TEST(XmlScanner, FindsADefectBehindAnyNumberOfSoundRepetitions) {
  const std::string_view item = "<b x=\"1\"><t>one</t><c/></b>\n";
  const std::vector<Case> defects = {
      {"<b x=\"1\"><t>one</t><c/></a>", "1:24 a/b xml-mismatched-end expected=b found=a"},
      {"<b x=\"1\"><t>one</b>", "1:16 a/b/t xml-mismatched-end expected=t found=b"},
      {"<b x=\"1\"><t>one</tt>", "1:16 a/b/t xml-mismatched-end expected=t found=tt"},
      {"<bb x=\"1\"><t>one</t><c/></b>", "1:25 a/bb xml-mismatched-end expected=bb found=b"},
      {"<b x=\"1><t>one</t><c/></b>", "1:4 a xml-bad-attribute"},
      {"<b x=\"1\"><t>one</t><c</b>", "1:23 a/b xml-bad-tag"},
      {"<b x=\"1\"><t>&one;</t><c/></b>", "1:13 a/b xml-entity entity=one"},
      {"<b x=\"1\"><t>one</t><c/></b></a></a>", "1:32 xml-after-root"},
      {"<b x=\"1\"><t>one</t><c/>", "1:24 a/b xml-truncated"},
      {"<b x=\"1\"", "1:9 a xml-truncated"},
  };
  for (const Case& each : defects)
    for (int repetitions = 0; repetitions < 7; ++repetitions) {
      std::string document = "<a>\n";
      for (int i = 0; i < repetitions; ++i) document += item;
      document += each.document;
      EXPECT_EQ(error_in<XmlScanner>(document), "malformed " + std::to_string(repetitions + 2) +
                                                    std::string(each.expected.substr(1)))
          << document;
    }
}

TYPED_TEST(XmlCursor, SeesSmallDifferencesBetweenRepetitions) {
  const std::vector<Case> items = {
      {"<b x=\"1\"><t>one</t></b>", "b[1](t=\"one\")"},
      {"<b x=\"2\"><t>one</t></b>", "b[2](t=\"one\")"},
      {"<b y=\"1\"><t>one</t></b>", "b(t=\"one\")"},
      {"<b x=\"1\"><t>two</t></b>", "b[1](t=\"two\")"},
      {"<b x=\"1\"><t>one</t><t/></b>", "b[1](t=\"one\" t=\"\")"},
      {"<b x=\"1\"><t/></b>", "b[1](t=\"\")"},
      {"<b x=\"1\"/>", "b[1]()"},
      {"<b x=\"1\"></b>", "b[1]()"},
      {"<c x=\"1\"><t>one</t></c>", "c[1](t=\"one\")"},
      {"<p:b x=\"1\"><t>one</t></p:b>", "b[1](t=\"one\")"},
      {"<b x=\"1\"> <t>one</t> </b>", "b[1](t=\"one\")"},
      {"<b x=\"1\"><!-- <c/> --><t>one</t></b>", "b[1](t=\"one\")"},
      {"<b><b x=\"1\"><t>one</t></b></b>", "b(b[1](t=\"one\"))"},
      {"<s x=\"1\"><t>one</t></s>", "s[1]"},
  };
  std::string document = "<a xmlns:p=\"urn:p\">", expected = "a(";
  for (const Case& first : items)
    for (const Case& second : items)
      for (const Case& each : {first, second, first}) {
        document.append(each.document) += '\n';
        expected.append(each.expected) += ' ';
      }
  document += "</a>";
  expected.back() = ')';
  EXPECT_EQ(outline_of<TypeParam>(document), expected);
}

// Elements within elements, alike but not the same. The numbers come from a fixed sequence.
class Generator {
 public:
  explicit Generator(std::uint32_t seed) : state_(seed * 2654435761U + 1) {}

  std::string document() {
    out_ = "<a xmlns:p=\"urn:p\">";
    for (unsigned i = below(30); i > 0; --i) element(1);
    return out_ + "</a>";
  }

 private:
  unsigned below(unsigned limit) {
    state_ = state_ * 1664525U + 1013904223U;
    return (state_ >> 16) % limit;
  }
  const char* one_of(std::initializer_list<const char*> choices) {
    return choices.begin()[below(static_cast<unsigned>(choices.size()))];
  }

  void element(int depth) {
    const std::string name = one_of(
        {"b", "b", "c", "p:b", "p:a-longer-name", "a-name-of-twenty-bytes", "t", "p:t", "s"});
    out_ += one_of({"", "", "\n", "\n    ", "<!-- b -->", "\n                        "});
    out_ += '<' + name;
    out_ +=
        one_of({"", "", " x=\"1\"", " x=\"2\"", " x='&amp;'", " y=\"1\" x=\"2\"", "\n  x=\"1\"\n"});
    if (below(6) == 0) {
      out_ += one_of({"/>", " />"});
      return;
    }
    out_ += '>';
    const bool text = name == "t" || name == "p:t";
    if (text) out_ += one_of({"", "one", " two ", "3 &lt; 4", "a text of more than sixteen bytes"});
    for (unsigned i = text && below(3) != 0 ? 0 : below(depth < 6 ? 4 : 1); i > 0; --i)
      element(depth + 1);
    out_ += "</" + name + one_of({">", ">", ">", " >"});
  }

  std::uint32_t state_;
  std::string out_;
};

TEST(GeneratedDocuments, LookTheSameToBothCursors) {
  std::size_t bytes = 0;
  for (std::uint32_t seed = 0; seed < 2000; ++seed) {
    const std::string document = Generator(seed).document();
    bytes += document.size();
    ASSERT_EQ(outline_of<XmlScanner>(document), outline_of<XmlTree>(document)) << document;
  }
  EXPECT_GT(bytes, 500'000U);
}

// ── Real documents ───────────────────────────────────────────────────────────────────────────────

// Every element with its attributes Type and ProductID; the text of those that hold nothing else.
template <class Xml>
void append_events(Xml& xml, std::vector<std::string>& events) {
  static constexpr std::array<std::string_view, 21> kContainers = {
      "Acknowledgment",   "Acknowledgments", "Branch",
      "CVSSScoreSets",    "DocumentNotes",   "DocumentPublisher",
      "DocumentTracking", "Identification",  "Notes",
      "ProductStatuses",  "ProductTree",     "Remediation",
      "Remediations",     "Revision",        "RevisionHistory",
      "ScoreSet",         "Status",          "Threat",
      "Threats",          "Vulnerability",   "cvrfdoc"};
  const std::string_view name = xml.name();
  std::string event(name);
  event.append(" ").append(xml.attribute("Type"));
  event.append(" ").append(xml.attribute("ProductID"));
  // DocumentTracking holds a Status that is a text.
  const bool text = std::find(kContainers.begin(), kContainers.end(), name) == kContainers.end() ||
                    (name == "Status" && xml.attribute("Type").empty());
  if (text) {
    events.push_back(event.append(" ").append(xml.text()));
    return;
  }
  events.push_back(event);
  while (xml.next()) append_events(xml, events);
  events.push_back("end");
}

template <class Xml>
std::vector<std::string> events_of(std::string_view document) {
  std::pmr::monotonic_buffer_resource store;
  std::vector<std::string> events;
  Xml xml(document, store);
  append_events(xml, events);
  xml.finish();
  return events;
}

TEST(RealDocuments, LookTheSameToBothCursors) {
  PATCHMATRIX_NEEDS("msrc/current");
  const auto files = files_below(*test::corpus() / "msrc" / "current");
  ASSERT_FALSE(files.empty());
  Buffer packed, unpacked;
  for (std::size_t i = 0; i < 10; ++i) {
    const auto& file = files[i * (files.size() - 1) / 9];
    const std::string_view document = unpack(read_file(file, packed), unpacked);
    const auto scanned = events_of<XmlScanner>(document);
    const auto expected = events_of<XmlTree>(document);
    ASSERT_GT(expected.size(), 20U) << file;
    const auto [found, wanted] =
        std::mismatch(scanned.begin(), scanned.end(), expected.begin(), expected.end());
    EXPECT_TRUE(found == scanned.end() && wanted == expected.end())
        << file << "\n  scanned  " << (found == scanned.end() ? "(end)" : *found) << "\n  expected "
        << (wanted == expected.end() ? "(end)" : *wanted);
  }
}

}  // namespace
}  // namespace patchmatrix
