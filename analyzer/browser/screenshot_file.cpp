#include "analyzer/browser/screenshot_file.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <ios>
#include <optional>
#include <system_error>
#include <vector>

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

// Longer names do not fit into a directory entry with their ending.
constexpr std::size_t kMaxName = 240;

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

std::optional<std::vector<unsigned char>> decode(std::string_view base64) {
  std::vector<unsigned char> bytes(base64.size() / 4 * 3);
  const auto* text = reinterpret_cast<const unsigned char*>(base64.data());  // NOLINT
  const int size = ::EVP_DecodeBlock(bytes.data(), text, static_cast<int>(base64.size()));
  if (size <= 0) return std::nullopt;
  // OpenSSL counts the padding as zeros.
  const auto padding = std::ranges::count(base64.substr(base64.size() - 2), '=');
  bytes.resize(static_cast<std::size_t>(size - padding));
  return bytes;
}

}  // namespace

std::string screenshot_name(std::string_view domain) {
  std::string name(domain.substr(0, kMaxName));
  std::ranges::replace_if(name, [](char c) { return !is_plain(c); }, '_');
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name + ".png";
}

Result<void> write_screenshot(const fs::path& folder, std::string_view domain,
                              std::string_view base64) {
  const auto bytes = decode(base64);
  if (!bytes) return failure(ErrorCode::kProtocol, "the browser's picture is not base64");
  const fs::path file = folder / screenshot_name(domain);
  const fs::path unfinished = fs::path(file) += ".part";
  {
    std::ofstream stream(unfinished, std::ios::binary);
    stream.write(reinterpret_cast<const char*>(bytes->data()),  // NOLINT
                 static_cast<std::streamsize>(bytes->size()));
    stream.close();
    if (!stream) return system_failure("write " + file.string(), errno);
  }
  std::error_code error;
  fs::rename(unfinished, file, error);
  if (error) return system_failure("rename " + unfinished.string(), error.value());
  return {};
}

}  // namespace tidemark::analyzer
