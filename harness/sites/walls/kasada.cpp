// Kasada: the first request meets 429 with x-kpsdk-* and a tiny page that loads ips.js; a client
// that is not to pass gets the headers with nothing to solve.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kChallengePage =
    R"html(<!DOCTYPE html><html><head></head><body><script>window.KPSDK={{}};KPSDK.now=Date.now.bind(Date);KPSDK.start=KPSDK.now();</script><script src="/149e9513-01fa-4fb0-aad4-566afd725d1b/2d206a39-8ed7-437e-a3be-862e0f06eea3/ips.js?KP_UIDz={hex}&amp;x-kpsdk-im={hex}"></script></body></html>
)html";

}  // namespace

WallVendor kasada_wall() {
  const std::vector<HeaderLine> refusal = {
      {"x-kpsdk-ct", "{hex}"}, {"x-kpsdk-r", "1-AA"}, {"Cache-Control", "no-store"}};
  return {.every_answer = {},
          .let_through = {{"Set-Cookie", "KP_UIDz={hex}; Max-Age=86400; Path=/; HttpOnly"}},
          .challenge = WallPage{.status = 429, .headers = refusal, .body = kChallengePage},
          .script_path = "/149e9513-01fa-4fb0-aad4-566afd725d1b/",
          .block = WallPage{.status = 403, .headers = refusal, .body = ""}};
}

}  // namespace tidemark::harness
