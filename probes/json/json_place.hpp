// Reading a JSON document that a person wrote, value by value: whatever is wrong is said with where
// it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace tidemark {

// What is wrong, and where. Thrown within a folder only: whoever reads a document catches it.
struct JsonProblem {
  std::string pointer;  // RFC 6901
  std::string what;     // goes on after the pointer: "must be an object"
};

// "NAME: /groups/2/words/0 must be ..."
[[nodiscard]] std::string explain(const JsonProblem& problem, std::string_view name);

// A value of a document that knows where it stands. Lives no longer than the document. Throws
// JsonProblem where the value is not what is asked for.
class JsonPlace {
 public:
  JsonPlace(const nlohmann::json& value, std::string pointer)
      : value_(value), pointer_(std::move(pointer)) {}

  [[noreturn]] void fail(const std::string& what) const;

  [[nodiscard]] std::optional<JsonPlace> find(const char* key) const;
  [[nodiscard]] JsonPlace at(const char* key) const;
  [[nodiscard]] bool is_list() const;
  [[nodiscard]] std::vector<JsonPlace> items() const;      // of a list that is not empty
  [[nodiscard]] std::vector<JsonPlace> all_items() const;  // of a list that may be empty
  [[nodiscard]] std::string text() const;                  // that is not empty
  [[nodiscard]] std::string any_text() const;              // that may be empty
  [[nodiscard]] int number(int least, int most) const;
  [[nodiscard]] std::int64_t count() const;  // a whole number that is not negative
  [[nodiscard]] double real() const;
  [[nodiscard]] bool flag() const;
  // For objects: no other keys.
  void allow_only(std::initializer_list<std::string_view> keys) const;
  // The only key of an object.
  [[nodiscard]] std::string only_key() const;

 private:
  [[nodiscard]] const nlohmann::json& object() const;

  const nlohmann::json& value_;
  std::string pointer_;
};

}  // namespace tidemark
