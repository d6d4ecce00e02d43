#include "harness/sites/client_hello.hpp"

namespace tidemark::harness {
namespace {

// Takes fields off the front of a message; after the first that is not all there it stays failed.
class Reader {
 public:
  explicit Reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}

  [[nodiscard]] bool failed() const { return failed_; }
  [[nodiscard]] bool empty() const { return failed_ || bytes_.empty(); }

  std::span<const std::uint8_t> take(std::size_t count) {
    if (failed_ || bytes_.size() < count) {
      failed_ = true;
      return {};
    }
    const auto front = bytes_.first(count);
    bytes_ = bytes_.subspan(count);
    return front;
  }
  // An unsigned number of `width` bytes.
  std::size_t number(std::size_t width) {
    std::size_t value = 0;
    for (const std::uint8_t byte : take(width)) value = value << 8U | byte;
    return value;
  }
  // A vector behind its own length of `width` bytes.
  std::span<const std::uint8_t> vector(std::size_t width) { return take(number(width)); }

 private:
  std::span<const std::uint8_t> bytes_;
  bool failed_ = false;
};

constexpr std::size_t kHandshakeRecord = 22;
constexpr std::size_t kClientHelloMessage = 1;
constexpr std::size_t kServerNameExtension = 0;
constexpr std::size_t kHostNameType = 0;

std::optional<std::string> host_of(std::span<const std::uint8_t> extension) {
  Reader extension_reader(extension);
  Reader names(extension_reader.vector(2));
  while (!names.empty()) {
    const std::size_t type = names.number(1);
    const auto name = names.vector(2);
    if (names.failed() || type != kHostNameType) continue;
    std::string host;
    for (const std::uint8_t byte : name) {
      host += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    return host;
  }
  return std::nullopt;
}

std::optional<std::string> find_host(std::span<const std::uint8_t> handshake) {
  Reader message(handshake);
  if (message.number(1) != kClientHelloMessage) return std::nullopt;
  Reader hello(message.vector(3));
  hello.take(2 + 32);  // version, random
  hello.vector(1);     // session id
  hello.vector(2);     // cipher suites
  hello.vector(1);     // compression methods
  Reader extensions(hello.vector(2));
  while (!extensions.empty()) {
    const std::size_t type = extensions.number(2);
    const auto content = extensions.vector(2);
    if (!extensions.failed() && type == kServerNameExtension) return host_of(content);
  }
  return std::nullopt;
}

}  // namespace

ClientHello read_client_hello(std::span<const std::uint8_t> bytes) {
  using State = ClientHello::State;
  if (bytes.empty()) return {State::kIncomplete, std::nullopt};
  if (bytes[0] != kHandshakeRecord || (bytes.size() > 1 && bytes[1] != 3)) {
    return {State::kNotTls, std::nullopt};
  }
  Reader record(bytes);
  record.take(3);  // type, version
  const auto handshake = record.vector(2);
  if (record.failed()) return {State::kIncomplete, std::nullopt};
  return {State::kComplete, find_host(handshake)};
}

}  // namespace tidemark::harness
