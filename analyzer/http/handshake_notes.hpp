// What a TLS handshake showed, as evidence for people.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

namespace tidemark::analyzer {

// Written while a handshake runs, whether it succeeds or not. Shared with the connection, which may
// outlive the transfer that opened it.
struct HandshakeNotes {
  std::string certificate;  // "certificate *.example.com until 2026-12-01"; untrusted
};

// Verifies the server's chain with OpenSSL's own means and notes its certificate, for every
// connection of `context`, which keeps a share of `notes`.
void note_certificate_in(SSL_CTX* context, std::shared_ptr<HandshakeNotes> notes);

// "TLS 1.3, h2, certificate *.example.com until 2026-12-01", of a finished handshake.
[[nodiscard]] std::string describe_tls(const SSL* tls);

}  // namespace tidemark::analyzer
