#include "cli/lists/read_lists.hpp"

#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

#include "analyzer/lists/list_feed.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::ListFeed;

class Collector final : public analyzer::RuleSink {
 public:
  Collector(ReadLists& lists, bool trees) : lists_(lists), trees_(trees) {}

  void begin(std::string name, const ListFeed* feed) {
    name_ = std::move(name);
    feed_ = feed;
    ++input_;
  }
  void take(const analyzer::ListRule& rule) override {
    analyzer::ListRule wanted = rule;
    if (trees_ && rule.action == analyzer::RuleAction::kBlock) {
      wanted.reach = analyzer::RuleReach::kTree;
    }
    ++lists_.taken;
    lists_.rules.add(wanted, {input_, feed_ == nullptr ? 0 : feed_->line()});
  }
  void refuse(std::string reason) override {
    std::string source = name_;
    if (feed_ != nullptr) source += ":" + std::to_string(feed_->line());
    lists_.refused.push_back({std::move(source), std::move(reason)});
  }

 private:
  ReadLists& lists_;
  bool trees_;
  std::string name_;
  const ListFeed* feed_ = nullptr;
  std::uint16_t input_ = 0;
};

Result<void> read_file(const analyzer::FileInput& file, ListFeed& feed) {
  constexpr auto kAlways = [] { return true; };
  const auto buffer = std::make_unique_for_overwrite<std::array<char, 256 * 1024>>();
  while (true) {
    // First of all wait: a named pipe that nobody has opened for writing yet reads as if it had
    // ended, but does not poll so.
    pollfd wait{file.fd.get(), POLLIN, 0};
    (void)::poll(&wait, 1, -1);
    const ssize_t count = ::read(file.fd.get(), buffer->data(), buffer->size());
    if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (count < 0) return system_failure("read " + printable(file.name), errno);
    if (count == 0) return feed.finish(kAlways);
    auto fed = feed.feed({buffer->data(), static_cast<std::size_t>(count)}, kAlways);
    if (!fed) return fed;
  }
}

}  // namespace

Result<ReadLists> read_lists(std::vector<analyzer::Input> inputs, analyzer::Dialect dialect,
                             bool trees) {
  ReadLists lists;
  Collector collector(lists, trees);
  for (const analyzer::Input& input : inputs) {
    if (const auto* argument = std::get_if<analyzer::ArgumentInput>(&input)) {
      collector.begin("argument " + std::to_string(argument->position), nullptr);
      analyzer::ListReader(collector, {.dialect = dialect}).read(argument->text);
      continue;
    }
    const auto& file = std::get<analyzer::FileInput>(input);
    ListFeed feed(collector, {.dialect = dialect}, file.name, false);
    collector.begin(file.name, &feed);
    if (auto read = read_file(file, feed); !read) return std::unexpected(read.error());
  }
  return lists;
}

}  // namespace tidemark::cli
