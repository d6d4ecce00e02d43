// What a page's JSON-LD says of what is sold there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tidemark::analyzer {

// The text values (no URLs, no keys) of every Product, Offer, AggregateOffer and Restaurant in
// `json_ld` and of what is in them, wherever they stand, in document order. A broken document is
// read up to its mistake, a nested one up to 100 levels.
[[nodiscard]] std::vector<std::string> offer_texts(std::string_view json_ld);

// The names of the products in it, in document order.
[[nodiscard]] std::vector<std::string> product_names(std::string_view json_ld);

}  // namespace tidemark::analyzer
