#include "probes/base/printable.hpp"

#include <fmt/format.h>

#include <cstdint>

namespace tidemark {
namespace {

struct Decoded {
  std::uint32_t code_point = 0;
  std::size_t length = 0;  // 0: not UTF-8 here
};

// One UTF-8 sequence at the front of `text` (RFC 3629: no overlong forms, no surrogates).
Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  std::uint32_t code_point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    code_point = (code_point << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong =
      (length == 3 && code_point < 0x800) || (length == 4 && code_point < 0x10000);
  const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
  if (overlong || surrogate || code_point > 0x10FFFF) return {};
  return {code_point, length};
}

bool deceives(std::uint32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

}  // namespace

std::string printable(std::string_view text, std::size_t max_columns) {
  std::string out;
  std::size_t columns = 0;
  while (!text.empty()) {
    const Decoded next = decode(text);
    std::string piece;
    std::size_t width = 1;
    if (next.length == 0) {
      piece = fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
      width = piece.size();
    } else if (deceives(next.code_point)) {
      piece = next.code_point < 0x80 ? fmt::format("\\x{:02x}", next.code_point)
                                     : fmt::format("\\u{{{:x}}}", next.code_point);
      width = piece.size();
    } else {
      piece = text.substr(0, next.length);
    }
    if (columns + width > max_columns) return out + "...";
    out += piece;
    columns += width;
    text.remove_prefix(next.length == 0 ? 1 : next.length);
  }
  return out;
}

}  // namespace tidemark
