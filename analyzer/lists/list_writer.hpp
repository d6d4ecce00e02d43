// Writes rules as a list of one format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/lists/rule_set.hpp"

namespace tidemark::analyzer {

enum class ListFormat : std::uint8_t {
  kHosts,
  kPlain,
  kWildcard,
  kAdblock,
  kDnsmasq,
  kUnbound,
  kRpz,
};

// "hosts", "plain", "wildcard", "adblock", "dnsmasq", "unbound", "rpz".
[[nodiscard]] std::string_view to_string(ListFormat format);

// What became of the rules on the way into a format that cannot say everything.
struct WrittenList {
  std::string text;
  std::size_t written = 0;     // entries that the list says
  std::size_t narrowed = 0;    // of these, blocks of the name alone that were blocks of a tree
  std::size_t covered = 0;     // left out: another rule of the list reaches them
  std::size_t taken_back = 0;  // left out: an allow rule takes them back
  std::size_t noted = 0;       // the format cannot say them: kept as comments in adblock syntax
  std::size_t weakened = 0;    // written without their $important
};

struct WriteOptions {
  ListFormat format = ListFormat::kAdblock;
  bool keep_covered = false;
};

// What the list says is never more than the rules do: a tree becomes its name where a format knows
// names only, but a name never becomes a tree.
[[nodiscard]] WrittenList write_list(const RuleSet& rules, const WriteOptions& options);

}  // namespace tidemark::analyzer
