// Documents of any encoding as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::analyzer {

// `html` as valid UTF-8. The encoding is that of the byte order mark, the Content-Type header, a
// meta element near the beginning, or else UTF-8 if it is that and windows-1252 if not. Bytes that
// mean nothing in it become U+FFFD. Only encodings of the web are known (encoding.spec.whatwg.org):
// a page cannot make us load any other converter.
[[nodiscard]] std::string to_utf8(std::string_view html, std::string_view content_type);

}  // namespace tidemark::analyzer
