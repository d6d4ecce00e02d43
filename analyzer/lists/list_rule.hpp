// One rule of a block list, whatever the format it was written in.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tidemark::analyzer {

enum class RuleAction : std::uint8_t { kBlock, kAllow };

// What a rule reaches: the name, the names below it, or both. Bits, so that rules for the same name
// add up (a response policy zone needs two records for both).
enum class RuleReach : std::uint8_t { kName = 1, kBelow = 2, kTree = 3 };
[[nodiscard]] constexpr RuleReach operator|(RuleReach a, RuleReach b) {
  return static_cast<RuleReach>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
// Whether `outer` reaches all that `inner` does.
[[nodiscard]] constexpr bool includes(RuleReach outer, RuleReach inner) {
  return (outer | inner) == outer;
}

// Valid during the call that hands it on.
struct ListRule {
  std::string_view name;  // HostName's form; a single label only with allow rules and Pi-hole's
  RuleAction action = RuleAction::kBlock;
  RuleReach reach = RuleReach::kName;
  bool important = false;         // wins over opposite rules that are not (adblock's $important);
                                  // of two that are, the allow rule wins
  bool mixes_scripts = false;     // HostName::mixes_scripts
  std::string_view written = {};  // the name with the list's own letters, where those are not ASCII
};

// Who gets what the lines of a list say. Comments, blank lines and headers say nothing.
class RuleSink {
 public:
  virtual ~RuleSink() = default;
  virtual void take(const ListRule& rule) = 0;
  // The line, or one name on it, is no rule; `reason` is a printable sentence.
  virtual void refuse(std::string reason) = 0;
};

}  // namespace tidemark::analyzer
