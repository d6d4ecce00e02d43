#include "probes/json/json_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"

namespace tidemark {
using nlohmann::json;

std::string explain(const JsonProblem& problem, std::string_view name) {
  const std::string place = problem.pointer.empty() ? "the document" : problem.pointer;
  return fmt::format("{}: {} {}", printable(name), place, problem.what);
}

void JsonPlace::fail(const std::string& what) const { throw JsonProblem{pointer_, what}; }

const json& JsonPlace::object() const {
  if (!value_.is_object()) fail("must be an object");
  return value_;
}

std::optional<JsonPlace> JsonPlace::find(const char* key) const {
  const auto found = object().find(key);
  if (found == value_.end()) return std::nullopt;
  return JsonPlace(*found, pointer_ + "/" + key);
}

JsonPlace JsonPlace::at(const char* key) const {
  if (auto place = find(key)) return *place;
  fail(fmt::format("has no \"{}\"", key));
}

bool JsonPlace::is_list() const { return value_.is_array(); }

std::vector<JsonPlace> JsonPlace::items() const {
  if (!value_.is_array() || value_.empty()) fail("must be a list with something in it");
  return all_items();
}

std::vector<JsonPlace> JsonPlace::all_items() const {
  if (!value_.is_array()) fail("must be a list");
  std::vector<JsonPlace> out;
  out.reserve(value_.size());
  for (const json& item : value_) {
    out.emplace_back(item, fmt::format("{}/{}", pointer_, out.size()));
  }
  return out;
}

std::string JsonPlace::text() const {
  if (!value_.is_string() || value_.get_ref<const std::string&>().empty()) {
    fail("must be a text that is not empty");
  }
  return value_.get<std::string>();
}

std::string JsonPlace::any_text() const {
  if (!value_.is_string()) fail("must be a text");
  return value_.get<std::string>();
}

int JsonPlace::number(int least, int most) const {
  if (!value_.is_number_integer() || value_ < least || value_ > most) {
    fail(fmt::format("must be a whole number from {} to {}", least, most));
  }
  return value_.get<int>();
}

std::int64_t JsonPlace::count() const {
  // What is larger than the type holds is no integer of the library's.
  if (!value_.is_number_integer() || value_ < 0 ||
      value_ > std::numeric_limits<std::int64_t>::max()) {
    fail("must be a whole number from 0");
  }
  return value_.get<std::int64_t>();
}

double JsonPlace::real() const {
  if (!value_.is_number()) fail("must be a number");
  return value_.get<double>();
}

bool JsonPlace::flag() const {
  if (!value_.is_boolean()) fail("must be true or false");
  return value_.get<bool>();
}

void JsonPlace::allow_only(std::initializer_list<std::string_view> keys) const {
  for (const auto& [key, ignored] : object().items()) {
    if (std::ranges::find(keys, key) == keys.end()) {
      fail(fmt::format("\"{}\" is no key here", printable(key, 50)));
    }
  }
}

std::string JsonPlace::only_key() const {
  if (object().size() != 1) fail("must have exactly one key");
  return value_.begin().key();
}

}  // namespace tidemark
