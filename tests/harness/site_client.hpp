// A blunt client for tests of the site simulator: blocking sockets, every wait with a deadline.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

constexpr std::chrono::seconds kPatience{20};

enum class Ending { kData, kClosed, kReset, kTimedOut };

struct Answer {
  Ending ending = Ending::kTimedOut;  // kData: the whole answer came
  unsigned status = 0;
  std::string head;
  std::string body;

  // The value of a header, empty if absent.
  [[nodiscard]] std::string header(std::string_view name) const;
};

// One connection to a port of 127.0.0.1.
class SiteClient {
 public:
  explicit SiteClient(std::uint16_t port);
  ~SiteClient();
  SiteClient(SiteClient&&) noexcept;
  SiteClient& operator=(SiteClient&&) = delete;

  // Handshakes, trusting `ca_file` only; gives OpenSSL's verdict on the chain and the name
  // (X509_V_OK), or nothing if there was no handshake in time.
  std::optional<long> start_tls(const std::string& host, const std::string& ca_file,
                                std::chrono::milliseconds patience = kPatience);

  bool send(std::string_view bytes);
  // Appends what comes next to `into`.
  Ending receive(std::string& into, std::chrono::milliseconds patience = kPatience);

  // Asks and reads the answer: up to its Content-Length, or to the end of the connection.
  Answer get(std::string_view host, std::string_view target = "/",
             std::string_view more_headers = "");
  Answer ask(std::string_view request, std::chrono::milliseconds patience = kPatience,
             bool head_only = false);

  [[nodiscard]] int fd() const { return fd_.get(); }

 private:
  UniqueFd fd_;
  std::shared_ptr<SSL> tls_;
};

// One DNS question to a port of 127.0.0.1: the answer's bytes, or nothing in time.
std::optional<std::vector<std::uint8_t>> ask_dns(std::uint16_t port, std::string_view name,
                                                 std::uint16_t type,
                                                 std::chrono::milliseconds patience = kPatience);
std::vector<std::uint8_t> dns_query(std::string_view name, std::uint16_t type);

}  // namespace tidemark::harness
