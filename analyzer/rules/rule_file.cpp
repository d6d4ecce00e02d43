#include "analyzer/rules/rule_file.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include <nlohmann/json.hpp>

#include "analyzer/rules/rule_reader.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFileSize = std::size_t{8} << 20U;
constexpr int kMaxDepth = 32;

std::string explain_syntax(const json::parse_error& error, std::string_view text) {
  // The offset counts from 1 and stands on the last character read.
  const std::size_t offset = std::min(error.byte == 0 ? 0 : error.byte - 1, text.size());
  const std::string_view before = text.substr(0, offset);
  const auto line = 1 + std::ranges::count(before, '\n');
  const std::size_t newline = before.rfind('\n');
  const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
  return fmt::format("line {}, column {}: not valid JSON", line, column);
}

}  // namespace

Result<RuleFile> parse_rule_file(std::string_view text, std::string_view name) {
  const auto refuse = [&](std::string_view what) {
    return failure(ErrorCode::kBadInput, fmt::format("{}: {}", printable(name), what));
  };
  try {
    // Destroying a document that is nested without end overflows the stack, so it is never made.
    bool too_deep = false;
    const json document = json::parse(
        text.begin(), text.end(), [&](int depth, json::parse_event_t /*event*/, json& /*value*/) {
          too_deep = too_deep || depth > kMaxDepth;
          return !too_deep;
        });
    if (too_deep) return refuse("nested too deep");
    return read_rules(document);
  } catch (const json::parse_error& error) {
    return refuse(explain_syntax(error, text));
  } catch (const RuleProblem& problem) {
    return refuse((problem.pointer.empty() ? "the document" : problem.pointer) + " " +
                  problem.what);
  }
}

Result<RuleFile> load_rule_file(const std::filesystem::path& file) {
  const std::string name = printable(file.string());
  const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) {
    return failure(ErrorCode::kBadInput, system_error("open rule file " + name, errno).message);
  }
  std::string text;
  std::array<char, 65536> buffer{};
  while (true) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      return failure(ErrorCode::kBadInput, system_error("read rule file " + name, errno).message);
    }
    if (got == 0) return parse_rule_file(text, name);
    text.append(buffer.data(), static_cast<std::size_t>(got));
    if (text.size() > kMaxFileSize) {
      return failure(ErrorCode::kBadInput, name + ": larger than 8 MiB; a rule file is not");
    }
  }
}

}  // namespace tidemark::analyzer
