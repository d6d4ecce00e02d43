// What a block list's maintainer should do about a domain, and why. Plain data.
#pragma once

#include <string>
#include <vector>

#include "analyzer/result/domain_result.hpp"

namespace tidemark::analyzer {

enum class Advice {
  kAdd,        // risky domains of the category lead there
  kRemove,     // blocking it does nothing: dead, parked, redirected, harmless
  kAddVariant  // a twin of a listed name that resolves: another TLD, www or apex
};

struct Recommendation {
  std::string id;  // of this advice for this domain and category: the same in every run
  Advice advice = Advice::kAdd;
  std::string domain;    // lower case, punycode
  std::string category;  // whose list is to be edited
  Confidence confidence = Confidence::kLow;
  std::string reason;  // one sentence for a person
  std::vector<std::string>
      evidence;       // a fact each, untrusted: "shop.example (72) links to it 14 times"
  double weight = 0;  // sorts advice of one kind and category, descending
};

[[nodiscard]] std::string_view to_string(Advice advice);  // "add", "remove", "add_variant"

}  // namespace tidemark::analyzer
