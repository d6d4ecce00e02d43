#include "reports/content_hash.hpp"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <array>

namespace tidemark::reports {

std::string content_hash(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::array<unsigned char, 4 * ((SHA256_DIGEST_LENGTH + 2) / 3) + 1> base64{};
  const int length = EVP_EncodeBlock(base64.data(), digest.data(), SHA256_DIGEST_LENGTH);
  return "sha256-" + std::string(base64.begin(), base64.begin() + length);
}

}  // namespace tidemark::reports
