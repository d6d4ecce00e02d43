#include "reports/assessment/markdown_text.hpp"

#include <gtest/gtest.h>

namespace tidemark::reports {
namespace {

TEST(MarkdownText, EscapesTablesLinksHtmlAndAutomaticLinks) {
  EXPECT_EQ(markdown_text("a|b"), "a\\|b");
  EXPECT_EQ(markdown_text("[x](y)"), "\\[x\\]\\(y\\)");
  EXPECT_EQ(markdown_text("<b>&amp;"), "&lt;b&gt;&amp;amp;");
  EXPECT_EQ(markdown_text("http://www.evil.example"), "http\\://www\\.evil.example");
  EXPECT_EQ(markdown_text("a\nb\x1b[0m"), "a\\\\x0ab\\\\x1b\\[0m");
}

TEST(MarkdownText, CutsLongTextVisibly) { EXPECT_EQ(markdown_text("abcdef", 3), "abc..."); }

TEST(MarkdownName, IsCodeUnlessItCouldEndTheCode) {
  EXPECT_EQ(markdown_name("xn--bcher-kva.example"), "`xn--bcher-kva.example`");
  EXPECT_EQ(markdown_name("a`|.example"), "a\\`\\|.example");
  EXPECT_EQ(markdown_name(""), "");
}

}  // namespace
}  // namespace tidemark::reports
