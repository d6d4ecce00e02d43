#include "analyzer/names/public_suffix.hpp"

#include <libpsl.h>

#include <algorithm>

namespace tidemark::analyzer {
namespace {

// Debian keeps the list of the `publicsuffix` package newer than the one built into libpsl.
const psl_ctx_t* suffixes() {
  static const psl_ctx_t* const list = ::psl_latest(nullptr);
  return list != nullptr ? list : ::psl_builtin();
}

bool is_numeric(std::string_view name) {
  if (name.find(':') != std::string_view::npos) return true;
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return c == '.' || (c >= '0' && c <= '9'); });
}

}  // namespace

std::string registrable_domain(std::string_view name) {
  std::string text(name);
  if (is_numeric(name)) return text;
  const char* found = ::psl_registrable_domain(suffixes(), text.c_str());
  return found == nullptr ? text : std::string(found);
}

bool is_public_suffix(std::string_view name) {
  const std::string text(name);
  return ::psl_is_public_suffix2(suffixes(), text.c_str(), PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE) !=
         0;
}

std::string www_twin(std::string_view name) {
  const std::string owned = registrable_domain(name);
  if (is_numeric(name) || is_public_suffix(name) || name.find('.') == std::string_view::npos) {
    return {};
  }
  if (name == owned) return "www." + owned;
  return name == "www." + owned ? owned : std::string();
}

}  // namespace tidemark::analyzer
