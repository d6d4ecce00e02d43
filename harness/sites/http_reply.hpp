// What a simulated site is asked and how it answers. Behaviours decide on a Reply, the connection
// performs it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "probes/base/clock.hpp"

namespace tidemark::harness {

// One request; the views live as long as the call.
struct Request {
  std::string_view host;    // lower case, without port
  std::string_view target;  // path and query
  std::string_view cookie;  // the Cookie header
  std::string_view authorization = {};
  bool secure = false;

  [[nodiscard]] std::string_view path() const { return target.substr(0, target.find('?')); }
};

// A complete HTTP/1.1 response, built once and sent as it is.
struct Response {
  std::string bytes;
  std::size_t head_size = 0;  // what a HEAD request gets
  unsigned status = 200;
};
using ResponsePtr = std::shared_ptr<const Response>;

struct SendWhole {
  ResponsePtr response;
  Milliseconds delay{0};  // before the first byte
};
struct SendSlowly {
  ResponsePtr response;
  std::size_t bytes = 1;  // per interval
  Milliseconds interval{0};
};
// Text without end or up to a size, made while it is sent.
struct SendFiller {
  ResponsePtr start;                   // head, and the first bytes of the body
  std::optional<std::uint64_t> bytes;  // still to come; absent: for ever, in chunks
};
struct NeverAnswer {};
struct CutOff {};

using Reply = std::variant<SendWhole, SendSlowly, SendFiller, NeverAnswer, CutOff>;
using Handler = std::function<Reply(const Request&)>;

using Headers = std::vector<std::pair<std::string_view, std::string>>;

constexpr std::string_view kHtml = "text/html; charset=utf-8";

// A response with Content-Length (none, and no body, where the status forbids it).
[[nodiscard]] ResponsePtr make_response(unsigned status, std::string_view type,
                                        std::string_view body, const Headers& more = {});

// The start of a response whose body is longer than `start_of_body`: of `length` in all, or
// chunked.
[[nodiscard]] ResponsePtr begin_response(std::string_view type, std::string_view start_of_body,
                                         std::optional<std::uint64_t> length,
                                         const Headers& more = {});

}  // namespace tidemark::harness
