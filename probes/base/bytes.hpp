// An amount of memory or data, so that no bare integer ever means KiB in one place and bytes in
// another.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace tidemark {

struct Bytes {
  std::uint64_t count = 0;

  static constexpr Bytes kib(std::uint64_t n) { return {n * 1024}; }
  static constexpr Bytes mib(std::uint64_t n) { return {n * 1024 * 1024}; }

  friend constexpr auto operator<=>(Bytes, Bytes) = default;
  friend constexpr Bytes operator+(Bytes a, Bytes b) { return {a.count + b.count}; }
  constexpr Bytes& operator+=(Bytes other) {
    count += other.count;
    return *this;
  }
};

// "512 B", "1.5 KiB", "23.0 MiB".
[[nodiscard]] std::string to_string(Bytes bytes);

}  // namespace tidemark
