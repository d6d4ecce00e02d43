#include "analyzer/http/transfer_error.hpp"

#include <openssl/x509_vfy.h>

#include <cerrno>

namespace tidemark::analyzer {
namespace {

ErrorClass classify_certificate(long verify_result) {
  switch (verify_result) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID: return ErrorClass::kTlsExpired;
    // libcurl compares the host itself, after OpenSSL has found the chain in order and before it
    // records that ("unspecified" until then).
    case X509_V_OK:
    case X509_V_ERR_UNSPECIFIED:
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH: return ErrorClass::kTlsNameMismatch;
    default: return ErrorClass::kTlsUntrusted;
  }
}

ErrorClass classify_connect(int os_error) {
  switch (os_error) {
    case ECONNREFUSED: return ErrorClass::kConnectRefused;
    case ETIMEDOUT: return ErrorClass::kConnectTimeout;
    case ECONNRESET: return ErrorClass::kReset;
    default: return ErrorClass::kConnectUnreachable;
  }
}

}  // namespace

ErrorClass classify(const TransferFailure& failed) {
  switch (failed.code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_COULDNT_RESOLVE_HOST: return classify_connect(failed.os_error);
    case CURLE_OPERATION_TIMEDOUT: return timeout_at(failed.stage);
    case CURLE_PEER_FAILED_VERIFICATION: return classify_certificate(failed.verify_result);
    case CURLE_URL_MALFORMAT: return ErrorClass::kBadRedirect;
    case CURLE_UNSUPPORTED_PROTOCOL:
      // Before a connection it is the URL's scheme, after it the server's "HTTP/0.9".
      return failed.stage == Stage::kConnect ? ErrorClass::kBadRedirect : ErrorClass::kHttpProtocol;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CERTPROBLEM: return ErrorClass::kTlsFailed;
    case CURLE_RECV_ERROR:
      // Without an error of the socket it is the answer's chunks that cannot be read.
      if (failed.stage == Stage::kResponse && failed.os_error == 0) break;
      [[fallthrough]];
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_PARTIAL_FILE:
    case CURLE_HTTP2_STREAM:
      return failed.stage == Stage::kTls ? ErrorClass::kTlsFailed : ErrorClass::kReset;
    default: break;
  }
  if (failed.stage == Stage::kConnect) return classify_connect(failed.os_error);
  if (failed.stage == Stage::kTls) return ErrorClass::kTlsFailed;
  return ErrorClass::kHttpProtocol;
}

ErrorClass timeout_at(Stage stage) {
  switch (stage) {
    case Stage::kTls: return ErrorClass::kTlsTimeout;
    case Stage::kRequest: return ErrorClass::kNoResponse;
    case Stage::kResponse: return ErrorClass::kSlowResponse;
    default: return ErrorClass::kConnectTimeout;
  }
}

}  // namespace tidemark::analyzer
