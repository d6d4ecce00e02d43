// The throw-away certificate authority behind which simulated sites stand.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// Signs certificates with keys that never leave the memory of this process. One thread.
class CertificateAuthority {
 public:
  enum class Validity {
    kCurrent,  // from yesterday, for 30 days
    kExpired,  // ended yesterday
  };

  // Makes a new authority (EC P-256). kUnavailable if OpenSSL cannot.
  [[nodiscard]] static Result<CertificateAuthority> create();

  // The authority's own certificate, for clients to trust.
  [[nodiscard]] const std::string& certificate_pem() const { return certificate_pem_; }

  // A certificate for `host`, a valid DNS name, to be used with `leaf_key_pem`.
  [[nodiscard]] Result<std::string> issue(const std::string& host, Validity validity) const;
  [[nodiscard]] const std::string& leaf_key_pem() const { return leaf_key_pem_; }

 private:
  using Key = std::shared_ptr<EVP_PKEY>;
  using Certificate = std::shared_ptr<X509>;

  CertificateAuthority() = default;

  Key key_;
  Certificate certificate_;
  std::string certificate_pem_;
  Key leaf_key_;  // one for all leaves: making keys is what takes time
  std::string leaf_key_pem_;
};

}  // namespace tidemark::harness
