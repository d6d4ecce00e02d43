#include "harness/scenario/load_scenario.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <set>

#include <nlohmann/json.hpp>

#include "harness/scenario/build_scenario.hpp"
#include "harness/scenario/schema_check.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

Result<std::string> read_file(const std::filesystem::path& file) {
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
    if (text.size() > kMaxScenarioSize.count) {
      return failure(ErrorCode::kBadInput, fmt::format("{}: larger than {}; a scenario file is not",
                                                       file.string(), to_string(kMaxScenarioSize)));
    }
  }
}

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

// Remembers a key that one object gives twice: JSON libraries keep the last one silently.
class RepeatedKeys {
 public:
  bool see(json::parse_event_t event, const json& value) {
    if (event == json::parse_event_t::object_start) {
      open_.emplace_back();
    } else if (event == json::parse_event_t::object_end) {
      open_.pop_back();
    } else if (event == json::parse_event_t::key) {
      const auto key = value.get<std::string>();
      if (!open_.back().insert(key).second && !first_) first_ = key;
    }
    return true;
  }
  [[nodiscard]] const std::optional<std::string>& first() const { return first_; }

 private:
  std::vector<std::set<std::string>> open_;
  std::optional<std::string> first_;
};

Result<Scenario> parse_checked(std::string_view text) {
  RepeatedKeys keys;
  const auto document = json::parse(
      text,
      [&keys](int /*depth*/, json::parse_event_t event, json& value) {
        return keys.see(event, value);
      },
      /*allow_exceptions=*/true, /*ignore_comments=*/true);
  if (const auto& repeated = keys.first()) {
    return failure(ErrorCode::kBadInput, fmt::format("the key \"{}\" is given twice in one object",
                                                     printable(*repeated, 80)));
  }
  if (auto problem = check_scenario_schema(document)) {
    std::string what = problem->what;
    if (problem->others > 0) what += fmt::format(" (and {} more)", problem->others);
    if (problem->pointer.empty()) problem->pointer = "/";
    return failure(ErrorCode::kBadInput, printable(problem->pointer + ": " + what, 1000));
  }
  return build_scenario(document);
}

}  // namespace

Result<Scenario> parse_scenario(std::string_view text, std::string_view name) {
  const std::string start = std::string(name) + ": ";
  try {
    auto scenario = parse_checked(text);
    if (!scenario) scenario.error().message.insert(0, start);
    return scenario;
  } catch (const json::parse_error& error) {
    return failure(ErrorCode::kBadInput, start + explain_syntax(error, text));
  } catch (
      const std::exception& error) {  // a number out of range, and anything a library thinks of
    return failure(ErrorCode::kBadInput, start + printable(error.what(), 300));
  }
}

Result<Scenario> load_scenario(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return std::unexpected(text.error());
  return parse_scenario(*text, file.string());
}

}  // namespace tidemark::harness
