// What libcurl's result codes mean in our words.
#pragma once

#include <curl/curl.h>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/result/error_class.hpp"

namespace tidemark::analyzer {

// How a transfer failed: libcurl's code and what it knew besides.
struct TransferFailure {
  CURLcode code = CURLE_OK;
  Stage stage = Stage::kConnect;  // how far it had come
  int os_error = 0;               // errno of the connection, 0 if unknown
  long verify_result = 0;         // X509_V_... of the certificate check
};

[[nodiscard]] ErrorClass classify(const TransferFailure& failed);

// What it means that the time was up at `stage`.
[[nodiscard]] ErrorClass timeout_at(Stage stage);

}  // namespace tidemark::analyzer
