#include "analyzer/names/host_name.hpp"

#include <algorithm>

#include "analyzer/names/international.hpp"

namespace tidemark::analyzer {
namespace {

// What a byte is in a name: itself in lower case, or kNone; non-ASCII asks for conversion.
constexpr char kNone = 0;
constexpr char kForeign = 1;

constexpr std::array<char, 256> make_letters() {
  std::array<char, 256> letters{};
  for (std::size_t byte = 0x80; byte < 256; ++byte) letters[byte] = kForeign;
  for (unsigned char c = 'a'; c <= 'z'; ++c) {
    letters[c] = static_cast<char>(c);
    letters[c - 'a' + std::size_t{'A'}] = static_cast<char>(c);
  }
  for (unsigned char c = '0'; c <= '9'; ++c) letters[c] = static_cast<char>(c);
  for (const char c : std::string_view("-_.")) letters[static_cast<unsigned char>(c)] = c;
  return letters;
}
constexpr std::array<char, 256> kLetters = make_letters();

bool is_foreign(char c) { return static_cast<unsigned char>(c) >= 0x80; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool has_hyphen_at_an_end(std::string_view label) {
  return label.front() == '-' || label.back() == '-';
}

// What is wrong with the labels as such; every character is known to be one of a name.
std::optional<NameFault> fault_of_labels(std::string_view name) {
  std::size_t start = 0;
  std::string_view before;
  std::string_view last;
  while (true) {
    const std::size_t dot = std::min(name.find('.', start), name.size());
    if (dot == start) return NameFault::kEmptyLabel;
    if (dot - start > 63) return NameFault::kLabelTooLong;
    before = last;
    last = name.substr(start, dot - start);
    if (dot == name.size()) break;
    start = dot + 1;
  }
  if (before.empty()) return NameFault::kSingleWord;
  if (has_hyphen_at_an_end(last) || has_hyphen_at_an_end(before)) return NameFault::kHyphen;
  if (std::ranges::all_of(last, is_digit)) return NameFault::kAddress;
  return std::nullopt;
}

}  // namespace

std::optional<NameFault> HostName::read(std::string_view written) {
  converted_ = false;
  mixes_scripts_ = false;
  if (written.empty()) return NameFault::kEmpty;
  if (std::ranges::any_of(written, is_foreign)) return read_international(written);
  if (const auto fault = read_ascii(written)) return fault;
  if (!punycode_) return std::nullopt;
  const auto letters = letters_of(text());
  if (!letters) return NameFault::kBadPunycode;
  mixes_scripts_ = has_mixed_label(*letters);
  return std::nullopt;
}

std::optional<NameFault> HostName::read_ascii(std::string_view written) {
  if (written.ends_with('.')) written.remove_suffix(1);
  if (written.size() > kLongest) return NameFault::kTooLong;
  char* to = text_.data();
  for (const char c : written) {
    const char letter = kLetters[static_cast<unsigned char>(c)];
    if (letter == kNone) return NameFault::kBadCharacter;
    *to++ = letter;
  }
  *to = '\0';
  length_ = written.size();
  punycode_ = text().find("xn--") != std::string_view::npos;
  return fault_of_labels(text());
}

std::optional<NameFault> HostName::read_international(std::string_view written) {
  // No name that fits is longer in UTF-8 than four bytes for each letter.
  if (written.size() > 4 * kLongest) return NameFault::kTooLong;
  // A library written in C would take it for the end.
  if (written.find('\0') != std::string_view::npos) return NameFault::kBadCharacter;
  const auto ascii = punycode_of(written);
  if (!ascii) return ascii.error();
  if (const auto fault = read_ascii(*ascii)) return fault;
  const auto letters = letters_of(text());
  // Punycode beside the letters, which the conversion lets pass.
  if (!letters) return NameFault::kBadPunycode;
  converted_ = true;
  mixes_scripts_ = has_mixed_label(*letters);
  return std::nullopt;
}

std::string_view to_string(NameFault fault) {
  switch (fault) {
    case NameFault::kEmpty: return "is empty";
    case NameFault::kEmptyLabel: return "has an empty label";
    case NameFault::kLabelTooLong: return "has a label of more than 63 characters";
    case NameFault::kTooLong: return "is longer than 253 characters";
    case NameFault::kBadCharacter: return "has a character that no host name has";
    case NameFault::kHyphen: return "has a label that begins or ends with '-'";
    case NameFault::kSingleWord: return "is a single word, not a domain";
    case NameFault::kAddress: return "is an address, not a domain";
    case NameFault::kNotUtf8:
      return "is not UTF-8 (if the file is Latin-1: iconv -f latin1 -t utf-8)";
    case NameFault::kBadIdn: return "has letters that no international name may have";
    case NameFault::kBadPunycode: return "is not valid punycode";
  }
  return "is no host name";
}

}  // namespace tidemark::analyzer
