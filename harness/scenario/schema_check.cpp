#include "harness/scenario/schema_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include "harness/scenario/load_scenario.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;
using Path = std::vector<std::string>;

// A value of the document next to the part of the schema that governs it.
struct Place {
  const json* value;
  json schema;
};

// Follows `$ref`, and the branch of an if/then list whose `kind` the value has.
json governing(const json& root, json schema, const json& value) {
  while (schema.contains("$ref")) {
    const auto reference = schema["$ref"].get<std::string>();
    schema = root.at(json::json_pointer(reference.substr(1)));
  }
  if (!schema.contains("allOf") || !value.is_object() || !value.contains("kind")) return schema;
  for (const json& branch : schema["allOf"]) {
    if (branch["if"]["properties"]["kind"]["enum"][0] == value["kind"]) {
      return governing(root, branch["then"], value);
    }
  }
  return schema;
}

Place find(const json& root, const json& document, const Path& path) {
  Place here{&document, governing(root, root, document)};
  for (const std::string& token : path) {
    json below = json::object();
    if (here.value->is_array()) {
      below = here.schema.value("items", below);
      here.value = &here.value->at(std::stoul(token));
    } else {
      const json others = here.schema.value("additionalProperties", below);
      below = here.schema.value("properties", json::object()).value(token, others);
      here.value = &here.value->at(token);
    }
    here.schema = governing(root, std::move(below), *here.value);
  }
  return here;
}

std::string shown(const json& value) {
  std::string text = value.dump(-1, ' ', true, json::error_handler_t::replace);
  if (text.size() > 60) text = text.substr(0, 57) + "...";
  return text;
}

std::string list(const json& values) {
  std::vector<std::string> texts;
  for (const json& value : values) {
    texts.push_back(value.is_string() ? value.get<std::string>() : shown(value));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

bool has_type(const json& value, const std::string& type) {
  if (type == "integer") return value.is_number_integer();
  return type == value.type_name();  // the schema uses object, array, string, boolean besides
}

// The types that a schema allows; empty: any.
std::vector<std::string> types_of(const json& schema) {
  const json type = schema.value("type", json::array());
  if (type.is_string()) return {type.get<std::string>()};
  return type.get<std::vector<std::string>>();
}

bool has_one_of(const json& value, const std::vector<std::string>& types) {
  return std::ranges::any_of(types, [&](const std::string& type) { return has_type(value, type); });
}

// Keys of which one must be there (anyOf), or that need another one beside them (dependencies).
std::optional<SchemaProblem> missing_company(const Place& place) {
  std::vector<std::string> choice;
  for (const json& branch : place.schema.value("anyOf", json::array())) {
    const auto key = branch["required"][0].get<std::string>();
    if (place.value->contains(key)) {
      choice.clear();
      break;
    }
    choice.push_back(fmt::format("\"{}\"", key));
  }
  if (!choice.empty()) {
    return SchemaProblem{"", fmt::format("the key {} is missing", fmt::join(choice, " or "))};
  }
  const json dependencies = place.schema.value("dependencies", json::object());
  for (const auto& [key, needed] : dependencies.items()) {
    const auto other = needed[0].get<std::string>();
    if (!place.value->contains(key) || place.value->contains(other)) continue;
    return SchemaProblem{pointer_token(key), fmt::format("needs the key \"{}\" beside it", other)};
  }
  return std::nullopt;
}

// What is wrong with the keys of an object, with the key to append to its pointer.
std::optional<SchemaProblem> wrong_keys(const Place& place) {
  const json known = place.schema.value("properties", json::object());
  if (place.schema.value("additionalProperties", json(true)) == json(false)) {
    for (const auto& item : place.value->items()) {
      if (known.contains(item.key())) continue;
      std::vector<std::string> allowed;
      for (const auto& key : known.items()) allowed.push_back(key.key());
      return SchemaProblem{pointer_token(item.key()),
                           fmt::format("unknown key (allowed: {})", fmt::join(allowed, ", "))};
    }
  }
  for (const json& key : place.schema.value("required", json::array())) {
    if (!place.value->contains(key.get<std::string>())) {
      return SchemaProblem{"", fmt::format("the key \"{}\" is missing", key.get<std::string>())};
    }
  }
  return missing_company(place);
}

SchemaProblem describe(const Place& place, std::string fallback) {
  const json& schema = place.schema;
  const json& value = *place.value;
  if (const auto types = types_of(schema); !types.empty() && !has_one_of(value, types)) {
    return {"",
            fmt::format("must be of type {}, found {}", fmt::join(types, " or "), shown(value))};
  }
  if (schema.contains("enum")) {
    return {"", fmt::format("{} is not allowed (one of: {})", shown(value), list(schema["enum"]))};
  }
  if (schema.contains("minimum") && schema.contains("maximum")) {
    return {"", fmt::format("must be between {} and {}, found {}", schema["minimum"].dump(),
                            schema["maximum"].dump(), shown(value))};
  }
  if (value.is_object()) {
    if (auto keys = wrong_keys(place)) return *keys;
  }
  if (value.is_array() && value.empty()) return {"", "must not be empty"};
  if (value.is_string() && value.get_ref<const std::string&>().empty()) {
    return {"", "must not be empty"};
  }
  return {"", std::move(fallback)};
}

Path path_of(const valijson::ValidationResults::Error& error) {
  Path path;  // its context is "<root>", then "[key]" or "[index]"
  for (std::size_t i = 1; i < error.context.size(); ++i) {
    path.push_back(error.context[i].substr(1, error.context[i].size() - 2));
  }
  return path;
}

bool begins_with(const Path& path, const Path& start) {
  return path.size() >= start.size() && std::equal(start.begin(), start.end(), path.begin());
}

}  // namespace

std::string pointer_token(std::string_view token) {
  std::string out = "/";
  for (const char c : token) {
    out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
  }
  return out;
}

std::optional<SchemaProblem> check_scenario_schema(const json& document) {
  const json root = json::parse(scenario_schema());
  valijson::Schema schema;
  valijson::SchemaParser parser;
  parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(root), schema);
  valijson::Validator validator;
  valijson::ValidationResults results;
  if (validator.validate(schema, valijson::adapters::NlohmannJsonAdapter(document), &results)) {
    return std::nullopt;
  }
  // Every object around a fault is reported too: only the innermost places say something.
  std::set<Path> places;
  for (const auto& error : results) places.insert(path_of(error));
  std::erase_if(places, [&](const Path& path) {
    const auto next = places.upper_bound(path);
    return next != places.end() && begins_with(*next, path);
  });
  const auto first = std::ranges::find_if(
      results, [&](const auto& error) { return places.contains(path_of(error)); });
  if (first == results.end()) return SchemaProblem{"", "does not follow the schema"};
  const Path path = path_of(*first);
  SchemaProblem problem = describe(find(root, document, path), first->description);
  std::string pointer;
  for (const std::string& token : path) pointer += pointer_token(token);
  problem.pointer = pointer + problem.pointer;
  problem.others = places.size() - 1;
  return problem;
}

}  // namespace tidemark::harness
