// One HTTP/1.1 request, put together from what a connection receives.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "harness/sites/http_reply.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {

constexpr std::size_t kMaxRequestHead = Bytes::kib(32).count;
constexpr std::size_t kMaxRequestBody = Bytes::kib(64).count;

// Bounded whatever is sent. What it gives out is valid as long as it lives.
class RequestReader {
 public:
  enum class State { kIncomplete, kComplete, kMalformed, kTooLarge };
  struct Progress {
    State state = State::kIncomplete;
    std::size_t used = 0;  // of the bytes; the others are to be given again
  };

  RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;
  ~RequestReader() = default;

  // Reads on. Not after any state but kIncomplete.
  [[nodiscard]] Progress read(std::string_view bytes);

  // The Host header in lower case, without port.
  [[nodiscard]] const std::string& host();
  // Method and target, as far as they came, cut for the log.
  [[nodiscard]] std::string line() const;

  // Of a complete request.
  [[nodiscard]] Request request(bool secure);
  [[nodiscard]] bool is_head() const;
  [[nodiscard]] bool keeps_alive() const;

 private:
  boost::beast::http::request_parser<boost::beast::http::string_body> parser_;
  std::string host_;
};

}  // namespace tidemark::harness
