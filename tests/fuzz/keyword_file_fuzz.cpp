// Whatever a keyword file holds, reading it ends, and keywords that are accepted can be used on any
// text, with both ways of matching.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyzer/scoring/keyword_book.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::analyzer;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = parse_keyword_file(text, "fuzz.json");
  if (!file) {
    if (!file.error().message.starts_with("fuzz.json: ")) std::abort();
    return 0;
  }
  PageContent page;
  page.title = "Sale of candy";
  page.text = text;
  page.json_ld.emplace_back(text);
  for (const Matching matching : {Matching::kWords, Matching::kSubstrings}) {
    const auto book = KeywordBook::with(*file, "fuzz.json", matching);
    if (!book) {
      if (!book.error().message.starts_with("fuzz.json: ")) std::abort();
      return 0;
    }
    if (const int points = book->score(page).points; points < 0 || points > 100) std::abort();
  }
  return 0;
}
