#include "harness/scenario/placeholders.hpp"

#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

namespace tidemark::harness {
namespace {

struct Figure {
  const char* name;
  std::optional<std::string> value;
};

template <typename T>
std::optional<std::string> as_text(const std::optional<T>& number) {
  if (!number) return std::nullopt;
  if constexpr (requires { number->count(); }) {
    return std::to_string(number->count());
  } else {
    return std::to_string(*number);
  }
}

std::array<Figure, 3> figures_of(const Load& load) {
  return {Figure{.name = "workers", .value = as_text(load.workers)},
          Figure{.name = "browsers", .value = as_text(load.browsers)},
          Figure{.name = "budget_ms", .value = as_text(load.budget)}};
}

std::size_t find_from(const std::string& text, const std::string& placeholder, std::size_t from) {
  std::size_t at = text.find(placeholder, from);
  while (at != std::string::npos && at > 0 && text[at - 1] == '$') {
    at = text.find(placeholder, at + 1);
  }
  return at;
}

}  // namespace

bool has_placeholder(const std::string& text, const std::string& placeholder) {
  return find_from(text, placeholder, 0) != std::string::npos;
}

std::string replaced(std::string text, const std::string& placeholder, const std::string& with) {
  for (auto at = find_from(text, placeholder, 0); at != std::string::npos;
       at = find_from(text, placeholder, at + with.size())) {
    text.replace(at, placeholder.size(), with);
  }
  return text;
}

Result<std::string> with_figures(const std::string& text, const Load& load) {
  std::string filled = text;
  for (const Figure& figure : figures_of(load)) {
    const std::string placeholder = fmt::format("{{{}}}", figure.name);
    if (!has_placeholder(filled, placeholder)) continue;
    if (!figure.value) {
      return failure(ErrorCode::kBadInput,
                     fmt::format("nothing says what {0} is: give \"{1}\" in \"load\" or \"matrix\"",
                                 placeholder, figure.name));
    }
    filled = replaced(std::move(filled), placeholder, *figure.value);
  }
  return filled;
}

Result<std::vector<std::string>> with_figures(const std::vector<std::string>& texts,
                                              const Load& load) {
  std::vector<std::string> all;
  all.reserve(texts.size());
  for (const std::string& text : texts) {
    auto filled = with_figures(text, load);
    if (!filled) return std::unexpected(filled.error());
    all.push_back(std::move(*filled));
  }
  return all;
}

}  // namespace tidemark::harness
