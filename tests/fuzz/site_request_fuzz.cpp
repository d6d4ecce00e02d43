// Whatever a client of the simulator sends, its request is the same however the bytes are cut into
// pieces, and nothing that is given out is longer than what came.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "harness/sites/request_log.hpp"
#include "harness/sites/request_reader.hpp"

namespace {

using namespace tidemark::harness;  // NOLINT(google-build-using-namespace)
using State = RequestReader::State;

// Feeds `bytes` as a connection would: so many more at a time, behind what was not used.
State feed(RequestReader& reader, std::string_view bytes, std::size_t piece) {
  std::size_t begin = 0;
  std::size_t end = 0;
  while (end < bytes.size()) {
    end = std::min(bytes.size(), end + piece);
    const auto [state, used] = reader.read(bytes.substr(begin, end - begin));
    if (used > end - begin) std::abort();
    begin += used;
    if (state != State::kIncomplete) return state;
  }
  return State::kIncomplete;
}

void check(RequestReader& reader, std::size_t size) {
  const Request request = reader.request(false);
  if (request.host.size() + request.target.size() + request.cookie.size() > size + 1) std::abort();
  if (request.path().size() > request.target.size()) std::abort();
  const bool has_upper =
      std::ranges::any_of(request.host, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (has_upper || reader.line().size() > kLongestLogged) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::size_t piece = 1 + data[0];
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  RequestReader whole;
  RequestReader pieces;
  const State state = feed(whole, bytes, bytes.size());
  const State again = feed(pieces, bytes, piece);
  if ((state == State::kComplete) != (again == State::kComplete)) std::abort();
  check(whole, size);
  if (state != State::kComplete) return 0;
  check(pieces, size);
  if (whole.line() != pieces.line() || whole.host() != pieces.host()) std::abort();
  if (whole.keeps_alive() != pieces.keeps_alive()) std::abort();
  return 0;
}
