// Whatever a server sends, status line, headers and body together get a verdict, within its limits.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "tests/support/labelled_response.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark;
  static const auto rules = analyzer::RuleBook::built_in();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto verdict = tests::judge(tests::parse_labelled_response("fuzz", text), rules);
  const bool names_vendor =
      verdict.state == analyzer::State::kChallenge || verdict.state == analyzer::State::kBlocked;
  if (names_vendor == verdict.vendor.empty()) std::abort();
  if (verdict.protections.size() > 20 || verdict.signal.size() > 500) std::abort();
  for (const auto& sighting : verdict.protections) {
    if (sighting.rule.empty() || sighting.signal.size() > 200) std::abort();
  }
  return 0;
}
