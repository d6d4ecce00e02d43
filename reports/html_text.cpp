#include "reports/html_text.hpp"

#include <algorithm>

#include "probes/base/printable.hpp"

namespace tidemark::reports {

std::string html_text(std::string_view text, std::size_t max_columns) {
  std::string out;
  for (const char c : printable(text, max_columns)) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: out += c;
    }
  }
  return out;
}

std::string json_for_script(std::string_view json) {
  std::string out;
  out.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const auto rest = json.substr(i);
    if (rest.starts_with("\xE2\x80\xA8") || rest.starts_with("\xE2\x80\xA9")) {
      out += rest[2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
      continue;
    }
    switch (json[i]) {
      case '<': out += "\\u003c"; break;
      case '>': out += "\\u003e"; break;
      case '&': out += "\\u0026"; break;
      default: out += json[i];
    }
  }
  return out;
}

std::string filled(std::string_view page, const Slots& slots) {
  std::string out;
  while (!page.empty()) {
    const auto open = page.find("{{");
    const auto close = open == std::string_view::npos ? open : page.find("}}", open);
    if (close == std::string_view::npos) break;
    const auto name = page.substr(open + 2, close - open - 2);
    const auto slot = std::ranges::find(slots, name, &Slots::value_type::first);
    out += page.substr(0, open);
    if (slot != slots.end()) {
      out += slot->second;
    } else {
      out += page.substr(open, close + 2 - open);
    }
    page.remove_prefix(close + 2);
  }
  return out.append(page);
}

}  // namespace tidemark::reports
