// Makes tasks of what lists say.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/lists/list_feed.hpp"
#include "analyzer/lists/rule_set.hpp"
#include "analyzer/tasks/input.hpp"
#include "analyzer/tasks/task.hpp"

namespace tidemark::analyzer {

// Takes inputs one after the other. What a list says is collected and becomes tasks when all lists
// have been read, in the order of the lists; what a stream says becomes tasks at once. Refused
// lines become tasks at once, too.
class ListTasks final : public RuleSink {
 public:
  // False from `emit`: nobody wants a further task.
  using Emit = std::function<bool(Task task)>;
  ListTasks(InputRules rules, Emit emit) : rules_(rules), emit_(std::move(emit)) {}

  void take_argument(const ArgumentInput& argument);
  // Begins a list or a stream, whose bytes are then fed. What begun before is finished.
  void begin(const std::string& name, bool stream);
  // kBadInput: this is no list; nothing of it has become a task.
  [[nodiscard]] Result<void> feed(std::string_view bytes);
  [[nodiscard]] Result<void> finish();
  // What the lists came to, once all are read.
  [[nodiscard]] InputCounts counts() const;
  void emit_collected();

  [[nodiscard]] bool wanted() const { return wanted_; }

 private:
  void take(const ListRule& rule) override;
  void refuse(std::string reason) override;

  [[nodiscard]] std::string place() const;
  [[nodiscard]] std::string place_of(const RuleEntry& entry) const;
  // The entry gets no task of its own: another one's rule covers it.
  [[nodiscard]] bool is_left_out(const RuleEntry& entry) const;
  void take_streamed(const ListRule& rule);
  void emit(Task task) { wanted_ = wanted_ && emit_(std::move(task)); }

  InputRules rules_;
  Emit emit_;
  bool wanted_ = true;
  std::vector<std::string> inputs_;  // as places name them
  std::unique_ptr<ListFeed> feed_;
  Dedupe dedupe_ = Dedupe::kNone;  // of the input being read
  bool streams_ = false;
  RuleSet collected_;
  RuleSet streamed_;  // only with a dedupe_ of streams
};

}  // namespace tidemark::analyzer
