#include "analyzer/lists/rule_set.hpp"

#include <algorithm>
#include <random>
#include <stdexcept>

namespace tidemark::analyzer {
namespace {

constexpr std::uint8_t kReachBits = 3;
constexpr std::uint8_t kAllowBit = 4;
constexpr std::uint8_t kImportantBit = 8;
constexpr std::uint8_t kMixedBit = 16;
constexpr std::uint8_t kWrittenBit = 32;

constexpr std::uint64_t kPrime = 0x9E3779B97F4A7C15;

std::uint64_t add_to_hash(std::uint64_t hash, char c) {
  return (hash ^ static_cast<unsigned char>(c)) * kPrime;
}
// The high bits depend on every character, the low ones do not.
std::uint64_t finish_hash(std::uint64_t hash, RuleAction action) {
  hash += static_cast<std::uint64_t>(action);
  return (hash ^ (hash >> 32)) * kPrime >> 16;
}

// From the last character to the first, so that the names above come on the way.
std::uint64_t hash_of(std::string_view name, RuleAction action, std::uint64_t seed) {
  for (std::size_t at = name.size(); at-- > 0;) seed = add_to_hash(seed, name[at]);
  return finish_hash(seed, action);
}

std::uint32_t depth_bit(std::size_t depth) {
  return std::uint32_t{1} << std::min<std::size_t>(depth, 31);
}
std::size_t depth_of(std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count(name, '.')) + 1;
}

RuleReach reach_of(std::uint8_t bits) { return static_cast<RuleReach>(bits & kReachBits); }
RuleAction action_of(std::uint8_t bits) {
  return (bits & kAllowBit) != 0 ? RuleAction::kAllow : RuleAction::kBlock;
}

std::uint8_t bits_of(const ListRule& rule) {
  unsigned bits = static_cast<unsigned>(rule.reach);
  if (rule.action == RuleAction::kAllow) bits |= kAllowBit;
  if (rule.important) bits |= kImportantBit;
  if (rule.mixes_scripts) bits |= kMixedBit;
  return static_cast<std::uint8_t>(bits);
}

}  // namespace

RuleSet::RuleSet() : seed_(std::random_device{}()), slots_(1024) {}

std::string_view RuleSet::name_of(const Record& record) const {
  return {text_[record.text / kPiece]->data() + record.text % kPiece, record.length};
}

std::size_t RuleSet::slot_of(std::string_view name, RuleAction action, std::uint64_t hash) const {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != 0) {
    const Record& record = entries_[slots_[slot] - 1];
    if (record.length == name.size() && action_of(record.bits) == action &&
        name_of(record) == name) {
      break;
    }
    slot = (slot + 1) & mask;
  }
  return slot;
}

RuleSet::Added RuleSet::add(const ListRule& rule, RuleOrigin origin) {
  if (includes(rule.reach, RuleReach::kBelow)) {
    depths_[static_cast<std::size_t>(rule.action)] |= depth_bit(depth_of(rule.name));
  }
  const std::size_t slot = slot_of(rule.name, rule.action, hash_of(rule.name, rule.action, seed_));
  const std::uint8_t bits = bits_of(rule);
  if (slots_[slot] != 0) {
    Record& known = entries_[slots_[slot] - 1];
    const auto both = static_cast<std::uint8_t>(known.bits | bits);
    if (both == known.bits) {
      ++repeated_;
      return Added::kRepeated;
    }
    known.bits = both;
    return Added::kExtended;
  }
  entries_.push_back({.text = keep(rule.name),
                      .line = origin.line,
                      .input = origin.input,
                      .length = static_cast<std::uint8_t>(rule.name.size()),
                      .bits = bits});
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  if (!rule.written.empty()) {
    entries_.back().bits |= kWrittenBit;
    written_.emplace(slots_[slot] - 1, rule.written);
  }
  if (entries_.size() * 4 > slots_.size() * 3) grow();
  return Added::kNew;
}

std::uint32_t RuleSet::keep(std::string_view name) {
  if (text_end_ % kPiece + name.size() > kPiece || text_.size() * kPiece == text_end_) {
    text_end_ = text_.size() * kPiece;
    text_.push_back(std::make_unique_for_overwrite<std::array<char, kPiece>>());
  }
  if (text_end_ > UINT32_MAX) throw std::length_error("more than 4 GiB of names");
  std::ranges::copy(name, text_.back()->data() + text_end_ % kPiece);
  const auto place = static_cast<std::uint32_t>(text_end_);
  text_end_ += name.size();
  return place;
}

void RuleSet::grow() {
  slots_.assign(slots_.size() * 2, 0);
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t index = 0; index < entries_.size(); ++index) {
    const Record& record = entries_[index];
    std::size_t slot = hash_of(name_of(record), action_of(record.bits), seed_) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = index + 1;
  }
}

RuleEntry RuleSet::to_entry(const Record& record) const {
  RuleEntry entry{.name = name_of(record),
                  .action = action_of(record.bits),
                  .reach = reach_of(record.bits),
                  .important = (record.bits & kImportantBit) != 0,
                  .mixes_scripts = (record.bits & kMixedBit) != 0,
                  .origin = {record.input, record.line}};
  if ((record.bits & kWrittenBit) != 0) {
    entry.written = written_.at(static_cast<std::uint32_t>(&record - entries_.data()));
  }
  return entry;
}

RuleEntry RuleSet::entry(std::size_t index) const { return to_entry(entries_[index]); }

std::optional<RuleEntry> RuleSet::find(std::string_view name, RuleAction action) const {
  const std::uint32_t found = slots_[slot_of(name, action, hash_of(name, action, seed_))];
  if (found == 0) return std::nullopt;
  return to_entry(entries_[found - 1]);
}

template <typename Wanted>
const RuleSet::Record* RuleSet::find_above(std::string_view name, RuleAction action,
                                           const Wanted& wanted) const {
  const std::uint32_t depths = depths_[static_cast<std::size_t>(action)];
  if (depths == 0) return nullptr;
  std::uint64_t hash = seed_;
  std::size_t depth = 1;
  for (std::size_t at = name.size(); at-- > 0; hash = add_to_hash(hash, name[at])) {
    if (name[at] != '.') continue;
    if ((depths & depth_bit(depth)) != 0) {
      const std::size_t slot = slot_of(name.substr(at + 1), action, finish_hash(hash, action));
      if (slots_[slot] != 0) {
        const Record& above = entries_[slots_[slot] - 1];
        if (includes(reach_of(above.bits), RuleReach::kBelow) && wanted(above)) return &above;
      }
    }
    ++depth;
  }
  return nullptr;
}

std::optional<RuleEntry> RuleSet::cover_of(const RuleEntry& entry) const {
  const Record* above = find_above(entry.name, entry.action, [&](const Record& record) {
    return !entry.important || (record.bits & kImportantBit) != 0;
  });
  if (above == nullptr) return std::nullopt;
  return to_entry(*above);
}

bool RuleSet::is_allowed(const RuleEntry& entry) const {
  const auto wins = [&](bool important) { return important || !entry.important; };
  const auto same = find(entry.name, RuleAction::kAllow);
  if (same && wins(same->important) && includes(same->reach, entry.reach)) return true;
  return find_above(entry.name, RuleAction::kAllow, [&](const Record& record) {
           return wins((record.bits & kImportantBit) != 0);
         }) != nullptr;
}

std::size_t RuleSet::bytes() const {
  std::size_t sum = entries_.capacity() * sizeof(Record) + slots_.capacity() * sizeof(slots_[0]) +
                    text_.size() * kPiece;
  for (const auto& [index, text] : written_) sum += text.capacity() + 64;
  return sum;
}

}  // namespace tidemark::analyzer
