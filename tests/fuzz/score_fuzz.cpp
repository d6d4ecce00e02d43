// Whatever a page says, scoring it ends, stays within bounds and quotes whole characters.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyzer/scoring/keyword_book.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::analyzer;
  static const KeywordBook words = KeywordBook::built_in();
  static const KeywordBook substrings = KeywordBook::built_in(Matching::kSubstrings);
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  PageContent page;
  page.text = text;
  page.json_ld.emplace_back(text);
  for (const KeywordBook* book : {&words, &substrings}) {
    const PageScore score = book->score(page);
    if (score.points < 0 || score.points > 100) std::abort();
    for (const GroupScore& group : score.groups) {
      for (const KeywordHit& hit : group.hits) {
        const auto characters = std::ranges::count_if(
            hit.excerpt, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
        if (characters > 80) std::abort();
      }
    }
  }
  return 0;
}
