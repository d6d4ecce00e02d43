// Whatever bytes a list has: reading it ends; every name it gives is one that can be looked up;
// every line that is refused is refused printably; and the rules written in a format that can say
// them all are the same when read again. The first byte chooses whose list it is.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "analyzer/lists/list_feed.hpp"
#include "analyzer/lists/list_writer.hpp"
#include "analyzer/names/host_name.hpp"

namespace {

using namespace tidemark::analyzer;

const auto kAlways = [] { return true; };

class Checker final : public RuleSink {
 public:
  explicit Checker(Dialect dialect) : dialect_(dialect) {}

  void take(const ListRule& rule) override {
    HostName name;
    // Pi-hole takes names that are none.
    if (dialect_ == Dialect::kAny && (name.read(rule.name) || name.text() != rule.name)) {
      std::abort();
    }
    if (rule.name.empty() || rule.name.size() > 255) std::abort();
    set.add(rule, {});
  }
  void refuse(std::string reason) override {
    if (reason.empty() || reason.size() > 4000) std::abort();
    if (std::ranges::any_of(reason, [](char c) { return c >= 0 && c < ' '; })) std::abort();
  }
  RuleSet set;

 private:
  Dialect dialect_;
};

void read(RuleSink& sink, std::string_view list, Dialect dialect, bool stream) {
  ListFeed feed(sink, {.dialect = dialect}, "list", stream);
  const std::size_t middle = list.size() / 2;
  if (feed.feed(list.substr(0, middle), kAlways) && feed.feed(list.substr(middle), kAlways)) {
    static_cast<void>(feed.finish(kAlways));
  }
}

void check_round_trip(const RuleSet& set) {
  Checker again(Dialect::kAny);
  const WrittenList list = write_list(set, {.format = ListFormat::kAdblock, .keep_covered = true});
  read(again, list.text, Dialect::kAny, false);
  if (again.set.size() != set.size()) std::abort();
  for (std::size_t index = 0; index < set.size(); ++index) {
    const RuleEntry was = set.entry(index);
    const RuleEntry is = again.set.entry(index);
    if (was.name != is.name || was.action != is.action || was.reach != is.reach ||
        was.important != is.important) {
      std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const Dialect dialect = static_cast<Dialect>(data[0] % 3);
  const std::string_view list(reinterpret_cast<const char*>(data) + 1, size - 1);
  Checker checker(dialect);
  read(checker, list, dialect, (data[0] & 4) != 0);
  if (dialect == Dialect::kAny) check_round_trip(checker.set);
  for (const auto format : {ListFormat::kHosts, ListFormat::kWildcard, ListFormat::kDnsmasq,
                            ListFormat::kUnbound, ListFormat::kRpz}) {
    const WrittenList written = write_list(checker.set, {.format = format});
    if (written.written + written.covered + written.taken_back + written.noted !=
        checker.set.size()) {
      std::abort();
    }
  }
  return 0;
}
