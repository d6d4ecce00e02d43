#include "analyzer/names/international.hpp"

#include <idn2.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>

namespace tidemark::analyzer {
namespace {

struct IdnFree {
  void operator()(char* text) const { ::idn2_free(text); }
};
using IdnText = std::unique_ptr<char, IdnFree>;

// The scripts that look-alikes are made of, and those that go together. Bits of a set.
enum Script : std::uint16_t {
  kAny = 0,  // digits, hyphens, marks
  kLatin = 1,
  kGreek = 2,
  kCyrillic = 4,
  kArmenian = 8,
  kHan = 16,
  kKana = 32,
  kBopomofo = 64,
  kHangul = 128,
  kOther = 256,
};

struct ScriptRange {
  char32_t first;
  char32_t last;
  Script script;
};

// Sorted. A letter in none of these is of another script, which is not told apart further.
constexpr std::array kRanges{
    ScriptRange{0x0000, 0x0040, kAny},      ScriptRange{0x0041, 0x005A, kLatin},
    ScriptRange{0x005B, 0x0060, kAny},      ScriptRange{0x0061, 0x007A, kLatin},
    ScriptRange{0x007B, 0x00BF, kAny},      ScriptRange{0x00C0, 0x02AF, kLatin},
    ScriptRange{0x02B0, 0x036F, kAny},      ScriptRange{0x0370, 0x03FF, kGreek},
    ScriptRange{0x0400, 0x052F, kCyrillic}, ScriptRange{0x0531, 0x058A, kArmenian},
    ScriptRange{0x1100, 0x11FF, kHangul},   ScriptRange{0x1AB0, 0x1AFF, kAny},
    ScriptRange{0x1C80, 0x1C8F, kCyrillic}, ScriptRange{0x1D00, 0x1DBF, kLatin},
    ScriptRange{0x1DC0, 0x1DFF, kAny},      ScriptRange{0x1E00, 0x1EFF, kLatin},
    ScriptRange{0x1F00, 0x1FFF, kGreek},    ScriptRange{0x2000, 0x2BFF, kAny},
    ScriptRange{0x2C60, 0x2C7F, kLatin},    ScriptRange{0x2DE0, 0x2DFF, kCyrillic},
    ScriptRange{0x2E80, 0x2FFF, kHan},      ScriptRange{0x3000, 0x3004, kAny},
    ScriptRange{0x3005, 0x3007, kHan},      ScriptRange{0x3008, 0x303F, kAny},
    ScriptRange{0x3040, 0x309F, kKana},     ScriptRange{0x30A0, 0x30FA, kKana},
    ScriptRange{0x30FB, 0x30FC, kAny},      ScriptRange{0x30FD, 0x30FF, kKana},
    ScriptRange{0x3100, 0x312F, kBopomofo}, ScriptRange{0x3130, 0x318F, kHangul},
    ScriptRange{0x31A0, 0x31BF, kBopomofo}, ScriptRange{0x31F0, 0x31FF, kKana},
    ScriptRange{0x3400, 0x4DBF, kHan},      ScriptRange{0x4E00, 0x9FFF, kHan},
    ScriptRange{0xA640, 0xA69F, kCyrillic}, ScriptRange{0xA720, 0xA7FF, kLatin},
    ScriptRange{0xAC00, 0xD7FF, kHangul},   ScriptRange{0xF900, 0xFAFF, kHan},
    ScriptRange{0xFE00, 0xFE2F, kAny},      ScriptRange{0x1B000, 0x1B16F, kKana},
    ScriptRange{0x20000, 0x3FFFF, kHan},
};

Script script_of(char32_t letter) {
  const auto* range = std::ranges::lower_bound(kRanges, letter, {}, &ScriptRange::last);
  return range != kRanges.end() && letter >= range->first ? range->script : kOther;
}

bool go_together(std::uint16_t scripts) {
  if (std::popcount(scripts) <= 1) return true;
  constexpr std::uint16_t kJapanese = kLatin | kHan | kKana;
  constexpr std::uint16_t kChinese = kLatin | kHan | kBopomofo;
  constexpr std::uint16_t kKorean = kLatin | kHan | kHangul;
  return std::ranges::any_of(std::array{kJapanese, kChinese, kKorean},
                             [&](std::uint16_t set) { return (scripts & ~set) == 0; });
}

// The letter that begins at `at`, which moves behind it. The text is known to be UTF-8.
char32_t next_letter(std::string_view utf8, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(utf8[at++]);
  if (lead < 0x80) return lead;
  const int following = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  char32_t letter = lead & (0x3FU >> following);
  for (int i = 0; i < following && at < utf8.size(); ++i) {
    letter = (letter << 6) | (static_cast<unsigned char>(utf8[at++]) & 0x3FU);
  }
  return letter;
}

}  // namespace

std::expected<std::string, NameFault> punycode_of(std::string_view utf8) {
  const std::string text(utf8);
  char* found = nullptr;
  const int code = ::idn2_to_ascii_8z(text.c_str(), &found, IDN2_NONTRANSITIONAL);
  const IdnText owned(found);
  if (code == IDN2_OK) return std::string(owned.get());
  switch (code) {
    case IDN2_ENCODING_ERROR:
    case IDN2_ICONV_FAIL: return std::unexpected(NameFault::kNotUtf8);
    case IDN2_TOO_BIG_DOMAIN: return std::unexpected(NameFault::kTooLong);
    case IDN2_TOO_BIG_LABEL: return std::unexpected(NameFault::kLabelTooLong);
    case IDN2_PUNYCODE_BAD_INPUT:
    case IDN2_ALABEL_ROUNDTRIP_FAILED: return std::unexpected(NameFault::kBadPunycode);
    default: return std::unexpected(NameFault::kBadIdn);
  }
}

std::optional<std::string> letters_of(std::string_view name) {
  const std::string text(name);
  char* found = nullptr;
  const int code = ::idn2_to_unicode_8z8z(text.c_str(), &found, 0);
  const IdnText owned(found);
  if (code != IDN2_OK) return std::nullopt;
  std::string letters(owned.get());
  const auto back = punycode_of(letters);
  if (!back || *back != name) return std::nullopt;
  return letters;
}

bool has_mixed_label(std::string_view utf8) {
  std::uint16_t scripts = 0;
  std::size_t at = 0;
  while (at < utf8.size()) {
    const char32_t letter = next_letter(utf8, at);
    if (letter == U'.') {
      if (!go_together(scripts)) return true;
      scripts = 0;
    } else {
      scripts = static_cast<std::uint16_t>(scripts | script_of(letter));
    }
  }
  return !go_together(scripts);
}

}  // namespace tidemark::analyzer
