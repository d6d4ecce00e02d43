// zstd with owners and Results.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "probes/base/result.hpp"

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace tidemark::analyzer {

// Makes one zstd frame of each text; keeps its tables between texts. One thread.
class Compressor {
 public:
  Compressor();
  // Empty only if memory ran out: every frame has bytes.
  [[nodiscard]] std::string compress(std::string_view text);

 private:
  struct Free {
    void operator()(ZSTD_CCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_CCtx_s, Free> context_;
};

class Decompressor {
 public:
  Decompressor();
  // kBadInput: not one whole frame, or its text has more than `limit` bytes.
  [[nodiscard]] Result<std::string> decompress(std::string_view frame, std::size_t limit);

 private:
  struct Free {
    void operator()(ZSTD_DCtx_s* context) const;
  };
  std::unique_ptr<ZSTD_DCtx_s, Free> context_;
};

}  // namespace tidemark::analyzer
