// All rules of some lists, each name once: compact, because lists have millions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/lists/list_rule.hpp"

namespace tidemark::analyzer {

// Where a rule stands.
struct RuleOrigin {
  std::uint16_t input = 0;  // index of the list, the caller's
  std::uint32_t line = 0;
};

// A name and all that is said about it; block and allow rules are kept apart.
struct RuleEntry {
  std::string_view name;  // as long as the set
  RuleAction action = RuleAction::kBlock;
  RuleReach reach = RuleReach::kName;
  bool important = false;
  bool mixes_scripts = false;
  RuleOrigin origin = {};         // the first
  std::string_view written = {};  // the first, as ListRule's; as long as the set is not changed
};

// Keeps entries in the order in which their names came first.
class RuleSet {
  static constexpr std::size_t kPiece = std::size_t{1} << 20;

 public:
  // Names of at most 255 characters, 4 GiB of them.
  RuleSet();

  enum class Added : std::uint8_t {
    kNew,       // a name not seen before
    kExtended,  // a known name, whose entry now reaches further
    kRepeated,  // nothing new
  };
  Added add(const ListRule& rule, RuleOrigin origin);

  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] RuleEntry entry(std::size_t index) const;
  // The entry for a name; nothing where there is none.
  [[nodiscard]] std::optional<RuleEntry> find(std::string_view name, RuleAction action) const;
  // The rule of the same action for a name above that reaches all that `entry` does:
  // "||example.org^" for x.example.org. The topmost.
  [[nodiscard]] std::optional<RuleEntry> cover_of(const RuleEntry& entry) const;
  // Whether allow rules take back all that a block entry blocks. Only important ones take back
  // anything of an important one.
  [[nodiscard]] bool is_allowed(const RuleEntry& entry) const;

  // Rules added that changed nothing.
  [[nodiscard]] std::size_t repeated() const { return repeated_; }
  // What the set occupies.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Record {
    std::uint32_t text;  // place of the name in the text
    std::uint32_t line;
    std::uint16_t input;
    std::uint8_t length;
    std::uint8_t bits;
  };
  [[nodiscard]] std::string_view name_of(const Record& record) const;
  // The slot that has the entry for `name`, or the free one where it belongs.
  [[nodiscard]] std::size_t slot_of(std::string_view name, RuleAction action,
                                    std::uint64_t hash) const;
  // The topmost entry of a name above `name` that reaches below it, if `wanted` takes it.
  template <typename Wanted>
  [[nodiscard]] const Record* find_above(std::string_view name, RuleAction action,
                                         const Wanted& wanted) const;
  [[nodiscard]] RuleEntry to_entry(const Record& record) const;
  [[nodiscard]] std::uint32_t keep(std::string_view name);
  void grow();

  std::uint64_t seed_;  // nobody can prepare a list whose names collide
  std::vector<Record> entries_;
  std::vector<std::uint32_t> slots_;  // 1 + index of an entry, 0: free; a power of two
  std::vector<std::unique_ptr<std::array<char, kPiece>>> text_;
  std::size_t text_end_ = 0;
  // At which depths (in labels) there are rules that reach below, by action: few.
  std::array<std::uint32_t, 2> depths_ = {};
  std::unordered_map<std::uint32_t, std::string> written_;  // by index of the entry
  std::size_t repeated_ = 0;
};

}  // namespace tidemark::analyzer
