#include "analyzer/scoring/letter.hpp"

#include <algorithm>
#include <array>
#include <bit>

namespace tidemark::analyzer {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Range {
  char32_t first = 0;
  char32_t last = 0;
};

template <std::size_t N>
constexpr bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  const auto after = std::ranges::upper_bound(ranges, c, {}, &Range::first);
  return after != ranges.begin() && c <= std::prev(after)->last;
}

// Where capitals stand before their small letters, one by one.
constexpr std::array kEvenCapitals = {
    Range{0x100, 0x137},   Range{0x14A, 0x177},  Range{0x1DE, 0x1EF}, Range{0x1F8, 0x21F},
    Range{0x222, 0x233},   Range{0x460, 0x481},  Range{0x48A, 0x4BF}, Range{0x4D0, 0x52F},
    Range{0x1E00, 0x1E95}, Range{0x1EA0, 0x1EFF}};
constexpr std::array kOddCapitals = {Range{0x139, 0x148}, Range{0x179, 0x17E}, Range{0x1AF, 0x1B0},
                                     Range{0x1CD, 0x1DC}, Range{0x4C1, 0x4CE}};

struct Shift {
  Range capitals;
  char32_t by = 0;
};
constexpr std::array kShifted = {
    Shift{{0xC0, 0xDE}, 32},   Shift{{0x386, 0x386}, 38}, Shift{{0x388, 0x38A}, 37},
    Shift{{0x38C, 0x38C}, 64}, Shift{{0x38E, 0x38F}, 63}, Shift{{0x391, 0x3AB}, 32},
    Shift{{0x400, 0x40F}, 80}, Shift{{0x410, 0x42F}, 32}, Shift{{0x531, 0x556}, 48}};

// Of a mark: what stands before it, and what both make, in the same order.
struct Composition {
  char32_t mark = 0;
  std::u32string_view bases;
  std::u32string_view made;
};
constexpr std::array kCompositions = std::to_array<Composition>({
    {0x300, U"aeinouwyâêôüăēōơưеи", U"àèìǹòùẁỳầềồǜằḕṑờừѐѝ"},
    {0x301, U"acegiklmnoprsuwyz¨âåæçêïôõøüăēōũơưαεηιουωϊϋϒгк",
     U"áćéǵíḱĺḿńóṕŕśúẃýź΅ấǻǽḉếḯốṍǿǘắḗṓṹớứάέήίόύώΐΰϓѓќ"},
    {0x302, U"aceghijosuwyzạẹọ", U"âĉêĝĥîĵôŝûŵŷẑậệộ"},
    {0x303, U"aeinouvyâêôăơư", U"ãẽĩñõũṽỹẫễỗẵỡữ"},
    {0x304, U"aegiouyäæõöüǫȧȯиуḷṛ", U"āēḡīōūȳǟǣȭȫǖǭǡȱӣӯḹṝ"},
    {0x306, U"aegiouȩаежиуạ", U"ăĕğĭŏŭḝӑӗӂйўặ"},
    {0x307, U"abcdefghmnoprstwxyzśšſṣ", U"ȧḃċḋėḟġḣṁṅȯṗṙṡṫẇẋẏżṥṧẛṩ"},
    {0x308, U"aehiotuwxyõūιυϒаежзиоучыэіәө", U"äëḧïöẗüẅẍÿṏṻϊϋϔӓёӝӟӥӧӱӵӹӭїӛӫ"},
    {0x309, U"aeiouyâêôăơư", U"ảẻỉỏủỷẩểổẳởử"},
    {0x30A, U"auwy", U"åůẘẙ"},
    {0x30B, U"ouу", U"őűӳ"},
    {0x30C, U"acdeghijklnorstuzü", U"ǎčďěǧȟǐǰǩľňǒřšťǔžǚ"},
    {0x31B, U"ouòóõùúũọỏụủ", U"ơườớỡừứữợởựử"},
    {0x323, U"abdehiklmnorstuvwyzâêôăơưṡ", U"ạḅḍẹḥịḳḷṃṇọṛṣṭụṿẉỵẓậệộặợựṩ"},
    {0x327, U"cdeghklnrstćĕ", U"çḑȩģḩķļņŗşţḉḝ"},
    {0x328, U"aeiouō", U"ąęįǫųǭ"},
});

// From U+0080 on; what is in none of these is a letter.
constexpr std::array kSpaces = {
    Range{0x80, 0xA0},     Range{0x1680, 0x1680}, Range{0x2000, 0x200A},
    Range{0x2010, 0x2011}, Range{0x2018, 0x2019}, Range{0x2028, 0x2029},
    Range{0x202F, 0x202F}, Range{0x205F, 0x205F}, Range{0x3000, 0x3000}};
constexpr std::array kInvisible = {Range{0xAD, 0xAD},     Range{0x200B, 0x200F},
                                   Range{0x202A, 0x202E}, Range{0x2060, 0x206F},
                                   Range{0xFE00, 0xFE0F}, Range{0xFEFF, 0xFEFF}};
constexpr std::array kAlone = {
    Range{0xA1, 0xA9},      Range{0xAB, 0xB4},     Range{0xB6, 0xB9},     Range{0xBB, 0xBF},
    Range{0xD7, 0xD7},      Range{0xF7, 0xF7},     Range{0x37E, 0x37E},   Range{0x387, 0x387},
    Range{0x55A, 0x55F},    Range{0x589, 0x58A},   Range{0x60C, 0x60D},   Range{0x61B, 0x61F},
    Range{0x66A, 0x66C},    Range{0x6D4, 0x6D4},   Range{0x964, 0x965},   Range{0xE00, 0xEFF},
    Range{0x1000, 0x109F},  Range{0x1100, 0x11FF}, Range{0x1780, 0x17FF}, Range{0x2012, 0x2017},
    Range{0x201A, 0x2027},  Range{0x2030, 0x205E}, Range{0x2070, 0x2BFF}, Range{0x2E00, 0xA4CF},
    Range{0xAC00, 0xD7FF},  Range{0xF900, 0xFAFF}, Range{0xFE10, 0xFE1F}, Range{0xFE30, 0xFE6F},
    Range{0xFF00, 0x10FFFF}};
constexpr Range kMarks{0x300, 0x36F};

constexpr LetterKind kind_of_ascii(char32_t c) {
  if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
    return LetterKind::kWord;
  }
  return c <= ' ' || c == 0x7F || c == '-' || c == '\'' ? LetterKind::kBetween : LetterKind::kAlone;
}

}  // namespace

CodePoint first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  if (lead < 0x80) return {.value = lead, .length = 1};
  const auto length = static_cast<std::size_t>(std::countl_one(lead));
  if (length < 2 || length > 4 || length > text.size()) return {.value = kReplacement, .length = 1};
  char32_t value = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next & 0xC0U) != 0x80U) return {.value = kReplacement, .length = 1};
    value = (value << 6U) | (next & 0x3FU);
  }
  return {.value = value, .length = length};
}

void append_utf8(std::string& text, char32_t c) {
  const auto tail = [&](unsigned shift) {
    text += static_cast<char>(0x80U | ((c >> shift) & 0x3FU));
  };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0U | (c >> 6U));
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0U | (c >> 12U));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0U | (c >> 18U));
    tail(12);
    tail(6);
    tail(0);
  }
}

char32_t lower(char32_t c) {
  if (c < 0x80) return c >= 'A' && c <= 'Z' ? c + 32 : c;
  if (c < 0xC0 || c == 0xD7) return c;
  if (c == 0x130) return 'i';
  if (c == 0x178) return 0xFF;
  if (c == 0x1E9E) return 0xDF;
  for (const Shift& shift : kShifted) {
    if (c >= shift.capitals.first && c <= shift.capitals.last) return c + shift.by;
  }
  if (c == 0x131 || c == 0x3A2) return c;
  if (c == 0x1A0 || c == 0x1A2 || c == 0x1A4) return c + 1;
  if (is_in(kEvenCapitals, c)) return c | 1U;
  if (is_in(kOddCapitals, c)) return (c & 1U) != 0 ? c + 1 : c;
  return c;
}

char32_t folded(char32_t c) {
  constexpr char32_t kFinalSigma = 0x3C2;
  constexpr char32_t kSigma = 0x3C3;
  if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFF01 - '!';
  c = lower(c);
  return c == kFinalSigma ? kSigma : c;
}

char32_t composed(char32_t base, char32_t mark) {
  const auto found = std::ranges::find(kCompositions, mark, &Composition::mark);
  if (found == kCompositions.end()) return 0;
  const std::size_t at = found->bases.find(base);
  return at == std::u32string_view::npos ? 0 : found->made[at];
}

LetterKind kind_of(char32_t c) {
  if (c < 0x80) return kind_of_ascii(c);
  if (c >= kMarks.first && c <= kMarks.last) return LetterKind::kCombining;
  if (is_in(kInvisible, c)) return LetterKind::kNothing;
  if (is_in(kSpaces, c)) return LetterKind::kBetween;
  return is_in(kAlone, c) ? LetterKind::kAlone : LetterKind::kWord;
}

}  // namespace tidemark::analyzer
