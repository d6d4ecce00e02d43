#include "harness/verdict/few_names.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kFew = 3;
constexpr std::size_t kColumns = 60;

}  // namespace

std::string few_names(std::span<const std::string> names, std::size_t total) {
  std::string text;
  const std::size_t shown = std::min(kFew, names.size());
  for (std::size_t i = 0; i < shown; ++i) {
    const bool last = i + 1 == shown && shown == total;
    if (i > 0) text += last ? " and " : ", ";
    text += printable(names[i], kColumns);
  }
  if (total > shown) text += fmt::format("{}{} more", shown == 0 ? "" : " and ", total - shown);
  return text;
}

}  // namespace tidemark::harness
