// One HTTP exchange in progress.
#pragma once

#include <curl/curl.h>

#include <array>
#include <memory>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/http/curl_engine.hpp"
#include "analyzer/http/handshake_notes.hpp"
#include "analyzer/http/http_client.hpp"
#include "analyzer/http/trust_store.hpp"
#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {

// A list of header lines in libcurl's form.
using HeaderLines = std::unique_ptr<curl_slist, decltype(&::curl_slist_free_all)>;

// What all transfers of a client share.
struct TransferSettings {
  TrustStore trust;
  HeaderLines http_headers;
  HeaderLines https_headers;
  std::string accept_encoding;
  Bytes body_cap;
};

// When one gives up.
struct TransferPatience {
  Deadline whole;
  Milliseconds connect;  // TCP
};

// Owns an easy handle and what arrives through it; taken off the engine when destroyed. `settings`
// outlives it. One run() each.
class Transfer {
 public:
  Transfer(boost::asio::any_io_executor executor, std::shared_ptr<CurlEngine> engine,
           const TransferSettings& settings);
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;
  ~Transfer();

  [[nodiscard]] boost::asio::awaitable<HttpOutcome> run(std::string url, Endpoint endpoint,
                                                        TransferPatience patience);

 private:
  void configure(const std::string& url, const Endpoint& endpoint);
  void configure_callbacks();
  void take_header(std::string_view line);
  [[nodiscard]] Stage stage() const;
  void note_connection();
  [[nodiscard]] HttpOutcome conclude(Woken woken);
  [[nodiscard]] std::string words_for_timeout(Stage stage) const;
  [[nodiscard]] std::string words_for(CURLcode code) const;

  static std::size_t on_body(char* data, std::size_t, std::size_t size, void* transfer);
  static std::size_t on_header(char* data, std::size_t, std::size_t size, void* transfer);
  static int on_request(void* transfer, char*, char*, int, int);
  static CURLcode on_tls_context(CURL*, void* context, void* transfer);

  std::shared_ptr<CurlEngine> engine_;
  const TransferSettings& settings_;
  CURL* easy_ = nullptr;
  HeaderLines connect_to_;
  std::string address_;
  std::shared_ptr<HandshakeNotes> handshake_;
  std::string tls_;  // of a finished handshake
  std::array<char, CURL_ERROR_SIZE> error_text_{};
  Wakeup wakeup_;
  CURLcode result_ = CURLE_OK;
  bool is_https_ = false;
  bool handshake_began_ = false;
  bool request_sent_ = false;
  bool headers_complete_ = false;
  bool headers_too_long_ = false;
  std::size_t header_bytes_ = 0;
  HttpResponse response_;
};

}  // namespace tidemark::analyzer
