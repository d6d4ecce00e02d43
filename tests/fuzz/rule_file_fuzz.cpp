// Whatever a rule file holds, reading it ends, and rules that are accepted can be used.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "analyzer/page/page_facts.hpp"
#include "analyzer/rules/rule_book.hpp"
#include "analyzer/rules/rule_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::analyzer;
  static const PageFacts page = read_page(
      "<title>a b</title><p id=x>text</p><script src=//x.example/y.js></script>", "text/html");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto file = parse_rule_file(text, "fuzz.json");
  if (!file) {
    if (!file.error().message.starts_with("fuzz.json: ")) std::abort();
    return 0;
  }
  const auto book = RuleBook::create(file->rules);
  if (!book) return 0;
  const Answer answer{
      .domain = "a.example", .final_url = "https://b.test/", .status = 403, .page = page};
  for (const Finding& finding : book->find(answer)) {
    if (finding.rule == nullptr || finding.quote.size() > 200) std::abort();
  }
  return 0;
}
