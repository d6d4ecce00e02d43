#include "harness/scenario/loopback_url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kScheme = "http://";

std::optional<LoopbackUrl> parse(std::string_view text) {
  if (!text.starts_with(kScheme)) return std::nullopt;
  text.remove_prefix(kScheme.size());
  const std::size_t authority_end = std::min(text.find('/'), text.size());
  std::string_view authority = text.substr(0, authority_end);
  LoopbackUrl url{.host = "", .target = std::string(text.substr(authority_end))};
  if (url.target.empty()) url.target = "/";
  const bool plain = std::ranges::all_of(url.target, [](char c) { return c > ' ' && c < 127; });
  if (!plain || url.target.find('#') != std::string::npos) return std::nullopt;
  if (const auto colon = authority.find(':'); colon != std::string_view::npos) {
    const std::string_view port = authority.substr(colon + 1);
    const auto [stop, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || stop != port.data() + port.size() || url.port == 0) {
      return std::nullopt;
    }
    authority = authority.substr(0, colon);
  }
  if (authority != "127.0.0.1" && authority != "localhost") return std::nullopt;
  url.host = authority;
  return url;
}

}  // namespace

Result<LoopbackUrl> parse_loopback_url(const std::string& text) {
  if (auto url = parse(text)) return *url;
  return failure(
      ErrorCode::kBadInput,
      fmt::format("\"{}\" is not a URL like http://127.0.0.1:8000/tasks, on this machine",
                  printable(text, 200)));
}

}  // namespace tidemark::harness
