// Records as JSON: what `describe` names (describe_record.hpp), written and read. For the .cpp
// files that do either; nlohmann/json is in here.
#pragma once

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/record/names.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/result.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {

using nlohmann::json;
using nlohmann::ordered_json;

template <typename T>
concept Named = requires { EnumNames<T>::kAll; };

// Makes the JSON object of one struct. An absent optional has no key.
class Writer {
 public:
  template <typename T>
  void operator()(const char* key, T& field) {
    object_[key] = value_of(field);
  }
  template <typename T>
  void operator()(const char* key, std::optional<T>& field) {
    if (field) object_[key] = value_of(*field);
  }
  template <typename T>
  void required(const char* key, T& field) {
    (*this)(key, field);
  }
  [[nodiscard]] ordered_json take() && { return std::move(object_); }

 private:
  template <typename T>
  static ordered_json value_of(T& field) {
    if constexpr (Named<T>) {
      return name_of(field);
    } else if constexpr (requires { field.count(); }) {
      return field.count();  // a duration
    } else if constexpr (requires { describe(std::declval<Writer&>(), field); }) {
      Writer inner;
      describe(inner, field);
      return std::move(inner).take();
    } else {
      return field;
    }
  }
  template <typename T>
  static ordered_json value_of(std::vector<T>& fields) {
    auto array = ordered_json::array();
    for (auto& field : fields) array.push_back(value_of(field));
    return array;
  }

  ordered_json object_ = ordered_json::object();
};

// Something in a document that is not as it should be; never leaves parse_described.
struct Mismatch {
  std::string pointer;
  std::string what;
};

[[noreturn]] inline void reject(const std::string& pointer, std::string what) {
  throw Mismatch{pointer.empty() ? "/" : pointer, std::move(what)};
}

// Fills one struct from a JSON object. A key that is missing or null leaves its field as it is.
class Reader {
 public:
  Reader(const json& object, std::string pointer) : object_(object), pointer_(std::move(pointer)) {
    if (!object.is_object()) expected("an object", object, pointer_);
  }

  template <typename T>
  void operator()(const char* key, T& field) {
    const auto found = object_.find(key);
    if (found != object_.end() && !found->is_null()) read(*found, field, pointer_ + "/" + key);
  }
  template <typename T>
  void operator()(const char* key, std::optional<T>& field) {
    const auto found = object_.find(key);
    if (found == object_.end() || found->is_null()) return;
    read(*found, field.emplace(), pointer_ + "/" + key);
  }
  template <typename T>
  void required(const char* key, T& field) {
    if (!object_.contains(key)) reject(pointer_, fmt::format("the key \"{}\" is missing", key));
    read(object_.at(key), field, pointer_ + "/" + key);
  }

 private:
  [[noreturn]] static void expected(std::string_view what, const json& value,
                                    const std::string& at) {
    reject(at, fmt::format("expected {}, found {}", what, value.type_name()));
  }

  static void read(const json& value, std::string& field, const std::string& at) {
    if (!value.is_string()) expected("a string", value, at);
    field = value.get<std::string>();
  }
  static void read(const json& value, bool& field, const std::string& at) {
    if (!value.is_boolean()) expected("true or false", value, at);
    field = value.get<bool>();
  }
  static void read(const json& value, double& field, const std::string& at) {
    if (!value.is_number()) expected("a number", value, at);
    field = value.get<double>();
    if (!std::isfinite(field)) reject(at, "the number is out of range");
  }
  template <std::integral T>
  static void read(const json& value, T& field, const std::string& at) {
    if (!value.is_number_integer()) expected("a whole number", value, at);
    const bool fits = value.is_number_unsigned() ? std::in_range<T>(value.get<std::uint64_t>())
                                                 : std::in_range<T>(value.get<std::int64_t>());
    if (!fits) reject(at, "the number is out of range");
    field = value.get<T>();
  }
  template <typename Rep, typename Period>
  static void read(const json& value, std::chrono::duration<Rep, Period>& field,
                   const std::string& at) {
    Rep count = 0;
    read(value, count, at);
    field = std::chrono::duration<Rep, Period>(count);
  }
  template <Named T>
  static void read(const json& value, T& field, const std::string& at) {
    std::string name;
    read(value, name, at);
    const auto known = from_name<T>(name);
    if (!known) reject(at, fmt::format("\"{}\" is unknown", printable(name, 60)));
    field = *known;
  }
  template <typename T>
  static void read(const json& value, std::vector<T>& fields, const std::string& at) {
    if (!value.is_array()) expected("an array", value, at);
    fields.clear();
    for (std::size_t i = 0; i < value.size(); ++i) {
      read(value[i], fields.emplace_back(), at + "/" + std::to_string(i));
    }
  }
  template <typename T>
    requires requires(T& field, Reader& reader) { describe(reader, field); }
  static void read(const json& value, T& field, const std::string& at) {
    Reader inner(value, at);
    describe(inner, field);
  }

  const json& object_;
  std::string pointer_;
};

// `what` such a document is: "run record".
inline void check_schema(const json& document, std::string_view schema, std::string_view what) {
  if (!document.is_object()) reject("", fmt::format("not a {}: no JSON object", what));
  const auto found = document.find("schema");
  if (found == document.end() || !found->is_string()) {
    reject("/schema", fmt::format("not a {}: the schema \"{}\" is missing", what, schema));
  }
  const auto written = found->get<std::string>();
  if (written == schema) return;
  if (written.starts_with(schema.substr(0, schema.find('/') + 1))) {
    reject("/schema", fmt::format("written by another version of Tidemark: this one reads {}, not "
                                  "{}; a newer one may",
                                  schema, printable(written, 60)));
  }
  reject("/schema", fmt::format("not a {}: {}", what, printable(written, 60)));
}

// With a final newline. Bytes that are not UTF-8 become U+FFFD.
template <typename Record>
std::string described_json(const Record& record, std::string_view schema) {
  Record copy = record;  // visitors take fields they may fill
  Writer writer;
  std::string name(schema);
  writer("schema", name);
  describe(writer, copy);
  return std::move(writer).take().dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         '\n';
}

// The record in `text`; `name` starts the messages of errors. kBadInput.
template <typename Record>
Result<Record> parse_described(std::string_view text, std::string_view name,
                               std::string_view schema, std::string_view what) {
  const auto wrong = [&](std::string_view why) {
    return failure(ErrorCode::kBadInput,
                   fmt::format("{}: {}", printable(name), printable(why, 400)));
  };
  try {
    const auto document = parse_json_document(text, name);
    if (!document) return std::unexpected(document.error());
    check_schema(*document, schema, what);
    Record record;
    Reader reader(*document, "");
    describe(reader, record);
    return record;
  } catch (const Mismatch& mismatch) {
    return wrong(mismatch.pointer + ": " + mismatch.what);
  } catch (const std::exception& error) {
    return wrong(error.what());
  }
}

}  // namespace tidemark::harness
