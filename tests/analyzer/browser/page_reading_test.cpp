// What is made of the script's answer, whatever it holds.
#include "analyzer/browser/page_reading.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

TEST(PageReading, TakesTextAndMarkup) {
  const json value{{"url", "http://a.example/"},
                   {"text", "words"},
                   {"length", 5},
                   {"markup", "<i id=\"x\"></i>"}};
  const auto reading = reading_in({{"result", {{"value", value}}}});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->url, "http://a.example/");
  EXPECT_EQ(reading->content.text, "words");
  EXPECT_EQ(reading->markup, "<i id=\"x\"></i>");
}

TEST(PageReading, DoesWithoutWhatIsMissingOrOfAnotherKind) {
  const auto reading =
      reading_in({{"result", {{"value", {{"markup", 1}, {"text", json::array()}}}}}});
  ASSERT_TRUE(reading);
  EXPECT_EQ(reading->markup, "");
  EXPECT_EQ(reading->content.text, "");
  EXPECT_FALSE(reading_in({{"result", {{"value", "text"}}}}));
  EXPECT_FALSE(reading_in(json::object()));
}

}  // namespace
}  // namespace tidemark::analyzer
