#include "probes/orphans/process_environment.hpp"

#include <algorithm>
#include <charconv>

namespace tidemark::probes {
namespace {

// Takes the text up to `separator` off the front.
std::string_view take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

template <typename Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

}  // namespace

std::vector<std::string> split_arguments(std::string_view text) {
  const std::size_t last = text.find_last_not_of('\0');
  if (last == std::string_view::npos) return {};
  text = text.substr(0, last + 1);
  std::vector<std::string> arguments;
  while (!text.empty()) arguments.emplace_back(take(text, '\0'));
  return arguments;
}

std::optional<std::string_view> environment_value(std::string_view text, std::string_view name) {
  while (!text.empty()) {
    const std::string_view entry = take(text, '\0');
    if (entry.size() > name.size() && entry.starts_with(name) && entry[name.size()] == '=') {
      return entry.substr(name.size() + 1);
    }
  }
  return {};
}

Reading<Pid> exec_pid_of_systemd(std::string_view environ_text) {
  const auto value = environment_value(environ_text, "SYSTEMD_EXEC_PID");
  if (value) return number<Pid>(*value).value_or(0);
  if (environment_value(environ_text, "INVOCATION_ID")) return Absence::kUnsupported;
  return 0;
}

StatusFacts parse_status(std::string_view text) {
  StatusFacts facts;
  while (!text.empty()) {
    std::string_view line = take(text, '\n');
    const std::string_view key = take(line, '\t');
    if (key == "Uid:") {
      if (const auto user = number<uid_t>(take(line, '\t'))) facts.user = *user;
    } else if (key == "NSpid:") {
      // One number per namespace, ours first.
      const std::size_t last = line.rfind('\t');
      facts.first_of_namespace = last != std::string_view::npos && line.substr(last + 1) == "1";
    }
  }
  return facts;
}

}  // namespace tidemark::probes
