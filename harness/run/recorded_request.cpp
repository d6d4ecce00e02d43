#include "harness/run/recorded_request.hpp"

#include <chrono>
#include <string>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

std::optional<std::string> if_any(std::string_view text) {
  if (text.empty()) return std::nullopt;
  return std::string(text);
}

}  // namespace

probes::RecordedRequest recorded_request(const SiteRequest& request) {
  return {.at = request.at,
          .took = std::chrono::duration_cast<std::chrono::microseconds>(request.took),
          .via = std::string(name_of(request.via)),
          .client = to_string(request.client),
          .host = printable(request.host, kLongestLogged),
          .asked = printable(request.asked, kLongestLogged),
          .behavior = if_any(request.behavior),
          .outcome = std::string(name_of(request.outcome)),
          .status = request.status,
          .sent = Bytes{request.sent},
          .answer = if_any(request.answer)};
}

}  // namespace tidemark::harness
