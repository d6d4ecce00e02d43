#include "analyzer/visit/url.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "analyzer/names/host_name.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kLongestUrl = 2000;

struct FreeHandle {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, FreeHandle>;

// A part of the URL, or empty if it has none.
std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return {};
  const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
  return text;
}

// Servers write international names as they like into a Location; DNS and TLS know one spelling.
bool name_in_punycode(CURLU* handle) {
  const std::string written = part(handle, CURLUPART_HOST);
  if (std::ranges::none_of(written, [](char c) { return (c & 0x80) != 0; })) return true;
  HostName name;
  if (name.read(written)) return false;
  return curl_url_set(handle, CURLUPART_HOST, std::string(name.text()).c_str(), 0) == CURLUE_OK;
}

Result<Url> extract(CURLU* handle, std::string_view shown) {
  const auto reject = [&](std::string_view why) {
    return failure(ErrorCode::kBadInput, "URL '" + printable(shown, 100) + "' " + std::string(why));
  };
  const std::string scheme = part(handle, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") return reject("is neither http nor https");
  if (!name_in_punycode(handle)) return reject("has a host that is no name");
  curl_url_set(handle, CURLUPART_USER, nullptr, 0);
  curl_url_set(handle, CURLUPART_PASSWORD, nullptr, 0);
  curl_url_set(handle, CURLUPART_FRAGMENT, nullptr, 0);

  Url url;
  url.text = part(handle, CURLUPART_URL);
  url.host = part(handle, CURLUPART_HOST);
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  std::ranges::transform(url.host, url.host.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  });
  const std::string port = part(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  const auto parsed = std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (parsed.ec != std::errc() || url.host.empty()) return reject("has no host");
  if (url.text.size() > kLongestUrl) return reject("is longer than 2000 characters");
  return url;
}

}  // namespace

Result<Url> parse_url(std::string_view text) {
  const Handle handle(curl_url());
  if (curl_url_set(handle.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) {
    return failure(ErrorCode::kBadInput, "'" + printable(text, 100) + "' is not a URL");
  }
  return extract(handle.get(), text);
}

Result<Url> follow_location(const Url& base, std::string_view location) {
  const Handle handle(curl_url());
  if (curl_url_set(handle.get(), CURLUPART_URL, base.text.c_str(), 0) != CURLUE_OK ||
      curl_url_set(handle.get(), CURLUPART_URL, std::string(location).c_str(), CURLU_URLENCODE) !=
          CURLUE_OK) {
    return failure(ErrorCode::kBadInput, "'" + printable(location, 100) + "' is not a URL");
  }
  return extract(handle.get(), location);
}

}  // namespace tidemark::analyzer
