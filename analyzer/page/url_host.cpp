#include "analyzer/page/url_host.hpp"

#include <idn2.h>

#include <algorithm>
#include <memory>

#include "analyzer/page/ascii_case.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kLongestHost = 253;
constexpr std::string_view kSpaces = " \t\n\f\r";

bool is_slash(char c) { return c == '/' || c == '\\'; }

// What comes after "http://", "https://" or "//"; empty if none of them is there.
std::string_view after_scheme(std::string_view url) {
  for (const std::string_view scheme : {"http:", "https:"}) {
    if (equals_ignoring_case(url.substr(0, scheme.size()), scheme)) {
      url.remove_prefix(scheme.size());
      break;
    }
  }
  if (url.size() < 3 || !is_slash(url[0]) || !is_slash(url[1])) return {};
  return url.substr(2);
}

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

std::string to_punycode(const std::string& host) {
  char* converted = nullptr;
  const int flags = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL;
  if (::idn2_to_ascii_8z(host.c_str(), &converted, flags) != IDN2_OK) return {};
  const std::unique_ptr<char, decltype(&::idn2_free)> owner(converted, &::idn2_free);
  return converted;
}

}  // namespace

std::string url_host(std::string_view url) {
  url.remove_prefix(std::min(url.find_first_not_of(kSpaces), url.size()));
  std::string_view host = after_scheme(url);
  host = host.substr(0, host.find_first_of("/\\?# \t\n\f\r"));
  if (const auto at = host.rfind('@'); at != std::string_view::npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find(':'));
  if (host.ends_with('.')) host.remove_suffix(1);
  if (host.empty() || host.size() > kLongestHost) return {};

  std::string name = ascii_lower(host);
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    name = to_punycode(name);
  }
  const std::size_t last_dot = name.rfind('.');
  const bool has_dot = last_dot != std::string::npos && last_dot > 0;
  const bool is_name = has_dot && !name.starts_with('.') && name.find("..") == std::string::npos &&
                       std::ranges::all_of(name, is_host_character) &&
                       name.find_first_not_of("0123456789", last_dot + 1) != std::string::npos;
  return is_name ? name : std::string();
}

}  // namespace tidemark::analyzer
