#include "reports/assessment/deflated.hpp"

#include <openssl/evp.h>
#include <zlib.h>

#include <new>
#include <vector>

namespace tidemark::reports {
namespace {

constexpr int kLevel = 6;

}  // namespace

std::string deflated_base64(std::string_view text) {
  std::vector<unsigned char> packed(compressBound(static_cast<uLong>(text.size())));
  uLongf size = static_cast<uLongf>(packed.size());
  // Fails for want of memory alone: the buffer is as large as it can get.
  if (compress2(packed.data(), &size, reinterpret_cast<const Bytef*>(text.data()),
                static_cast<uLong>(text.size()), kLevel) != Z_OK) {
    throw std::bad_alloc();
  }
  std::vector<unsigned char> encoded(4 * ((size + 2) / 3) + 1);
  const int length = EVP_EncodeBlock(encoded.data(), packed.data(), static_cast<int>(size));
  return {reinterpret_cast<const char*>(encoded.data()), static_cast<std::size_t>(length)};
}

}  // namespace tidemark::reports
