#include "harness/sites/certificate_authority.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <array>
#include <span>

namespace tidemark::harness {
namespace {

constexpr long kDay = 24L * 60 * 60;

std::unexpected<Error> openssl_failure(std::string_view operation) {
  std::array<char, 256> text{};
  ERR_error_string_n(ERR_get_error(), text.data(), text.size());
  ERR_clear_error();
  return failure(ErrorCode::kUnavailable, std::string(operation) + ": " + text.data());
}

struct Extension {
  int nid;
  std::string value;  // in the syntax of openssl's configuration
};

struct CertificateForm {
  std::string common_name;
  long from_days = 0;  // relative to now
  long to_days = 0;
  std::span<const Extension> extensions;
};

bool add_extension(X509* certificate, X509* issuer, const Extension& extension) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const std::unique_ptr<X509_EXTENSION, decltype(&X509_EXTENSION_free)> made(
      X509V3_EXT_conf_nid(nullptr, &context, extension.nid, extension.value.c_str()),
      &X509_EXTENSION_free);
  return made && X509_add_ext(certificate, made.get(), -1) == 1;
}

bool set_random_serial(X509* certificate) {
  std::uint64_t serial = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return false;
  return ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial >> 1U) == 1;
}

// A certificate for `key`, signed by `issuer` with `issuer_key`; self-signed where `issuer` is
// null.
std::shared_ptr<X509> make_certificate(const CertificateForm& form, EVP_PKEY* key, X509* issuer,
                                       EVP_PKEY* issuer_key) {
  std::shared_ptr<X509> made(X509_new(), &X509_free);
  X509* certificate = made.get();
  if (certificate == nullptr) return nullptr;
  const std::string name = form.common_name.substr(0, 64);  // X.520's limit; names count by SAN
  bool ok =
      X509_set_version(certificate, 2) == 1 && set_random_serial(certificate) &&
      X509_gmtime_adj(X509_getm_notBefore(certificate), form.from_days * kDay) != nullptr &&
      X509_gmtime_adj(X509_getm_notAfter(certificate), form.to_days * kDay) != nullptr &&
      X509_set_pubkey(certificate, key) == 1 &&
      X509_NAME_add_entry_by_NID(X509_get_subject_name(certificate), NID_commonName, MBSTRING_UTF8,
                                 reinterpret_cast<const unsigned char*>(name.data()),
                                 static_cast<int>(name.size()), -1, 0) == 1;
  if (issuer == nullptr) issuer = certificate;
  ok = ok && X509_set_issuer_name(certificate, X509_get_subject_name(issuer)) == 1;
  for (const Extension& extension : form.extensions) {
    ok = ok && add_extension(certificate, issuer, extension);
  }
  if (!ok || X509_sign(certificate, issuer_key, EVP_sha256()) == 0) return nullptr;
  return made;
}

using Bio = std::unique_ptr<BIO, decltype(&BIO_free)>;

std::string contents(BIO* bio) {
  char* start = nullptr;
  const long size = BIO_get_mem_data(bio, &start);
  return size > 0 ? std::string(start, static_cast<std::size_t>(size)) : std::string();
}

std::string to_pem(X509* certificate) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  return bio && PEM_write_bio_X509(bio.get(), certificate) == 1 ? contents(bio.get()) : "";
}

std::string to_pem(EVP_PKEY* key) {
  const Bio bio(BIO_new(BIO_s_mem()), &BIO_free);
  const bool written =
      bio && PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1;
  return written ? contents(bio.get()) : "";
}

}  // namespace

Result<CertificateAuthority> CertificateAuthority::create() {
  CertificateAuthority authority;
  authority.key_ = Key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  authority.leaf_key_ = Key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  if (!authority.key_ || !authority.leaf_key_) return openssl_failure("make a P-256 key");
  const std::array<Extension, 3> extensions = {
      Extension{NID_basic_constraints, "critical,CA:TRUE,pathlen:0"},
      Extension{NID_key_usage, "critical,keyCertSign,cRLSign"},
      Extension{NID_subject_key_identifier, "hash"}};
  authority.certificate_ =
      make_certificate({"Tidemark throw-away test authority", -120, 60, extensions},
                       authority.key_.get(), nullptr, authority.key_.get());
  if (!authority.certificate_) return openssl_failure("make a certificate authority");
  authority.certificate_pem_ = to_pem(authority.certificate_.get());
  authority.leaf_key_pem_ = to_pem(authority.leaf_key_.get());
  if (authority.certificate_pem_.empty() || authority.leaf_key_pem_.empty()) {
    return openssl_failure("write a certificate as PEM");
  }
  return authority;
}

Result<std::string> CertificateAuthority::issue(const std::string& host, Validity validity) const {
  const bool expired = validity == Validity::kExpired;
  const std::array<Extension, 5> extensions = {
      Extension{NID_basic_constraints, "critical,CA:FALSE"},
      Extension{NID_key_usage, "critical,digitalSignature"},
      Extension{NID_ext_key_usage, "serverAuth"},
      Extension{NID_authority_key_identifier, "keyid:always"},
      Extension{NID_subject_alt_name, "DNS:" + host}};
  const auto certificate =
      make_certificate({host, expired ? -91 : -1, expired ? -1 : 30, extensions}, leaf_key_.get(),
                       certificate_.get(), key_.get());
  if (!certificate) return openssl_failure("make a certificate for " + host);
  return to_pem(certificate.get());
}

}  // namespace tidemark::harness
