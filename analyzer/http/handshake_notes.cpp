#include "analyzer/http/handshake_notes.hpp"

#include <fmt/format.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <string_view>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

using SharedNotes = std::shared_ptr<HandshakeNotes>;

constexpr std::size_t kNameShown = 100;
constexpr std::size_t kProtocolShown = 20;

std::string_view bytes_of(const ASN1_STRING* text) {
  const auto* data = reinterpret_cast<const char*>(::ASN1_STRING_get0_data(text));
  return {data, static_cast<std::size_t>(::ASN1_STRING_length(text))};
}

std::string first_dns_name(const X509* certificate) {
  const std::unique_ptr<GENERAL_NAMES, decltype(&::GENERAL_NAMES_free)> names(
      static_cast<GENERAL_NAMES*>(
          ::X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)),
      &::GENERAL_NAMES_free);
  for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
    const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
    if (name->type == GEN_DNS) return std::string(bytes_of(name->d.dNSName));
  }
  return {};
}

// The name in it that stands for the host we asked for; where none does, the first it was made for.
std::string name_of(X509* certificate, const SSL* tls) {
  const char* host = ::SSL_get_servername(tls, TLSEXT_NAMETYPE_host_name);
  char* matched = nullptr;
  if (host != nullptr && ::X509_check_host(certificate, host, 0, 0, &matched) == 1) {
    const std::unique_ptr<char, void (*)(char*)> owner(matched,
                                                       [](char* text) { ::OPENSSL_free(text); });
    if (matched != nullptr) return matched;
  }
  return first_dns_name(certificate);
}

std::string describe_certificate(X509* certificate, const SSL* tls) {
  std::string text = "certificate";
  const std::string name = name_of(certificate, tls);
  if (!name.empty()) text += " " + printable(name, kNameShown);
  std::tm until{};
  if (::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate), &until) == 1) {
    text += fmt::format(" until {:04}-{:02}-{:02}", until.tm_year + 1900, until.tm_mon + 1,
                        until.tm_mday);
  }
  return text;
}

// NOLINTNEXTLINE(readability-function-size): OpenSSL's signature
void free_notes(void*, void* notes, CRYPTO_EX_DATA*, int, long, void*) {
  const std::unique_ptr<SharedNotes> owner(static_cast<SharedNotes*>(notes));
}

int notes_index() {
  static const int index = ::SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &free_notes);
  return index;
}

int verify(X509_STORE_CTX* chain, void* notes) {
  const auto* tls = static_cast<const SSL*>(
      ::X509_STORE_CTX_get_ex_data(chain, ::SSL_get_ex_data_X509_STORE_CTX_idx()));
  X509* certificate = ::X509_STORE_CTX_get0_cert(chain);
  if (tls != nullptr && certificate != nullptr) {
    static_cast<HandshakeNotes*>(notes)->certificate = describe_certificate(certificate, tls);
  }
  const int verified = ::X509_verify_cert(chain);
  // libcurl goes by the oldest error in OpenSSL's queue; a wrong signature would hide behind its
  // cause.
  ::ERR_clear_error();
  return verified;
}

}  // namespace

void note_certificate_in(SSL_CTX* context, std::shared_ptr<HandshakeNotes> notes) {
  HandshakeNotes* noted = notes.get();
  auto share = std::make_unique<SharedNotes>(std::move(notes));
  // Without a share the notes may be gone when OpenSSL asks; it then verifies without a callback.
  if (::SSL_CTX_set_ex_data(context, notes_index(), share.get()) != 1) return;
  (void)share.release();
  ::SSL_CTX_set_cert_verify_callback(context, &verify, noted);
}

std::string describe_tls(const SSL* tls) {
  std::string_view version = ::SSL_get_version(tls);  // "TLSv1.3"
  if (version.starts_with("TLSv")) version.remove_prefix(4);
  std::string text = fmt::format("TLS {}", version);
  const unsigned char* protocol = nullptr;
  unsigned length = 0;
  ::SSL_get0_alpn_selected(tls, &protocol, &length);
  // OpenSSL does not insist on one of those that were offered.
  const std::string_view chosen(reinterpret_cast<const char*>(protocol), length);
  if (!chosen.empty()) text += ", " + printable(chosen, kProtocolShown);
  X509* certificate = ::SSL_get0_peer_certificate(tls);
  if (certificate != nullptr) text += ", " + describe_certificate(certificate, tls);
  return text;
}

}  // namespace tidemark::analyzer
