#include "cli/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::cli {
namespace {

using nlohmann::json;

constexpr const char* kOption = "--config";
constexpr Bytes kLimit = Bytes::mib(1);

[[noreturn]] void refuse(const std::string& what) {
  throw CLI::ValidationError(kOption, printable(what, 400));
}

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

// One file being applied to one command.
class ConfigFile {
 public:
  ConfigFile(CLI::App& command, std::string file) : command_(command), file_(std::move(file)) {
    for (const CLI::Option* option : command.get_options()) {
      if (option->count() > 0) typed_.insert(option);
    }
  }

  void apply() {
    const auto text = read_text_file(file_, kLimit);
    if (!text) refuse(text.error().message);
    const auto document = parse_json_document(*text, file_);
    if (!document) refuse(document.error().message);
    if (!document->is_object()) refuse(file_ + ": is no JSON object");
    for (const auto& [key, value] : document->items()) apply(key, value);
  }

 private:
  void apply(const std::string& key, const json& value) {
    CLI::Option* option = find(key);
    if (option == nullptr) wrong(key, "there is no such option");
    const std::vector<std::string> words = words_of(key, value, *option);
    if (words.empty() || settled_by_command_line(*option)) return;
    try {
      for (const std::string& word : words) option->add_result(word);
      option->run_callback();
    } catch (const CLI::ParseError& error) {
      wrong(key, error.what());
    }
  }

  [[nodiscard]] CLI::Option* find(const std::string& key) const {
    for (CLI::Option* option : command_.get_options()) {
      if (!option->get_configurable()) continue;
      const bool positional = option->get_positional() && option->nonpositional() == false;
      if (positional ? lower(option->get_single_name()) == key
                     : std::ranges::count(option->get_lnames(), key) > 0) {
        return option;
      }
    }
    return nullptr;
  }

  // What would have been typed; nothing for a flag that is off.
  [[nodiscard]] std::vector<std::string> words_of(const std::string& key, const json& value,
                                                  const CLI::Option& option) const {
    const bool is_flag = option.get_items_expected_max() == 0;
    if (is_flag) {
      if (!value.is_boolean()) wrong(key, fmt::format("is {}, not true or false", kind_of(value)));
      return value.get<bool>() ? std::vector<std::string>{"true"} : std::vector<std::string>{};
    }
    const bool repeatable = option.get_items_expected_max() > 1;
    if (!value.is_array()) return {word_of(key, value)};
    if (!repeatable) wrong(key, "is a list, but the option takes one value");
    std::vector<std::string> words;
    words.reserve(value.size());
    for (std::size_t at = 0; at < value.size(); ++at) {
      words.push_back(word_of(fmt::format("{}/{}", key, at), value[at]));
    }
    return words;
  }

  [[nodiscard]] std::string word_of(const std::string& place, const json& value) const {
    if (value.is_string()) return value.get<std::string>();
    if (value.is_number()) return value.dump();
    wrong(place, fmt::format("is {}, not a text or a number", kind_of(value)));
  }

  [[nodiscard]] static std::string kind_of(const json& value) {
    if (value.is_null()) return "null";
    return std::string(value.is_object() || value.is_array() ? "an " : "a ") + value.type_name();
  }

  [[nodiscard]] bool settled_by_command_line(const CLI::Option& option) const {
    const auto excluded = option.get_excludes();
    return typed_.contains(&option) || std::ranges::any_of(excluded, [&](const CLI::Option* other) {
             return typed_.contains(other);
           });
  }

  [[noreturn]] void wrong(const std::string& key, const std::string& what) const {
    refuse(fmt::format("{}: /{}: {}", file_, key, what));
  }

  CLI::App& command_;
  std::string file_;
  std::set<const CLI::Option*> typed_;  // on the command line
};

}  // namespace

void add_config_option(CLI::App& command) {
  command
      .add_option_function<std::string>(
          kOption, [&command](const std::string& file) { ConfigFile(command, file).apply(); },
          "JSON file with options by their long names, INPUT as \"input\"; the command line wins")
      ->configurable(false);
}

}  // namespace tidemark::cli
