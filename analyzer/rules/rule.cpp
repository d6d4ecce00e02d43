#include "analyzer/rules/rule.hpp"

namespace tidemark::analyzer {

std::string_view to_string(Field field) {
  switch (field) {
    case Field::kHeader: return "header";
    case Field::kCookie: return "cookie";
    case Field::kTitle: return "title";
    case Field::kText: return "text";
    case Field::kFallback: return "fallback";
    case Field::kSource: return "source";
    case Field::kScript: return "script";
    case Field::kElement: return "element";
    case Field::kMeta: return "meta";
    case Field::kLink: return "link";
    case Field::kRedirect: return "redirect";
    case Field::kUrl: return "url";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
