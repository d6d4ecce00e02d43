#include "probes/json/json_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark {
namespace {

using nlohmann::json;

constexpr int kMaxDepth = 100;

std::string explain_syntax(const json::parse_error& error, std::string_view text) {
  // The offset counts from 1 and stands on the last character read.
  const std::size_t offset = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  std::string what =
      error.what();  // "[json...101] parse error at line L, column C: syntax error ..."
  if (const auto colon = what.find(": "); colon != std::string::npos) what.erase(0, colon + 2);
  return fmt::format("line {}, column {}: {}", line, column, printable(what, 300));
}

// What the library lets pass.
class Strictness {
 public:
  // False where the document goes too deep: what is below is then not kept.
  bool see(int depth, json::parse_event_t event, const json& value) {
    too_deep_ = too_deep_ || depth > kMaxDepth;
    if (event == json::parse_event_t::object_start) {
      open_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      open_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      if (!open_.back().insert(key).second && !repeated_) repeated_ = key;
    }
    return !too_deep_;
  }
  [[nodiscard]] std::optional<std::string> objection() const {
    if (too_deep_) return fmt::format("nested more than {} levels deep", kMaxDepth);
    if (!repeated_) return std::nullopt;
    return fmt::format("the key \"{}\" is given twice in one object", printable(*repeated_, 80));
  }

 private:
  std::vector<std::set<std::string>> open_;
  std::optional<std::string> repeated_;
  bool too_deep_ = false;
};

}  // namespace

Result<std::string> read_text_file(const std::filesystem::path& file, Bytes limit) {
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_failure("open " + file.string(), errno);
  std::string text;
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_failure("read " + file.string(), errno);
    if (got == 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > limit.count) {
      return failure(ErrorCode::kBadInput, fmt::format("{}: larger than {}; a file of this kind is "
                                                       "not",
                                                       file.string(), to_string(limit)));
    }
  }
}

Result<json> parse_json_document(std::string_view text, std::string_view name) {
  const auto refuse = [&](const std::string& what) {
    return failure(ErrorCode::kBadInput, fmt::format("{}: {}", printable(name), what));
  };
  Strictness strict;
  try {
    json document = json::parse(
        text,
        [&strict](int depth, json::parse_event_t event, const json& value) {
          return strict.see(depth, event, value);
        },
        /*allow_exceptions=*/true, /*ignore_comments=*/true);
    if (auto objection = strict.objection()) return refuse(*objection);
    return document;
  } catch (const json::parse_error& error) {
    return refuse(explain_syntax(error, text));
  } catch (const json::exception& error) {  // a number out of range
    std::string_view what =
        error.what();  // "[json.exception.out_of_range.406] number overflow ..."
    if (const auto end = what.find("] "); end != std::string_view::npos)
      what.remove_prefix(end + 2);
    return refuse(printable(what, 300));
  }
}

}  // namespace tidemark
