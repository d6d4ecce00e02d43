// Vercel: x-vercel-mitigated: challenge and the Security Checkpoint. No block of it is documented
// well enough.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kChallengePage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Vercel Security Checkpoint</title></head>
<body><div class="root"><p id="header-text">We're verifying your browser</p>
<footer>Vercel Security Checkpoint | fra1::{number}-{hex}</footer></div>
<script type="module" src="/.well-known/vercel/security/static/challenge.v2.min.js"></script></body></html>
)html";

}  // namespace

WallVendor vercel_wall() {
  return {.every_answer = {{"Server", "Vercel"}, {"x-vercel-id", "fra1::{number}-{hex}"}},
          .let_through = {},
          .challenge = WallPage{.status = 429,
                                .headers = {{"x-vercel-mitigated", "challenge"},
                                            {"x-vercel-challenge-token", "2.{number}.60.{hex}"},
                                            {"Cache-Control", "private, no-store, max-age=0"}},
                                .body = kChallengePage},
          .script_path = "/.well-known/vercel/security/",
          .block = std::nullopt};
}

}  // namespace tidemark::harness
