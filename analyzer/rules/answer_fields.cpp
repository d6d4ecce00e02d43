#include "analyzer/rules/answer_fields.hpp"

#include "analyzer/names/public_suffix.hpp"
#include "analyzer/page/url_host.hpp"

namespace tidemark::analyzer {
namespace {

void add_line(std::string& text, std::string_view line) {
  text += line;
  text += '\n';
}

void add_line(std::string& text, std::string_view name, std::string_view value) {
  text += name;
  text += ": ";
  add_line(text, value);
}

std::string lines_of(const std::vector<std::string>& values) {
  std::string out;
  for (const std::string& value : values) add_line(out, value);
  return out;
}

std::string header_lines(const Answer& answer) {
  std::string out;
  for (const auto& [name, value] : answer.headers) add_line(out, name, value);
  return out;
}

// The NAME of each "set-cookie: NAME=value; attributes".
std::string cookie_lines(const Answer& answer) {
  std::string out;
  for (const auto& [name, value] : answer.headers) {
    if (name == "set-cookie") add_line(out, std::string_view(value).substr(0, value.find('=')));
  }
  return out;
}

std::string meta_lines(const PageContent& content) {
  std::string out;
  for (const auto& [name, value] : content.meta) add_line(out, name, value);
  return out;
}

std::string link_lines(const PageContent& content) {
  std::string out;
  for (const OutboundHost& link : content.links) add_line(out, link.host);
  return out;
}

}  // namespace

std::string foreign_host(const Answer& answer) {
  std::string host = url_host(answer.final_url);
  if (host.empty() || registrable_domain(host) == registrable_domain(answer.domain)) return {};
  return host;
}

std::string field_text(const Answer& answer, Field field) {
  const PageFacts& page = answer.page;
  switch (field) {
    case Field::kHeader: return header_lines(answer);
    case Field::kCookie: return cookie_lines(answer);
    case Field::kTitle: return page.content.title;
    case Field::kText: return page.content.text;
    case Field::kFallback: return page.markers.fallback_text;
    case Field::kSource: return lines_of(page.markers.sources);
    case Field::kScript: return page.markers.script_text;
    case Field::kElement: return lines_of(page.markers.elements);
    case Field::kMeta: return meta_lines(page.content);
    case Field::kLink: return link_lines(page.content);
    case Field::kRedirect: return foreign_host(answer);
    case Field::kUrl: return std::string(answer.final_url);
  }
  return {};
}

}  // namespace tidemark::analyzer
