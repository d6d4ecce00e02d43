#include "analyzer/store/compression.hpp"

#include <zstd.h>

namespace tidemark::analyzer {
namespace {

// The default: deeper levels take several times as long for a few percent of text this short.
constexpr int kLevel = 3;

}  // namespace

void Compressor::Free::operator()(ZSTD_CCtx_s* context) const { ::ZSTD_freeCCtx(context); }
Compressor::Compressor() : context_(::ZSTD_createCCtx()) {}

std::string Compressor::compress(std::string_view text) {
  std::string frame(::ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ::ZSTD_compressCCtx(context_.get(), frame.data(), frame.size(),
                                               text.data(), text.size(), kLevel);
  frame.resize(::ZSTD_isError(size) != 0 ? 0 : size);
  return frame;
}

void Decompressor::Free::operator()(ZSTD_DCtx_s* context) const { ::ZSTD_freeDCtx(context); }
Decompressor::Decompressor() : context_(::ZSTD_createDCtx()) {}

Result<std::string> Decompressor::decompress(std::string_view frame, std::size_t limit) {
  const unsigned long long size = ::ZSTD_getFrameContentSize(frame.data(), frame.size());
  if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > limit) {
    return failure(ErrorCode::kBadInput, "stored text is damaged");
  }
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t got =
      ::ZSTD_decompressDCtx(context_.get(), text.data(), text.size(), frame.data(), frame.size());
  if (::ZSTD_isError(got) != 0 || got != text.size()) {
    return failure(ErrorCode::kBadInput, "stored text is damaged");
  }
  return text;
}

}  // namespace tidemark::analyzer
