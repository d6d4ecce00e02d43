#include "tests/analyzer/test_authority.hpp"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <stdexcept>

namespace tidemark::analyzer {
namespace {

constexpr const char* kAuthorityName = "Tidemark test authority";

std::shared_ptr<EVP_PKEY> make_key() { return {::EVP_EC_gen("P-256"), &::EVP_PKEY_free}; }

void set_name(X509_NAME* name, const std::string& common_name) {
  const auto* bytes = reinterpret_cast<const unsigned char*>(common_name.c_str());
  ::X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, bytes, -1, -1, 0);
}

void add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context{};
  ::X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&::X509_EXTENSION_free)> extension(
      ::X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str()), &::X509_EXTENSION_free);
  if (!extension) throw std::runtime_error("certificate extension " + value);
  ::X509_add_ext(certificate, extension.get(), -1);
}

template <typename Write>
std::string to_pem(Write write) {
  const std::unique_ptr<BIO, decltype(&::BIO_free)> memory(::BIO_new(::BIO_s_mem()), &::BIO_free);
  write(memory.get());
  char* text = nullptr;
  const long size = ::BIO_get_mem_data(memory.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

// A certificate for `subject` with `key`, signed by the authority with `signer`.
std::string make_certificate(const std::string& subject, EVP_PKEY* key, EVP_PKEY* signer,
                             Validity validity) {
  static long serial = 0;
  const bool is_authority = key == signer;
  const std::unique_ptr<X509, decltype(&::X509_free)> made(::X509_new(), &::X509_free);
  ::X509_set_version(made.get(), 2);
  ::ASN1_INTEGER_set(::X509_get_serialNumber(made.get()), ++serial);
  const auto seconds = [](std::chrono::hours h) { return std::chrono::seconds(h).count(); };
  ::X509_gmtime_adj(::X509_getm_notBefore(made.get()), seconds(validity.from));
  ::X509_gmtime_adj(::X509_getm_notAfter(made.get()), seconds(validity.until));
  set_name(::X509_get_subject_name(made.get()), subject);
  set_name(::X509_get_issuer_name(made.get()), kAuthorityName);
  ::X509_set_pubkey(made.get(), key);
  if (is_authority) {
    add_extension(made.get(), NID_basic_constraints, "critical,CA:TRUE");
    add_extension(made.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  } else {
    add_extension(made.get(), NID_subject_alt_name, "DNS:" + subject);
    add_extension(made.get(), NID_ext_key_usage, "serverAuth");
  }
  ::X509_sign(made.get(), signer, ::EVP_sha256());
  return to_pem([&](BIO* out) { ::PEM_write_bio_X509(out, made.get()); });
}

}  // namespace

TestAuthority::TestAuthority()
    : key_(make_key()),
      certificate_(make_certificate(kAuthorityName, key_.get(), key_.get(), Validity{})) {}

TlsIdentity TestAuthority::issue(const std::string& host, Validity validity) const {
  const std::shared_ptr<EVP_PKEY> key = make_key();
  return {make_certificate(host, key.get(), key_.get(), validity), to_pem([&](BIO* out) {
            ::PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
          })};
}

}  // namespace tidemark::analyzer
