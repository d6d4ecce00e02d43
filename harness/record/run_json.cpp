#include "harness/record/run_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <concepts>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/record/describe_record.hpp"
#include "harness/record/names.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/replace_file.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;

constexpr std::string_view kSchemaFamily = "tidemark.run/";

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

// Something in a document that is not as it should be; never leaves this file.
struct Mismatch {
  std::string pointer;
  std::string what;
};

[[noreturn]] void reject(const std::string& pointer, std::string what) {
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

void check_schema(const json& document) {
  if (!document.is_object()) reject("", "not a run record: no JSON object");
  const auto found = document.find("schema");
  if (found == document.end() || !found->is_string()) {
    reject("/schema", fmt::format("not a run record: the schema \"{}\" is missing", kRunSchema));
  }
  const auto schema = found->get<std::string>();
  if (schema == kRunSchema) return;
  if (schema.starts_with(kSchemaFamily)) {
    reject("/schema", fmt::format("written by another version of Tidemark: this one reads {}, not "
                                  "{}; a newer one may",
                                  kRunSchema, printable(schema, 60)));
  }
  reject("/schema", fmt::format("not a run record: {}", printable(schema, 60)));
}

}  // namespace

std::string to_json(const RunRecord& record) {
  RunRecord copy = record;  // visitors take fields they may fill
  Writer writer;
  std::string schema(kRunSchema);
  writer("schema", schema);
  describe(writer, copy);
  return std::move(writer).take().dump(2, ' ', false, ordered_json::error_handler_t::replace) +
         '\n';
}

Result<RunRecord> parse_run(std::string_view text, std::string_view name) {
  const auto wrong = [&](std::string_view what) {
    return failure(ErrorCode::kBadInput,
                   fmt::format("{}: {}", printable(name), printable(what, 400)));
  };
  try {
    const auto document = parse_json_document(text, name);
    if (!document) return std::unexpected(document.error());
    check_schema(*document);
    RunRecord record;
    Reader reader(*document, "");
    describe(reader, record);
    return record;
  } catch (const Mismatch& mismatch) {
    return wrong(mismatch.pointer + ": " + mismatch.what);
  } catch (const std::exception& error) {
    return wrong(error.what());
  }
}

Result<void> write_run(const std::filesystem::path& file, const RunRecord& record) {
  return replace_file(file, to_json(record));
}

Result<RunRecord> load_run(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxRunSize);
  if (!text) return std::unexpected(text.error());
  return parse_run(*text, file.string());
}

}  // namespace tidemark::harness
