#include "harness/scenario/host_name.hpp"

#include <fmt/format.h>

#include <optional>
#include <string_view>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

// The host in lower case, or nothing if it is no DNS name (letters, digits, `-`, `_`; RFC 1035
// lengths).
std::optional<std::string> normalized_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return std::nullopt;
  std::string host;
  std::size_t label = 0;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool allowed = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                         lower == '-' || lower == '_';
    if (lower == '.' ? label == 0 : !allowed || ++label > 63) return std::nullopt;
    if (lower == '.') label = 0;
    host += lower;
  }
  if (label == 0) return std::nullopt;
  return host;
}

}  // namespace

Result<std::string> read_host(const std::string& text, const std::string& pointer) {
  if (auto host = normalized_host(text)) return *host;
  return failure(
      ErrorCode::kBadInput,
      pointer + fmt::format(": \"{}\" is not a host name (write an international name in its "
                            "xn-- form)",
                            printable(text, 80)));
}

}  // namespace tidemark::harness
