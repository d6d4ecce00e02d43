#include "analyzer/advice/content_digest.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>
#include <iterator>

namespace tidemark::analyzer {

std::string content_digest(std::string_view content) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(content.data()), content.size(), digest.data());
  std::string text;
  for (const unsigned char byte : digest) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

}  // namespace tidemark::analyzer
