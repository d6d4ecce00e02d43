// Keeps what a subject writes, in a file of the run folder.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "probes/base/bytes.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Owns the file. Never fails the run: what comes after `limit` is dropped, which a last line says,
// and so is what the disk refuses.
class OutputCapture {
 public:
  static constexpr Bytes kLimit = Bytes::mib(64);

  [[nodiscard]] static Result<OutputCapture> create(const std::filesystem::path& file,
                                                    Bytes limit = kLimit);
  void add(std::string_view bytes);

 private:
  OutputCapture(UniqueFd file, Bytes limit) : file_(std::move(file)), left_(limit.count) {}

  UniqueFd file_;  // closed once it is full
  std::size_t left_;
};

}  // namespace tidemark::harness
