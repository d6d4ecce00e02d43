// A fact that the kernel may withhold.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "probes/base/result.hpp"

namespace tidemark {

// Why a fact is not there.
enum class Absence : std::uint8_t {
  kNotAsked,     // nobody wanted it this time
  kGone,         // the process, or the thing, vanished before it was looked at
  kDenied,       // it belongs to somebody else
  kUnsupported,  // this kernel or machine does not tell it
};

// "not asked", "gone", "denied", "unsupported".
[[nodiscard]] std::string_view to_string(Absence absence);
[[nodiscard]] std::optional<Absence> absence_from(std::string_view name);

// What the failure of a read says about the fact: gone, denied, or else unsupported.
[[nodiscard]] Absence absence_of(ErrorCode code);

// A value, or why there is none: a fact that could not be read is never zero. Reads like
// std::optional.
template <typename T>
class Reading {
 public:
  Reading() = default;
  Reading(T value) : value_(std::move(value)) {}   // NOLINT(google-explicit-constructor)
  Reading(Absence absence) : absence_(absence) {}  // NOLINT(google-explicit-constructor)
  Reading(Result<T> result) {                      // NOLINT(google-explicit-constructor)
    if (result) {
      value_ = *std::move(result);
    } else {
      absence_ = absence_of(result.error().code);
    }
  }

  [[nodiscard]] bool has_value() const { return value_.has_value(); }
  [[nodiscard]] explicit operator bool() const { return has_value(); }
  // Only where there is one, as with std::optional.
  // NOLINTBEGIN(bugprone-unchecked-optional-access)
  [[nodiscard]] const T& operator*() const { return *value_; }
  [[nodiscard]] T& operator*() { return *value_; }
  [[nodiscard]] const T* operator->() const { return &*value_; }
  [[nodiscard]] T* operator->() { return &*value_; }
  // NOLINTEND(bugprone-unchecked-optional-access)
  [[nodiscard]] T value_or(T other) const { return value_.value_or(std::move(other)); }
  // Where the reason does not matter.
  [[nodiscard]] const std::optional<T>& maybe() const { return value_; }
  // Meaningful while there is no value.
  [[nodiscard]] Absence why() const { return absence_; }

  friend bool operator==(const Reading& a, const Reading& b) {
    return a.value_ == b.value_ && (a.has_value() || a.absence_ == b.absence_);
  }

 private:
  std::optional<T> value_;
  Absence absence_ = Absence::kNotAsked;
};

}  // namespace tidemark
