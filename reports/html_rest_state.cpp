#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "reports/html_parts.hpp"
#include "reports/html_text.hpp"
#include "reports/wording.hpp"

namespace tidemark::reports {
namespace {

// Longer lists are cut; the recording has all of it.
constexpr std::size_t kMostThings = 50;

std::string number_cell(const std::string& value) {
  return fmt::format("<td class=\"number\">{}</td>", value);
}

std::string cell(const std::optional<Bytes>& bytes) {
  return number_cell(bytes ? to_string(*bytes) : "<span class=\"soft\">not told</span>");
}

std::string cell(const std::optional<int>& count) {
  return number_cell(count ? std::to_string(*count) : "<span class=\"soft\">not told</span>");
}

std::string kinds_text(const probes::DescriptorKinds& kinds) {
  std::vector<std::pair<int, std::string_view>> largest;
  for (const auto& [kind, count] : kinds) largest.emplace_back(-count, kind);
  std::ranges::sort(largest);
  std::string text;
  for (const auto& [count, kind] : largest) {
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", -count, kind);
  }
  return text;
}

std::string role_table(const std::vector<RoleState>& roles) {
  std::string out =
      "<div class=\"scroll\"><table class=\"rows\">\n<thead><tr><th>role</th>"
      "<th class=\"number\">processes</th><th class=\"number\">PSS</th><th "
      "class=\"number\">USS</th>"
      "<th class=\"number\">RSS</th><th class=\"number\">threads</th>"
      "<th class=\"number\">descriptors</th><th>of these</th></tr></thead>\n<tbody>\n";
  for (const RoleState& role : roles) {
    out += fmt::format("<tr><th scope=\"row\">{}</th>{}{}{}{}{}{}<td class=\"wide\">{}</td></tr>\n",
                       html_text(role.role), number_cell(std::to_string(role.processes)),
                       cell(role.pss), cell(role.uss), cell(role.rss), cell(role.threads),
                       cell(role.descriptors), html_text(kinds_text(role.kinds), 400));
  }
  return out + "</tbody></table></div>\n";
}

std::string thing_table(const std::vector<HeldThing>& held) {
  std::string out =
      "<div class=\"scroll\"><table class=\"rows\">\n<thead><tr><th>held</th><th>which</th>"
      "<th class=\"number\">size</th><th>by</th></tr></thead>\n<tbody>\n";
  for (const HeldThing& thing : held | std::views::take(kMostThings)) {
    out += fmt::format(
        "<tr><td>{}{}</td><td class=\"wide\"><code>{}</code></td><td class=\"number\">{}</td>"
        "<td>{}</td></tr>\n",
        html_text(thing.kind),
        thing.alarming ? " <span class=\"word leaking\">several writers: it outlives any of them"
                         "</span>"
                       : "",
        html_text(thing.name, 300), thing.bytes ? to_string(*thing.bytes) : "",
        html_text(thing.holder));
  }
  out += "</tbody></table></div>\n";
  if (held.size() > kMostThings) {
    out += fmt::format(
        "<p class=\"soft\">and {} more, in the recording's table "
        "<code>holdings</code></p>\n",
        held.size() - kMostThings);
  }
  return out;
}

}  // namespace

std::string rest_section(const RestState& state) {
  if (state.roles.empty() && state.held.empty()) return {};
  std::string out =
      "<section aria-labelledby=\"held\">\n<h2 id=\"held\">At the last rest point</h2>\n";
  if (!state.roles.empty()) out += role_table(state.roles);
  if (!state.held.empty()) out += thing_table(state.held);
  return out + "</section>\n";
}

}  // namespace tidemark::reports
