// SPDX-License-Identifier: Apache-2.0
#include "io/html.hpp"

#include <algorithm>
#include <cstdint>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "io/text.hpp"

namespace patchmatrix {
namespace {

using Cases = std::vector<std::pair<std::string, std::string>>;

void expect_sanitised(const Cases& cases) {
  for (const auto& [source, expected] : cases)
    EXPECT_EQ(sanitised_html(source), expected) << source;
}

TEST(SanitisedHtml, KeepsWhatAdvisoriesAreWrittenWith) {
  expect_sanitised({
      {"", ""},
      {"plain", "plain"},
      {"<p>one</p>\n<p>two</p>", "<p>one</p> <p>two</p>"},
      {"a<br>b<br/>c", "a<br>b<br>c"},
      {"<ul><li>one</li><li>two</li></ul>", "<ul><li>one</li><li>two</li></ul>"},
      {"<ol>\n<li>one\n<li>two\n</ol>", "<ol><li>one </li><li>two </li></ol>"},
      {"<b>a</b><strong>b</strong><i>c</i><em>d</em><code>e</code>",
       "<b>a</b><strong>b</strong><i>c</i><em>d</em><code>e</code>"},
      {"<pre>reg add\n  /v Example</pre>", "<pre>reg add\n  /v Example</pre>"},
      {"<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>",
       "<table><tr><th>A</th></tr><tr><td>1</td></tr></table>"},
      {"<h1>a</h1><h2>b</h2><h3>c</h3><h4>d</h4><h6>e</h6>",
       "<h3>a</h3><h4>b</h4><h5>c</h5><h6>d</h6><h6>e</h6>"},
      {"fish &amp; chips &lt;3", "fish &amp; chips &lt;3"},
      {"日本語の<strong>説明</strong>", "日本語の<strong>説明</strong>"},
  });
}

TEST(SanitisedHtml, LetsNothingButWebAndMailBeFollowed) {
  const std::string rel = " rel=\"noopener noreferrer\"";
  expect_sanitised({
      {"<a href=\"https://example.com/?a=1&amp;b=2\">x</a>",
       "<a href=\"https://example.com/?a=1&amp;b=2\"" + rel + ">x</a>"},
      {"<a href='http://example.com'>x</a>", "<a href=\"http://example.com\"" + rel + ">x</a>"},
      {"<a href='mailto:a@example.com'>x</a>", "<a href=\"mailto:a@example.com\"" + rel + ">x</a>"},
      {"<a href=' HTTPS://example.com '>x</a>", "<a href=\"HTTPS://example.com\"" + rel + ">x</a>"},
      {"<a href=\"javascript:alert(1)\">x</a>", "x"},
      {"<a href=\"JaVaScRiPt:alert(1)\">x</a>", "x"},
      {"<a href=\"java\tscript:alert(1)\">x</a>", "x"},
      {"<a href=\" &#1; javascript:alert(1)\">x</a>", "x"},
      {"<a href=\"&#x6A;avascript:alert(1)\">x</a>", "x"},
      {"<a href=\"data:text/html,<script>alert(1)</script>\">x</a>", "x"},
      {"<a href=\"vbscript:x\">x</a>", "x"},
      {"<a href=\"file:///etc/passwd\">x</a>", "x"},
      {"<a href=\"//example.com\">x</a>", "x"},
      {"<a href=\"/relative\">x</a>", "x"},
      {"<a href=\"https://example.com/&#x202E;gpj.exe\">x</a>", "x"},
      {"<a href=\"https://example.com/ onclick=alert(1)\">x</a>", "x"},
      {"<a href=\"https://example.com/&quot;onclick=&quot;alert(1)\">x</a>", "x"},
      {"<a href>x</a>", "x"},
      {"<a name=x>x</a>", "x"},
      {"<a href=https://a.example><table><tr><td><a href=https://b.example>x</a></table></a>",
       "<a href=\"https://a.example\"" + rel + "><table><tr><td>x</td></tr></table></a>"},
  });
}

TEST(SanitisedHtml, MakesTextOfEverythingElse) {
  expect_sanitised({
      {"<script>alert(1)</script>", "alert(1)"},
      {"<SCRIPT SRC=https://example.com/x.js></SCRIPT>x", "x"},
      {"<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"},
      {"<style>p{background:url(https://example.com)}</style>x",
       "p{background:url(https://example.com)}x"},
      {"<img src=x onerror=alert(1)>", ""},
      {"<p onclick=\"alert(1)\" style=\"color:red\" id=a class=b>x</p>", "<p>x</p>"},
      {"<b onmouseover=alert(1)>x</b>", "<b>x</b>"},
      {"<svg onload=alert(1)><a xlink:href=\"javascript:alert(1)\"><text>x</text></a></svg>", "x"},
      {"<svg><p>x</p></svg>", "<p>x</p>"},
      {"<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 "
       "onerror=alert(1)&gt;\">",
       "&lt;!--<table></table>"},
      {"<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">x</noscript>", "<p>x</p>"},
      {"<iframe src=https://example.com><p>x</p></iframe>", "&lt;p&gt;x&lt;/p&gt;"},
      {"<textarea><p>x</p></textarea>", "&lt;p&gt;x&lt;/p&gt;"},
      {"<title><b>x</b></title>", "&lt;b&gt;x&lt;/b&gt;"},
      {"<form action=https://example.com><input value=x><button>go</button></form>", "go"},
      {"<object data=x><embed src=x></object>", ""},
      {"<base href=https://example.com><meta http-equiv=refresh content=0>x", "x"},
      {"<template><script>alert(1)</script></template>", "alert(1)"},
      {"<frameset onload=alert(1)><frame src=x></frameset>", ""},
      {"<!-- <b>hidden</b> -->x", "x"},
      {"<![CDATA[<b>x</b>]]>", "x]]&gt;"},
      {"<?php echo 1 ?>x", "x"},
      {"<div>one</div><div>two</div>", "one<br>two<br>"},
      {"<li>alone</li>", "alone"},
      {"<td>alone</td>", "alone"},
      {"<ul>text<li>one</li><p>two</p></ul>", "<ul><li>text</li><li>one</li><li>two</li></ul>"},
      {"<table>text<tr><td>1</td></tr></table>", "text<table><tr><td>1</td></tr></table>"},
  });
}

TEST(SanitisedHtml, ClosesWhatIsLeftOpenAndLeavesOutWhatCannotBeSeen) {
  using namespace std::string_literals;
  expect_sanitised({
      {"<p><b>x", "<p><b>x</b></p>"},
      {"x</b></p></td>", "x<p></p>"},
      {"<", "&lt;"},
      {"<b", ""},
      {"<p title=\"", ""},
      {"a < b && c > d", "a &lt; b &amp;&amp; c &gt; d"},
      {"&lt;script&gt;alert(1)&lt;/script&gt;", "&lt;script&gt;alert(1)&lt;/script&gt;"},
      {"a\0b"s, "ab"},
      {"evil \xE2\x80\xAE txt.exe", "evil txt.exe"},
      {"\x1b[31mred", "\xEF\xBF\xBD[31mred"},
      {"\xff\xfe<b>x</b>", "\xEF\xBF\xBD\xEF\xBF\xBD<b>x</b>"},
  });
}

// What no note of an advisory looks like, in a time that nobody notices.
TEST(SanitisedHtml, StaysSmallWhateverIsWritten) {
  std::string nested, reopened, many;
  for (int i = 0; i < 1'900; ++i) nested += "<ul><li>";
  for (int i = 0; i < 1'900; ++i) many += "<p>x";
  for (int i = 0; i < 500; ++i) reopened += "<b a" + std::to_string(i) + "=1><p>";
  for (const std::string& each : {nested, reopened, many, std::string(100'000, '<')}) {
    const std::string out = sanitised_html(each);
    EXPECT_LT(out.size(), each.size() * 8 + 1'000) << each.substr(0, 40);
  }
  std::string deep;
  for (int i = 0; i < 950; ++i) deep += "<em>";
  EXPECT_LT(sanitised_html(deep + "x").find('x'), std::size_t{5'000});
  EXPECT_EQ(sanitised_html(reopened).find("<b"), std::string::npos);
}

// Pieces of tags in any order: only tags of the list come out, each closed in its parent.
TEST(SanitisedHtml, IsWellFormedWhateverGoesIn) {
  const std::vector<std::string> pieces = {"<p>",
                                           "</p>",
                                           "<b>",
                                           "</b>",
                                           "<a href=https://example.com>",
                                           "</a>",
                                           "<table>",
                                           "</table>",
                                           "<tr>",
                                           "<td>",
                                           "</td>",
                                           "<ul>",
                                           "<li>",
                                           "</ul>",
                                           "<script>",
                                           "</script>",
                                           "<svg>",
                                           "</svg>",
                                           "<math>",
                                           "<!--",
                                           "-->",
                                           "<template>",
                                           "</template>",
                                           "<select>",
                                           "<option>",
                                           "x",
                                           "\"",
                                           ">",
                                           "<button>",
                                           "<h1>",
                                           "</h1>",
                                           "<pre>",
                                           "<br>",
                                           "<form>",
                                           "<style>",
                                           "</style>",
                                           "&lt;",
                                           "&"};
  const std::regex tag(
      "<(/?)([a-z0-9]+)( href=\"https://example\\.com\" rel=\"noopener "
      "noreferrer\")?>");
  std::uint32_t state = 1;
  for (int round = 0; round < 3'000; ++round) {
    std::string source;
    for (int i = 0; i < 14; ++i) {
      state = state * 1'664'525 + 1'013'904'223;
      source += pieces[(state >> 16) % pieces.size()];
    }
    const std::string out = sanitised_html(source);
    std::vector<std::string> open;
    std::size_t brackets = 0;
    for (std::sregex_iterator each(out.begin(), out.end(), tag), end; each != end; ++each) {
      ++brackets;
      const std::string name = (*each)[2];
      if (name == "br") continue;
      if ((*each)[1].length() == 0) {
        open.push_back(name);
      } else {
        ASSERT_FALSE(open.empty()) << source << "\n" << out;
        ASSERT_EQ(open.back(), name) << source << "\n" << out;
        open.pop_back();
      }
    }
    ASSERT_TRUE(open.empty()) << source << "\n" << out;
    ASSERT_EQ(static_cast<std::size_t>(std::count(out.begin(), out.end(), '<')), brackets)
        << source << "\n"
        << out;
  }
}

TEST(HtmlOfText, KeepsParagraphsAndLines) {
  const Cases cases = {{"", ""},
                       {"one", "<p>one</p>"},
                       {"one\ntwo\n\nthree\r\n", "<p>one<br>two</p><p>three</p>"},
                       {"\n\n  a <b>c</b> & d\n", "<p>a &lt;b&gt;c&lt;/b&gt; &amp; d</p>"}};
  for (const auto& [text, expected] : cases) EXPECT_EQ(html_of_text(text), expected) << text;
}

TEST(LooksLikeHtml, WhenTagsAreClosed) {
  for (const char* each : {"<p>x", "a<br>b", "a<BR/>b", "<b>x</b>", "x</P>"})
    EXPECT_TRUE(looks_like_html(each)) << each;
  for (const char* each : {"", "plain", "a < b", "<module>", "a </ b", "<", "</", "x <- y"})
    EXPECT_FALSE(looks_like_html(each)) << each;
}

}  // namespace
}  // namespace patchmatrix
