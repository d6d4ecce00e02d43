#include "analyzer/tasks/list_tasks.hpp"

#include <utility>

#include "analyzer/lists/sink_address.hpp"

namespace tidemark::analyzer {
namespace {

// Line number of rules from arguments, which have none.
constexpr std::uint32_t kNoLine = 0;

std::string place_in(const std::string& input, std::uint32_t line) {
  return line == kNoLine ? input : input + ":" + std::to_string(line);
}

}  // namespace

void ListTasks::take_argument(const ArgumentInput& argument) {
  inputs_.push_back("argument " + std::to_string(argument.position));
  feed_.reset();
  dedupe_ = rules_.dedupe.value_or(Dedupe::kCovered);
  streams_ = dedupe_ == Dedupe::kNone;
  // Lists have addresses by mistake; on the command line an address or a suffix is meant.
  const bool is_address = use_of_address(argument.text) != AddressUse::kNone &&
                          argument.text.find(':') == std::string::npos;
  if (is_address) return take({.name = argument.text});
  ListReader reader(*this, {.dialect = rules_.dialect, .refuse_suffixes = false});
  reader.read(argument.text);
}

void ListTasks::begin(const std::string& name, bool stream) {
  inputs_.push_back(name);
  dedupe_ = rules_.dedupe.value_or(stream ? Dedupe::kNone : Dedupe::kCovered);
  streams_ = stream || dedupe_ == Dedupe::kNone;
  feed_ = std::make_unique<ListFeed>(*this, ListReader::Options{.dialect = rules_.dialect}, name,
                                     stream);
}

Result<void> ListTasks::feed(std::string_view bytes) {
  return feed_->feed(bytes, [this] { return wanted_; });
}

Result<void> ListTasks::finish() {
  return feed_->finish([this] { return wanted_; });
}

std::string ListTasks::place() const {
  return place_in(inputs_.back(), feed_ ? feed_->line() : kNoLine);
}

std::string ListTasks::place_of(const RuleEntry& entry) const {
  return place_in(inputs_[entry.origin.input], entry.origin.line);
}

void ListTasks::take(const ListRule& rule) {
  if (streams_) return take_streamed(rule);
  collected_.add(rule,
                 {static_cast<std::uint16_t>(inputs_.size() - 1), feed_ ? feed_->line() : kNoLine});
}

void ListTasks::refuse(std::string reason) {
  emit({.kind = Task::Kind::kRejected, .source = place(), .reason = std::move(reason)});
}

void ListTasks::take_streamed(const ListRule& rule) {
  Task task{.domain = std::string(rule.name),
            .source = place(),
            .written = std::string(rule.written),
            .mixes_scripts = rule.mixes_scripts};
  if (rule.action == RuleAction::kAllow && !rules_.visit_allowed) {
    task.kind = Task::Kind::kAllowed;
    task.reason = "an allow rule";
  } else if (dedupe_ != Dedupe::kNone) {
    const RuleOrigin here{static_cast<std::uint16_t>(inputs_.size() - 1),
                          feed_ ? feed_->line() : 0};
    const auto added = streamed_.add(rule, here);
    const auto entry = streamed_.find(rule.name, rule.action);
    const auto cover = entry && dedupe_ == Dedupe::kCovered ? streamed_.cover_of(*entry)
                                                            : std::optional<RuleEntry>();
    if (cover || (entry && added != RuleSet::Added::kNew)) {
      task.kind = Task::Kind::kRepeated;
      task.reason =
          cover ? "covered by the rule for " + std::string(cover->name) + " on " + place_of(*cover)
                : "asked for on " + place_of(*entry);
    }
  }
  emit(std::move(task));
}

bool ListTasks::is_left_out(const RuleEntry& entry) const {
  if (entry.action == RuleAction::kAllow) {
    return rules_.visit_allowed && collected_.find(entry.name, RuleAction::kBlock).has_value();
  }
  return rules_.dedupe.value_or(Dedupe::kCovered) == Dedupe::kCovered &&
         collected_.cover_of(entry).has_value();
}

InputCounts ListTasks::counts() const {
  InputCounts counts{.repeated = collected_.repeated()};
  for (std::size_t index = 0; index < collected_.size(); ++index) {
    is_left_out(collected_.entry(index)) ? ++counts.covered : ++counts.collected;
  }
  return counts;
}

void ListTasks::emit_collected() {
  for (std::size_t index = 0; index < collected_.size() && wanted_; ++index) {
    const RuleEntry entry = collected_.entry(index);
    if (is_left_out(entry)) continue;
    Task task{.domain = std::string(entry.name),
              .source = place_of(entry),
              .written = std::string(entry.written),
              .mixes_scripts = entry.mixes_scripts};
    if (entry.action == RuleAction::kAllow && !rules_.visit_allowed) {
      task.kind = Task::Kind::kAllowed;
      task.reason = "an allow rule";
    }
    emit(std::move(task));
  }
}

}  // namespace tidemark::analyzer
