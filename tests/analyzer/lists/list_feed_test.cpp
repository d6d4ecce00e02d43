#include "analyzer/lists/list_feed.hpp"

#include <gtest/gtest.h>

#include "tests/analyzer/lists/said.hpp"

namespace tidemark::analyzer {
namespace {

const auto kAlways = [] { return true; };

// What a file says that arrives in pieces of `piece` bytes.
std::string read_file(std::string_view bytes, std::size_t piece, bool stream = false) {
  test::SaidSink sink;
  ListFeed feed(sink, {}, "list.txt", stream);
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    if (const auto fed = feed.feed(bytes.substr(at, piece), kAlways); !fed)
      return fed.error().message;
  }
  if (const auto ended = feed.finish(kAlways); !ended) return ended.error().message;
  return sink.text();
}

TEST(ListFeed, CutsLinesWhereverThePiecesEnd) {
  const std::string_view list = "a.example\r\n\n0.0.0.0 b.example\n||c.example^";
  for (const std::size_t piece : {1U, 2U, 7U, 1000U}) {
    EXPECT_EQ(read_file(list, piece), "name a.example; name b.example; tree c.example") << piece;
  }
}

TEST(ListFeed, ReadsLinesOf100KilobytesAndRefusesEndlessOnes) {
  std::string line = "0.0.0.0";
  for (int i = 0; i < 10000; ++i) line += " n" + std::to_string(i) + ".example";
  ASSERT_GT(line.size(), 100000U);
  const std::string said = read_file(line + "\nlast.example\n", 4096);
  EXPECT_TRUE(said.starts_with("name n0.example; "));
  EXPECT_TRUE(said.ends_with("name n9999.example; name last.example"));
  const std::string endless = read_file(std::string(3000000, 'a') + "\nlast.example\n", 65536);
  EXPECT_NE(endless.find("more than 1 MiB"), std::string::npos) << endless.substr(0, 300);
  EXPECT_TRUE(endless.ends_with("; name last.example"));
}

TEST(ListFeed, RefusesFilesThatAreNoLists) {
  EXPECT_TRUE(read_file("\n\n <!DOCTYPE html>\n<html>", 1).starts_with("list.txt is an HTML page"));
  EXPECT_TRUE(read_file("\xEF\xBB\xBF<HTML lang=en>", 100).starts_with("list.txt is an HTML page"));
  EXPECT_TRUE(
      read_file("\x1f\x8b\x08 and so on", 100).starts_with("list.txt is compressed (gzip)"));
  EXPECT_TRUE(read_file(std::string_view("\xff\xfe"
                                         "a\0.\0",
                                         6),
                        100)
                  .starts_with("list.txt is UTF-16"));
  EXPECT_TRUE(
      read_file(std::string_view("PK\x03\x04", 4), 100).starts_with("list.txt is a zip archive"));
}

TEST(ListFeed, RefusesHtmlLineByLineOnAStream) {
  EXPECT_EQ(read_file("<!DOCTYPE html>\na.example\n", 100, true),
            "! '<!DOCTYPE html>' is HTML, not a line of a list; name a.example");
}

TEST(ListFeed, NumbersTheLinesAndStopsWhenTold) {
  test::SaidSink sink;
  ListFeed feed(sink, {}, "stdin", true);
  ASSERT_TRUE(feed.feed("# one\na.example\nb.example\n", [&] { return feed.line() < 2; }));
  EXPECT_EQ(feed.line(), 2U);
  EXPECT_EQ(sink.text(), "name a.example");
}

}  // namespace
}  // namespace tidemark::analyzer
