#include "harness/verdict/culprit_name.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <vector>

namespace tidemark::harness {
namespace {

constexpr std::array<std::string_view, 15> kInterpreters = {
    "bash", "bun", "dash", "deno", "java", "ksh",    "lua", "node",
    "perl", "php", "pypy", "ruby", "sh",   "python", "zsh"};
// Options of any interpreter that take the next word as their value.
constexpr std::array<std::string_view, 10> kTakeAValue = {
    "-W", "-X", "-r", "-I", "--require", "--import", "--loader", "-cp", "-classpath", "-O"};
// Options whose next word is the program itself.
constexpr std::array<std::string_view, 3> kProgramText = {"-c", "-e", "--eval"};
// Random parts without a separator before them, by what makes them: Python's tempfile, Rust's, and
// geckodriver. The figure: characters of the random part.
struct GluedName {
  std::string_view prefix;
  std::size_t random;
};
constexpr std::array<GluedName, 3> kGlued = {{{"tmp", 8}, {".tmp", 6}, {"rust_mozprofile", 6}}};
// Characters that mkdtemp (6), Python's tempfile (8) and mktemp (10) put behind a separator. By
// chance they may be a word: their length tells.
constexpr std::array<std::size_t, 3> kRandomTails = {6, 8, 10};
constexpr std::size_t kShortestScrambled = 6;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_digit(c) || is_letter(c); }
bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }
bool is_separator(char c) { return c == '-' || c == '.' || c == '_'; }
bool is_temporary(char c) { return is_digit(c) || is_lower(c) || c == '_'; }

template <std::size_t Size>
bool is_among(const std::array<std::string_view, Size>& words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

std::string_view base_name(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

void replace_all(std::string& text, std::string_view what) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) {
    text.replace(at, what.size(), "#");
  }
}

void replace_uuids(std::string& text) {
  constexpr std::string_view kForm = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
  for (std::size_t at = 0; at + kForm.size() <= text.size(); ++at) {
    const bool fits =
        std::ranges::equal(std::string_view(text).substr(at, kForm.size()), kForm,
                           [](char c, char form) { return form == 'x' ? is_hex(c) : c == form; });
    if (fits) text.replace(at, kForm.size(), "#");
  }
}

// The length of a random part that `name` begins with something well known before.
std::optional<std::size_t> glued_tail(std::string_view name) {
  for (const auto& [prefix, random] : kGlued) {
    if (name.size() != prefix.size() + random || !name.starts_with(prefix)) continue;
    const auto tail = name.substr(prefix.size());
    const bool fits = std::ranges::all_of(tail, [](char c) { return is_word(c) || c == '_'; });
    if (fits) return random;
  }
  return std::nullopt;
}

std::optional<std::size_t> separated_tail(std::string_view name) {
  for (const std::size_t length : kRandomTails) {
    if (name.size() <= length || !is_separator(name[name.size() - length - 1])) continue;
    const auto tail = name.substr(name.size() - length);
    const bool fits = std::ranges::all_of(tail, is_word) ||
                      (length == 8 && std::ranges::all_of(tail, is_temporary));
    if (fits) return length;
  }
  return std::nullopt;
}

// Letters and digits as no person mixes them: "a1b2c3", or a long number in hexadecimal digits.
bool is_scrambled(std::string_view token) {
  if (token.size() < kShortestScrambled) return false;
  std::size_t changes = 0;
  for (std::size_t i = 1; i < token.size(); ++i) {
    if (is_digit(token[i - 1]) != is_digit(token[i])) ++changes;
  }
  return changes >= 3 || (changes >= 1 && token.size() >= 8 && std::ranges::all_of(token, is_hex));
}

std::string without_digits(std::string_view token) {
  std::string out;
  for (const char c : token) {
    if (!is_digit(c)) {
      out.push_back(c);
    } else if (!out.ends_with('#')) {
      out.push_back('#');
    }
  }
  return out;
}

enum class Digits { kThoseAlone, kAll };

// Of letters and digits without a break.
std::string steady_token(std::string_view token, Digits digits) {
  if (is_scrambled(token) || std::ranges::all_of(token, is_digit)) return "#";
  return digits == Digits::kAll ? without_digits(token) : std::string(token);
}

std::string steady_tokens(std::string_view name, Digits digits) {
  std::string out;
  while (!name.empty()) {
    const auto end =
        static_cast<std::size_t>(std::ranges::find_if_not(name, is_word) - name.begin());
    if (end == 0) {
      out.push_back(name.front());
      name.remove_prefix(1);
      continue;
    }
    out.append(steady_token(name.substr(0, end), digits));
    name.remove_prefix(end);
  }
  return out;
}

// Of a program or script.
std::string steady_file(std::string_view path) {
  std::string name(base_name(path));
  replace_uuids(name);
  const auto dot = name.rfind('.');
  const std::string stem = name.substr(0, dot);
  if (const auto tail = glued_tail(stem)) {
    name.replace(stem.size() - *tail, *tail, "#");
    return name;
  }
  return steady_tokens(name, Digits::kThoseAlone);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const auto end = std::min(text.find_first_of(" \t\n\r"), text.size());
    if (end > 0) words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// "python" for "/usr/bin/python3.11"; nothing for what is no interpreter.
std::optional<std::string> interpreter_of(std::string_view path) {
  std::string_view name = base_name(path);
  if (name.starts_with('-')) name.remove_prefix(1);  // a login shell
  while (!name.empty() && (is_digit(name.back()) || name.back() == '.')) name.remove_suffix(1);
  if (name == "nodejs") name = "node";
  if (!is_among(kInterpreters, name)) return std::nullopt;
  return std::string(name);
}

// What an interpreter runs, with a space before it; empty: nothing that has a name.
std::string script_of(const std::vector<std::string_view>& words) {
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view word = words[i];
    if (is_among(kProgramText, word)) {
      const bool named = i + 1 < words.size() && std::ranges::all_of(words[i + 1], [](char c) {
                           return is_word(c) || is_separator(c) || c == '/';
                         });
      return " " + std::string(word) + (named ? " " + steady_file(words[i + 1]) : "");
    }
    if (is_among(kTakeAValue, word)) {
      ++i;
    } else if (!word.starts_with('-')) {
      return " " + steady_file(word);
    }
  }
  return {};
}

}  // namespace

std::string program_name(std::string_view command_line) {
  // A zombie has no command line; its name stands in brackets. A kernel's way to write a name.
  if (command_line.starts_with('[')) command_line.remove_prefix(1);
  if (command_line.ends_with(']')) command_line.remove_suffix(1);
  const auto words = words_of(command_line);
  if (words.empty()) return {};
  if (const auto interpreter = interpreter_of(words.front())) {
    return *interpreter + script_of(words);
  }
  return steady_file(words.front());
}

std::string directory_pattern(std::string_view path, std::string_view task) {
  constexpr std::size_t kShortestTask = 3;
  std::string name(base_name(path));
  if (task.size() >= kShortestTask) replace_all(name, task);
  replace_uuids(name);
  auto tail = glued_tail(name);
  if (!tail) tail = separated_tail(name);
  if (tail) name.replace(name.size() - *tail, *tail, "#");
  return steady_tokens(name, Digits::kAll);
}

std::string steady_name(const Culprit& culprit) {
  return culprit.pid == 0 ? directory_pattern(culprit.what, culprit.born_during)
                          : program_name(culprit.what);
}

}  // namespace tidemark::harness
