#include "analyzer/result/recommendation.hpp"

namespace tidemark::analyzer {

std::string_view to_string(Advice advice) {
  switch (advice) {
    case Advice::kAdd: return "add";
    case Advice::kRemove: return "remove";
    case Advice::kAddVariant: return "add_variant";
  }
  return "unknown";
}

}  // namespace tidemark::analyzer
