// From the bytes of a list to its rules, with the place of each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/lists/line_cutter.hpp"
#include "analyzer/lists/list_reader.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// Reads one list as its bytes come.
class ListFeed {
 public:
  // `name` is for messages. A `stream` is read line by line from its first byte; of a file enough
  // is looked at first to refuse what is no list at all.
  ListFeed(RuleSink& sink, ListReader::Options options, std::string name, bool stream)
      : reader_(sink, options), name_(std::move(name)), looked_(stream) {}

  // kBadInput: the file is no list. `go_on` is asked after each line; false from it ends reading.
  template <typename GoOn>
  Result<void> feed(std::string_view bytes, const GoOn& go_on) {
    if (looked_) {
      cut(bytes, go_on);
      return {};
    }
    beginning_ += bytes;
    return beginning_.size() < kTelling ? Result<void>() : look(go_on);
  }
  template <typename GoOn>
  Result<void> finish(const GoOn& go_on) {
    if (auto list = looked_ ? Result<void>() : look(go_on); !list) return list;
    lines_.finish([&](const LineCutter::Line& line) { return read(line), go_on(); });
    return {};
  }

  // The line that is being read, from 1; the sink's calls are about it.
  [[nodiscard]] std::uint32_t line() const { return line_; }

 private:
  static constexpr std::size_t kTelling = 512;

  [[nodiscard]] Result<void> check_beginning() const;
  template <typename GoOn>
  Result<void> look(const GoOn& go_on) {
    looked_ = true;
    if (auto list = check_beginning(); !list) return list;
    cut(beginning_, go_on);
    beginning_ = {};
    return {};
  }
  template <typename GoOn>
  void cut(std::string_view bytes, const GoOn& go_on) {
    lines_.feed(bytes, [&](const LineCutter::Line& line) { return read(line), go_on(); });
  }
  void read(const LineCutter::Line& line) {
    line_ = line.number;
    line.cut ? reader_.refuse_long(line.text.substr(0, kTelling)) : reader_.read(line.text);
  }

  ListReader reader_;
  LineCutter lines_;
  std::string name_;
  std::string beginning_;
  bool looked_;
  std::uint32_t line_ = 0;
};

}  // namespace tidemark::analyzer
