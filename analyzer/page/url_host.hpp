// The host that a URL in a page names.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::analyzer {

// "https://user@WWW.Example.org:8080/x" and "//www.example.org" -> "www.example.org". Empty for
// relative URLs, other schemes, numeric addresses, and what is no host name. Internationalised
// names become punycode. Spaces around it and backslashes for slashes are taken as browsers take
// them.
[[nodiscard]] std::string url_host(std::string_view url);

}  // namespace tidemark::analyzer
