#include "analyzer/page/json_ld_text.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/page/products.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JsonLdText, TakesTheTextsOfWhatIsSoldWhereverItStands) {
  EXPECT_THAT(offer_texts(R"({"@graph": [{"@type": "WebSite", "name": "Site"},
                  {"mainEntity": {"@type": "Product", "name": "Cake",
                   "brand": {"@type": "Brand", "name": "Oven"}}}, "loose"]})"),
              ElementsAre("Cake", "Oven"));
  EXPECT_THAT(offer_texts(R"([{"@type": "Offer", "name": "a"}, {"@type": "AggregateOffer",
                  "name": "b"}, {"@type": "Restaurant", "name": "c"}, {"@type": "Person",
                  "name": "d"}])"),
              ElementsAre("a", "b", "c"));
}

TEST(JsonLdText, KnowsATypeThatComesLastOrInAList) {
  EXPECT_THAT(offer_texts(R"({"name": "Cake", "@type": "https://schema.org/Product"})"),
              ElementsAre("Cake"));
  EXPECT_THAT(offer_texts(R"({"@type": ["Thing", "schema:Product"], "name": "Cake"})"),
              ElementsAre("Cake"));
  EXPECT_THAT(offer_texts(R"({"@type": "Productive", "name": "Cake"})"), IsEmpty());
}

TEST(JsonLdText, TakesNoUrlsAndNoKeywordsOfJsonLd) {
  EXPECT_THAT(offer_texts(R"({"@context": "https://schema.org", "@id": "sale", "@type": "Offer",
                  "availability": "https://schema.org/InStock", "url": "https://x.example/sale",
                  "category": ["One", {"@value": "no"}, "Two"], "price": 5})"),
              ElementsAre("One", "Two"));
}

TEST(JsonLdText, TellsEachTextOnceWhenOneProductHoldsAnother) {
  EXPECT_THAT(offer_texts(R"({"@type": "Product", "name": "Box", "isRelatedTo":
                  {"@type": "Product", "name": "Lid"}, "description": "of wood"})"),
              ElementsAre("Box", "Lid", "of wood"));
}

TEST(JsonLdText, ReadsABrokenDocumentUpToItsMistake) {
  EXPECT_THAT(offer_texts(R"({"@type": "Product", "name": "Cake", })"), ElementsAre("Cake"));
  EXPECT_THAT(offer_texts(R"({"@type": "Product", "name": "Cake)"), IsEmpty());
  EXPECT_THAT(offer_texts(""), IsEmpty());
  EXPECT_THAT(offer_texts("]"), IsEmpty());
  EXPECT_THAT(offer_texts("{\"@type\": \"Product\", \"name\": \"\xFF\"}"), IsEmpty());
}

TEST(JsonLdText, NamesProductsOnly) {
  EXPECT_THAT(product_names(R"([{"@type": "Product", "name": "Box", "brand": {"name": "Oven"},
                  "offers": {"@type": "Offer", "name": "Half price"}}, {"name": "Lid",
                  "@type": "Product"}])"),
              ElementsAre("Box", "Lid"));
}

std::vector<std::string> products(const std::string& html) {
  return read_page(html, "text/html; charset=utf-8").content.products;
}

TEST(Products, AreNamesInJsonLdAndTextsOfTheUsualElements) {
  EXPECT_THAT(products(R"(<h4>four</h4><h3>three <b>and</b> more</h3>
      <div class="big item">an <div>item</div></div><p class=menu-item>soup<p>no
      <ul><li class=product>pan<li>no</ul>
      <script type="application/ld+json">{"@type":"Product","name":"Pan of\nsteel"}</script>)"),
              ElementsAre("Pan of steel", "pan", "soup", "an item", "three and more", "four"));
}

TEST(Products, AreNoScriptsNoTemplatesAndNoOtherClasses) {
  EXPECT_THAT(products("<div class=products>a</div><div class=product-x>b</div><h2>c</h2>"
                       "<template><h3>d</h3></template><img class=product>x"
                       "<div class=product><script>e</script></div>"),
              IsEmpty());
}

TEST(Products, AreTheFirstTenOfAKindAndFifteenInAll) {
  std::string html;
  for (int i = 0; i < 20; ++i) html += "<h3>three " + std::to_string(i) + "</h3>";
  EXPECT_EQ(products(html).size(), 10U);
  for (int i = 0; i < 20; ++i) html += "<h4>four " + std::to_string(i) + "</h4>";
  const auto kept = products(html);
  ASSERT_EQ(kept.size(), 15U);
  EXPECT_EQ(kept[9], "three 9");
  EXPECT_EQ(kept[14], "four 4");
}

TEST(Products, AreShort) {
  EXPECT_THAT(products("<h3>" + std::string(99, 'x') + "</h3><h4>" + std::string(100, 'x')),
              ElementsAre(std::string(99, 'x')));
  EXPECT_THAT(products("<h3>twice</h3><h4>twice</h4><h3>  </h3>"), ElementsAre("twice"));
  EXPECT_THAT(kept_products({}, {std::string(100, 'x'), "y"}), ElementsAre("y"));
}

}  // namespace
}  // namespace tidemark::analyzer
