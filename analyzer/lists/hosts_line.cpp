#include "analyzer/lists/hosts_line.hpp"

#include "analyzer/lists/plain_name.hpp"
#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {

bool read_hosts_line(std::string_view line, RuleMaker& out) {
  std::string_view rest = line;
  const std::string_view address = next_word(rest);
  const AddressUse use = use_of_address(address);
  if (use == AddressUse::kNone) return false;
  std::string_view word = next_word(rest);
  if (word.empty()) {
    out.refuse(line, "is an address, not a domain");
    return true;
  }
  for (; !word.empty(); word = next_word(rest)) {
    if (is_local_name(word)) continue;
    if (use == AddressUse::kRedirect) {
      out.refuse(line, "redirects to another machine instead of blocking");
      return true;
    }
    read_plain_name(word, out);
  }
  return true;
}

}  // namespace tidemark::analyzer
