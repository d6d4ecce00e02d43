#include "analyzer/http/trust_store.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {

Result<TrustStore> TrustStore::open(const std::filesystem::path& ca_file) {
  std::shared_ptr<X509_STORE> store(::X509_STORE_new(), &::X509_STORE_free);
  if (!store || ::X509_STORE_set_default_paths(store.get()) != 1) {
    ::ERR_clear_error();
    return failure(ErrorCode::kUnavailable, "OpenSSL cannot read the system's authorities");
  }
  // As curl does: an intermediate that is trusted explicitly ends the chain.
  ::X509_STORE_set_flags(store.get(), X509_V_FLAG_PARTIAL_CHAIN);
  if (!ca_file.empty() && ::X509_STORE_load_file(store.get(), ca_file.c_str()) != 1) {
    ::ERR_clear_error();
    return failure(ErrorCode::kBadInput,
                   fmt::format("read authorities from '{}': no certificate in PEM form can be read",
                               printable(ca_file.string())));
  }
  ::ERR_clear_error();
  return TrustStore(std::move(store));
}

}  // namespace tidemark::analyzer
