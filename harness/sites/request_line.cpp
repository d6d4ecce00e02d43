#include "harness/sites/request_line.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

using std::chrono::system_clock;

// "2026-01-31T12:00:00.000001Z"
std::string date_of(system_clock::time_point at) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  const auto rest = std::chrono::floor<std::chrono::microseconds>(at - whole);
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:06}Z", fmt::gmtime(system_clock::to_time_t(whole)),
                     rest.count());
}

}  // namespace

std::string request_line(const SiteRequest& request, SteadyTime steady,
                         system_clock::time_point wall) {
  const auto at = wall - std::chrono::duration_cast<system_clock::duration>(steady - request.at);
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(request.took);
  nlohmann::ordered_json line = {
      {"time", date_of(at)},
      {"took_ms", static_cast<double>(took.count()) / 1000},
      {"via", name_of(request.via)},
      {"client", to_string(request.client)},
      {"host", printable(request.host, kLongestLogged)},
      {"asked", printable(request.asked, kLongestLogged)},
      {"behavior", nullptr},
      {"outcome", name_of(request.outcome)},
      {"status", nullptr},
      {"sent", request.sent},
  };
  if (!request.behavior.empty()) line["behavior"] = request.behavior;
  if (request.status) line["status"] = *request.status;
  if (!request.answer.empty()) line["answer"] = request.answer;
  return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace tidemark::harness
