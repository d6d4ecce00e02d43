#include "harness/sites/http_reply.hpp"

#include <fmt/format.h>

#include <boost/beast/http/status.hpp>

namespace tidemark::harness {
namespace {

std::string head(unsigned status, std::string_view type, const Headers& more) {
  const std::string_view reason =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  std::string out = fmt::format("HTTP/1.1 {} {}\r\n", status, reason);
  if (!type.empty()) out += fmt::format("Content-Type: {}\r\n", type);
  for (const auto& [name, value] : more) out += fmt::format("{}: {}\r\n", name, value);
  return out;
}

ResponsePtr join(unsigned status, std::string head_lines, std::string_view body) {
  Response response;
  response.status = status;
  response.head_size = head_lines.size();
  response.bytes = std::move(head_lines);
  response.bytes += body;
  return std::make_shared<const Response>(std::move(response));
}

}  // namespace

ResponsePtr make_response(unsigned status, std::string_view type, std::string_view body,
                          const Headers& more) {
  if (status == 204 || status == 304) return join(status, head(status, "", more) + "\r\n", "");
  return join(status,
              head(status, type, more) + fmt::format("Content-Length: {}\r\n\r\n", body.size()),
              body);
}

ResponsePtr begin_response(std::string_view type, std::string_view start_of_body,
                           std::optional<std::uint64_t> length, const Headers& more) {
  if (!length) {
    return join(200, head(200, type, more) + "Transfer-Encoding: chunked\r\n\r\n",
                fmt::format("{:x}\r\n{}\r\n", start_of_body.size(), start_of_body));
  }
  return join(200, head(200, type, more) + fmt::format("Content-Length: {}\r\n\r\n", *length),
              start_of_body.substr(0, *length));
}

}  // namespace tidemark::harness
