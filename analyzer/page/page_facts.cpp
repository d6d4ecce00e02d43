#include "analyzer/page/page_facts.hpp"

#include "analyzer/page/ascii_case.hpp"
#include "analyzer/page/charset.hpp"
#include "analyzer/page/html_scanner.hpp"
#include "analyzer/page/page_reader.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kShellCharacters = 200;

enum class DocumentKind { kHtml, kPlainText, kOther };

DocumentKind kind_of(std::string_view content_type) {
  const std::string type = ascii_lower(content_type.substr(0, content_type.find(';')));
  const auto has = [&](std::string_view part) { return type.find(part) != std::string::npos; };
  if (type.empty() || has("html") || has("xml")) return DocumentKind::kHtml;
  return has("text/") || has("json") ? DocumentKind::kPlainText : DocumentKind::kOther;
}

}  // namespace

PageFacts read_page(std::string_view html, std::string_view content_type,
                    std::string_view own_host) {
  const DocumentKind kind = kind_of(content_type);
  PageReader reader(own_host);
  if (kind == DocumentKind::kOther) return reader.finish();
  const std::string document = kind == DocumentKind::kPlainText
                                   ? "<plaintext>" + to_utf8(html, content_type)
                                   : to_utf8(html, content_type);
  HtmlScanner scanner(document);
  while (const auto token = scanner.next()) reader.read(*token);
  return reader.finish();
}

bool looks_like_shell(const PageFacts& facts) {
  const bool goes_on = facts.content.scripts > 0 || facts.refreshes;
  return goes_on && facts.content.text_length < kShellCharacters;
}

}  // namespace tidemark::analyzer
