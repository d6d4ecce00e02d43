// A certificate authority of the tests.
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <memory>
#include <string>

namespace tidemark::analyzer {

// A certificate with its private key, both PEM.
struct TlsIdentity {
  std::string certificate;
  std::string key;
};

struct Validity {
  std::chrono::hours from{-1};  // relative to now
  std::chrono::hours until{24};
};

class TestAuthority {
 public:
  TestAuthority();

  [[nodiscard]] const std::string& certificate() const { return certificate_; }  // PEM
  [[nodiscard]] TlsIdentity issue(const std::string& host, Validity validity = {}) const;

 private:
  std::shared_ptr<EVP_PKEY> key_;
  std::string certificate_;
};

}  // namespace tidemark::analyzer
