// FNV-1a (Fowler, Noll, Vo): a number for a text that is the same everywhere and always. No secret:
// whoever wants to can make texts collide.
#pragma once

#include <cstdint>
#include <string_view>

namespace tidemark {

inline constexpr std::uint64_t kFnvStart = 0xCBF29CE484222325U;

// Goes on from `start`, so that texts can be added one by one.
[[nodiscard]] constexpr std::uint64_t fnv1a(std::string_view text,
                                            std::uint64_t start = kFnvStart) {
  for (const char c : text) start = (start ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
  return start;
}

}  // namespace tidemark
