// A host name as DNS and browsers take it: lower case, punycode, no trailing dot.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

// Why a text is no host name.
enum class NameFault : std::uint8_t {
  kEmpty,
  kEmptyLabel,
  kLabelTooLong,
  kTooLong,
  kBadCharacter,
  kHyphen,
  kSingleWord,
  kAddress,
  kNotUtf8,
  kBadIdn,
  kBadPunycode,
};
// A clause that follows the name: "is longer than 253 characters".
[[nodiscard]] std::string_view to_string(NameFault fault);

// Reads host names one after the other into the same few bytes, because lists have millions of
// them.
class HostName {
 public:
  static constexpr std::size_t kLongest = 253;

  // Takes a name as people write it: any case, one trailing dot, international letters (UTF-8,
  // converted by UTS 46). At least two labels of letters, digits, '-' and '_', at most 63
  // characters each; the last two neither begin nor end with '-', the last is no number. Punycode
  // must decode to what encodes to it. Says what is wrong, if anything; the name is then
  // unspecified.
  [[nodiscard]] std::optional<NameFault> read(std::string_view written);

  // The name; valid until the next read().
  [[nodiscard]] std::string_view text() const { return {text_.data(), length_}; }
  // It was written with other letters than ASCII.
  [[nodiscard]] bool converted() const { return converted_; }
  // A label mixes scripts that no language mixes, as look-alikes of other names do.
  [[nodiscard]] bool mixes_scripts() const { return mixes_scripts_; }

 private:
  std::optional<NameFault> read_ascii(std::string_view written);
  std::optional<NameFault> read_international(std::string_view written);

  // Room for a name and a terminating NUL, for the libraries that want one.
  std::array<char, kLongest + 3> text_{};
  std::size_t length_ = 0;
  bool punycode_ = false;
  bool converted_ = false;
  bool mixes_scripts_ = false;
};

}  // namespace tidemark::analyzer
