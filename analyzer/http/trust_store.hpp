// The certificate authorities that HTTPS is checked against.
#pragma once

#include <openssl/types.h>

#include <filesystem>
#include <memory>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// The system's authorities (read when first needed, SSL_CERT_FILE and SSL_CERT_DIR are honoured)
// and those of one more file. Read once and shared by all connections: libcurl would parse the
// whole system bundle again for each.
class TrustStore {
 public:
  // `ca_file`: PEM, empty for none. kBadInput if there is no certificate in it.
  [[nodiscard]] static Result<TrustStore> open(const std::filesystem::path& ca_file);

  [[nodiscard]] X509_STORE* get() const { return store_.get(); }

 private:
  explicit TrustStore(std::shared_ptr<X509_STORE> store) : store_(std::move(store)) {}
  std::shared_ptr<X509_STORE> store_;
};

}  // namespace tidemark::analyzer
