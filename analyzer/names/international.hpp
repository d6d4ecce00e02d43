// International domain names: between letters and punycode (UTS 46, through libidn2), and whether
// the letters look like a trick.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/names/host_name.hpp"

namespace tidemark::analyzer {

// "bücher.example" -> "xn--bcher-kva.example". kNotUtf8 or kBadIdn.
[[nodiscard]] std::expected<std::string, NameFault> punycode_of(std::string_view utf8);

// "xn--bcher-kva.example" -> "bücher.example"; nothing where a label is not the punycode of what it
// decodes to. `name`: lower case ASCII.
[[nodiscard]] std::optional<std::string> letters_of(std::string_view name);

// One label has letters of scripts that are not written together: Latin with Cyrillic or Greek,
// say, but not the scripts of Japanese, Chinese or Korean with each other and with Latin (the
// "highly restrictive" level of UTS 39).
[[nodiscard]] bool has_mixed_label(std::string_view utf8);

}  // namespace tidemark::analyzer
