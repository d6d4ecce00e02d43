// analyzer/page: what is visible, in every encoding, and that no page costs more than its size.
#include "analyzer/page/page_facts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <ostream>

#include "analyzer/page/html_scanner.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::EndsWith;

constexpr std::size_t kLargest = std::size_t{2} << 20U;

std::string text_of(std::string_view html, std::string_view type = "text/html; charset=utf-8") {
  return read_page(html, type).content.text;
}

std::string repeated(std::string_view piece, std::size_t size = kLargest) {
  std::string out;
  out.reserve(size + piece.size());
  while (out.size() < size) out += piece;
  return out;
}

TEST(PageFacts, HoldWhatAPersonWouldSee) {
  const PageFacts facts = read_page(
      "<!DOCTYPE html><html><head><title> A\n title </title><style>p { color: red }</style>"
      "<script>document.write('<p>not this')</script><meta name=description "
      "content=nor_this></head>"
      "<body><!-- not this --><h1>Head</h1><p>One <b>t</b>wo&amp;three<br>four</p>"
      "<noscript><p>Please enable JavaScript</p></noscript><template><p>later</p></template>"
      "<textarea>a &lt; b</textarea></body></html>",
      "text/html");
  EXPECT_EQ(facts.content.title, "A title");
  EXPECT_EQ(facts.content.text, "Head One two&three four a < b");
  EXPECT_EQ(facts.content.text_length, facts.content.text.size());
  EXPECT_EQ(facts.content.scripts, 1);
  EXPECT_FALSE(facts.has_app_root);
}

TEST(PageFacts, OfNothingAreEmpty) {
  const PageFacts facts = read_page("", "");
  EXPECT_EQ(facts.content.text + facts.content.title, "");
  EXPECT_EQ(facts.content.text_length, 0U);
}

TEST(PageFacts, CollapseEverySortOfSpace) {
  EXPECT_EQ(text_of(" \t\r\n a&nbsp;&#8203; \u3000 \u200b\ufeff b \f"), "a b");
  EXPECT_EQ(read_page("<p>" + repeated("&nbsp; ", 5000), "").content.text_length, 0U);
  EXPECT_EQ(text_of("a<span>b</span>c<div>d</div>e<td>f"), "abc d e f");
}

TEST(PageFacts, CountCharactersNotBytes) {
  const PageFacts facts = read_page("<p>\u00e9\u6f22\U0001f600</p>", "text/html; charset=utf-8");
  EXPECT_EQ(facts.content.text_length, 3U);
  EXPECT_EQ(facts.content.text, "\u00e9\u6f22\U0001f600");
}

TEST(PageFacts, KeepTheBeginningButCountAll) {
  const PageFacts facts = read_page(
      "<title>" + repeated("t", 1000) + "</title>" + repeated("\u6f22", 300000) + "<p>end",
      "text/html; charset=utf-8");
  EXPECT_EQ(facts.content.title.size(), 300U);
  EXPECT_EQ(facts.content.text_length, 100000U + 4U);
  EXPECT_LE(facts.content.text.size(), std::size_t{64} * 1024);
  EXPECT_GE(facts.content.text.size(), std::size_t{64} * 1024 - 3);
  EXPECT_THAT(facts.content.text, EndsWith("\u6f22"));
}

TEST(PageFacts, DecodeReferencesAsBrowsersDo) {
  EXPECT_EQ(text_of("&lt;b&gt; &eacute;&#233;&#xE9;&#XE9; &copy 1"),
            "<b> \u00e9\u00e9\u00e9\u00e9 \u00a9 1");
  EXPECT_EQ(text_of("&#128;&#x93;"), "\u20ac\u201c");
  EXPECT_EQ(text_of("&#0;&#xD800;&#99999999999;"), "\ufffd\ufffd\ufffd");
  EXPECT_EQ(text_of("a & b &; &# &#x; &nonsense; &hearts"), "a & b &; &# &#x; &nonsense; &hearts");
}

TEST(PageFacts, ReadEveryEncodingAPageDeclares) {
  EXPECT_EQ(text_of("caf\xe9 \x80", "text/html; charset=ISO-8859-1"), "caf\u00e9 \u20ac");
  EXPECT_EQ(text_of("\xcf\xf0\xe8", "text/html;charset=\"windows-1251\""), "\u041f\u0440\u0438");
  EXPECT_EQ(text_of("<meta charset=shift_jis><p>\x93\xfa\x96\x7b", "text/html"), "\u65e5\u672c");
  EXPECT_EQ(
      text_of("<meta http-equiv=content-type content='text/html; charset=gb2312'>\xd6\xd0", ""),
      "\u4e2d");
  EXPECT_EQ(text_of("<meta charset=utf-16>caf\u00e9", ""), "caf\u00e9");
  EXPECT_EQ(text_of(std::string_view("\xff\xfe<\0p\0>\0h\0i\0", 12), ""), "hi");
  EXPECT_EQ(text_of("\xef\xbb\xbf\u00e9", "text/html; charset=iso-8859-1"), "\u00e9");
}

TEST(PageFacts, GuessTheEncodingWhenNoneIsDeclared) {
  EXPECT_EQ(text_of("caf\u00e9", ""), "caf\u00e9");
  EXPECT_EQ(text_of("caf\xe9", ""), "caf\u00e9");
  EXPECT_EQ(text_of("caf\xe9", "text/html; charset=no-such-thing"), "caf\u00e9");
  EXPECT_EQ(text_of("<meta charset=UTF-7>+ADw-b+AD4-", ""), "+ADw-b+AD4-");
}

TEST(PageFacts, AWrongEncodingLosesOnlyWhatItCannotRead) {
  EXPECT_EQ(text_of("before \xff\xfe after"), "before \ufffd\ufffd after");
  EXPECT_EQ(text_of("cut \xe6\xbc"), "cut \ufffd\ufffd");
}

TEST(PageFacts, CountOnlyScriptsThatRun) {
  EXPECT_EQ(read_page("<script></script><script type=module></script><SCRIPT TYPE=text/JavaScript>"
                      "</SCRIPT><script type='application/ld+json'>{}</script>"
                      "<script type=importmap></script><script type=text/template></script>",
                      "")
                .content.scripts,
            3);
}

TEST(PageFacts, TakeTheTitleOfThePageNotOfADrawing) {
  EXPECT_EQ(read_page("<svg><title>Icon</title></svg><title>Page</title><title>x</title>", "")
                .content.title,
            "Page");
}

TEST(PageFacts, KnowAnEmptyShell) {
  const PageFacts shell = read_page(
      "<title>App</title><body><noscript>You need to enable JavaScript to run this app, and here "
      "is "
      "a long explanation of how to do that in each and every browser that has ever been made, so "
      "that this text alone is long enough to pass for a page of its own.</noscript>"
      "<div id=root></div><script src=/main.js></script>",
      "text/html");
  EXPECT_TRUE(looks_like_shell(shell));
  EXPECT_TRUE(shell.has_app_root);
  EXPECT_FALSE(looks_like_shell(read_page("<p>Coming soon", "")));
  EXPECT_FALSE(looks_like_shell(read_page("<script></script>" + repeated("word ", 1100), "")));
}

TEST(PageFacts, OfOtherDocumentTypes) {
  EXPECT_EQ(text_of("a <b> c", "text/plain"), "a <b> c");
  EXPECT_EQ(text_of("{\"a\": 1}", "application/json"), "{\"a\": 1}");
  EXPECT_EQ(text_of("<p>x", "application/xhtml+xml"), "x");
  EXPECT_EQ(text_of("<p>x", "image/png"), "");
}

TEST(PageFacts, SurviveMalformedMarkup) {
  EXPECT_EQ(text_of("a < b <3 </ c> d </> e <! f> g <? h> i"), "a < b <3 d e g i");
  EXPECT_EQ(text_of("a<!-->b<!--->c<!-- - -- --!>d<!-- e"), "abcd");
  EXPECT_EQ(text_of("<p title='a > b' x=\">\" =y>text"), "text");
  EXPECT_EQ(text_of("a<p class='unclosed"), "a");
  EXPECT_EQ(text_of("a<p"), "a");
  EXPECT_EQ(text_of("a<"), "a<");
  EXPECT_EQ(text_of("a<script>b</scriptx>c</SCRIPT >d"), "ad");
  EXPECT_EQ(text_of("a<style>never closed <p>b"), "a");
  EXPECT_EQ(text_of("a<plaintext></plaintext>b"), "a </plaintext>b");
  EXPECT_EQ(text_of("a</template>b<template><template></template>c</template>d"), "abd");
}

struct Hostile {
  const char* name;
  std::function<std::string()> html;  // made only for the test that reads it
};

// Two megabytes do not belong in a list of tests.
void PrintTo(const Hostile& page, std::ostream* out) { *out << page.name; }

class HostilePage : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostilePage, IsReadInTimeProportionalToItsSize) {
  const std::string html = GetParam().html();
  for (const char* type : {"", "text/html; charset=shift_jis"}) {
    const std::clock_t begun = std::clock();
    const PageFacts facts = read_page(html, type);
    // Ordinarily 10 to 100 ms of processor time; more with sanitizers, minutes if it were
    // quadratic.
    EXPECT_LT((std::clock() - begun) / CLOCKS_PER_SEC, 10);
    EXPECT_LE(facts.content.text.size(), std::size_t{64} * 1024);
    EXPECT_LE(facts.content.text_length, html.size());
  }
}

std::string many_attributes() {
  std::string html = "<p ";
  for (int i = 0; html.size() < kLargest; ++i) html += "a" + std::to_string(i) + " ";
  return html;
}

INSTANTIATE_TEST_SUITE_P(
    All, HostilePage,
    ::testing::Values(
        Hostile("Nested", [] { return repeated("<div><b>", 800000) + "deep"; }),
        Hostile("NestedAndClosed",
                [] { return repeated("<b>", kLargest / 2) + repeated("</i>", kLargest / 2); }),
        Hostile("Attributes", many_attributes), Hostile("LessThan", [] { return repeated("<"); }),
        Hostile("OpenTags", [] { return repeated("<a href='"); }),
        Hostile("OpenComments", [] { return repeated("<!--"); }),
        Hostile("OpenComment", [] { return "<!--" + repeated("-"); }),
        Hostile("Comments", [] { return repeated("<!---->"); }),
        Hostile("ExclaimedComments", [] { return repeated("<!----!>"); }),
        Hostile("OpenScripts", [] { return repeated("<script>"); }),
        Hostile("OpenTitles", [] { return repeated("<title>"); }),
        Hostile("ScriptEnds", [] { return "<script>" + repeated("</scrip"); }),
        Hostile("Templates", [] { return repeated("<template>"); }),
        Hostile("References", [] { return repeated("&"); }),
        Hostile("NumericReferences", [] { return repeated("&#9"); }),
        Hostile("Digits", [] { return "&#" + repeated("9"); }),
        Hostile("NamedReferences", [] { return repeated("&lt;"); }),
        Hostile("Letters", [] { return "&" + repeated("a"); }),
        Hostile("NotUtf8", [] { return repeated("\xff"); }),
        Hostile("HalfCharacters", [] { return repeated("\xe6\xbc"); }),
        Hostile("Nulls", [] { return std::string(kLargest, '\0'); }),
        Hostile("Spaces", [] { return repeated(" \n"); }),
        Hostile("Utf16", [] { return "\xff\xfe" + repeated("<x>"); }),
        Hostile("Quotes", [] { return "<p " + repeated("x=\"\"'"); }),
        Hostile("Metas", [] { return repeated("<meta charset>"); })),
    [](const auto& tested) { return tested.param.name; });

TEST(HtmlScanner, KeepsABoundedNumberOfAttributes) {
  const std::string html = many_attributes() + ">";
  HtmlScanner scanner(html);
  const auto tag = scanner.next();
  ASSERT_TRUE(tag);
  EXPECT_EQ(tag->attributes.size(), 32U);
  EXPECT_EQ(tag->attribute("a31"), "");
  EXPECT_EQ(tag->attribute("a32"), std::nullopt);
  EXPECT_FALSE(scanner.next());
}

}  // namespace
}  // namespace tidemark::analyzer
