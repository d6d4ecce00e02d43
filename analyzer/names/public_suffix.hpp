// What of a name somebody registered, after the Public Suffix List (publicsuffix.org), through
// libpsl.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::analyzer {

// "a.b.example.co.uk" -> "example.co.uk". The name itself where it is a public suffix, a single
// label or a numeric address. `name`: lower case, punycode, no trailing dot. Any thread.
[[nodiscard]] std::string registrable_domain(std::string_view name);

// "co.uk", "github.io", "com": names below it belong to different people. A last label that is not
// on the list ("internal") is none.
[[nodiscard]] bool is_public_suffix(std::string_view name);

// "www.example.org" <-> "example.org"; empty where the twin would be no host of its owner (the name
// is a public suffix, or has labels below the registrable domain other than www).
[[nodiscard]] std::string www_twin(std::string_view name);

}  // namespace tidemark::analyzer
