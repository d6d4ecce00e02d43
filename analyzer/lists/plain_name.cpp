#include "analyzer/lists/plain_name.hpp"

#include <algorithm>

#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

bool is_number(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool is_address_range(std::string_view word) {
  const std::size_t slash = word.find('/');
  return slash != std::string_view::npos && is_number(word.substr(slash + 1)) &&
         use_of_address(word.substr(0, slash)) != AddressUse::kNone;
}

// What kind of pattern `word` is, if it has characters that no name has; empty if it has none.
std::string_view fault_of_pattern(std::string_view word) {
  if (word.find_first_of("\\()") != std::string_view::npos) {
    return "is a regular expression: it names no single domain";
  }
  if (word.find_first_of("^|$") != std::string_view::npos) {
    return "is an adblock pattern that is not anchored with ||: it matches inside other names, too";
  }
  if (word.starts_with('=')) return "is a dnscrypt-proxy pattern";
  return {};
}

// The host of a web address, if the address is no more than a whole host.
std::string_view host_of(std::string_view address, std::string_view& why_not) {
  const std::size_t scheme = address.find("://");
  std::string_view rest = address;
  if (scheme != std::string_view::npos) {
    if (!is_word(address.substr(0, scheme), "http") &&
        !is_word(address.substr(0, scheme), "https")) {
      why_not = "is no web address";
      return {};
    }
    rest.remove_prefix(scheme + 3);
  }
  const std::size_t end = std::min(rest.find_first_of("/?#"), rest.size());
  std::string_view host = rest.substr(0, end);
  const std::string_view behind = rest.substr(end);
  if (!behind.empty() && behind != "/") why_not = "is one page, not a domain; give the host alone";
  if (host.find('@') != std::string_view::npos) why_not = "has a user's name before the host";
  const std::size_t colon = host.find(':');
  if (colon != std::string_view::npos) {
    const std::string_view port = host.substr(colon + 1);
    if (port != "80" && port != "443") why_not = "is one port of a host, not a domain";
    host = host.substr(0, colon);
  }
  return host;
}

}  // namespace

void read_plain_name(std::string_view word, RuleMaker& out) {
  RuleReach reach = RuleReach::kName;
  std::string_view name = word;
  if (name.starts_with("*.")) {
    name.remove_prefix(2);
    reach = RuleReach::kTree;
  } else if (name.starts_with('.') && name.size() > 1) {
    name.remove_prefix(1);
    reach = RuleReach::kTree;
  }
  if (name.find_first_of("/:?@*\\()^|$=") == std::string_view::npos) return out.block(name, reach);

  if (const auto fault = fault_of_pattern(word); !fault.empty()) return out.refuse(word, fault);
  if (name.find('*') != std::string_view::npos) {
    return out.refuse(word, "has a wildcard inside: a pattern, not a name");
  }
  if (is_address_range(word)) return out.refuse(word, "is a range of addresses, not a domain");
  if (use_of_address(word) != AddressUse::kNone) {
    return out.refuse(word, "is an address, not a domain");
  }
  std::string_view why_not;
  const std::string_view host = host_of(name, why_not);
  if (!why_not.empty()) return out.refuse(word, why_not);
  out.block(host, reach);
}

}  // namespace tidemark::analyzer
