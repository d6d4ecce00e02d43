// Cloudflare: the header cf-mitigated has one value and is on every challenge; a block is without
// it (developers.cloudflare.com, "Detect a challenge page response").
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage = R"html(<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>Attention Required! | Cloudflare</title>
<meta name="robots" content="noindex, nofollow"></head>
<body><div id="cf-wrapper"><div id="cf-error-details" class="cf-error-details-wrapper">
<h1 data-translate="block_headline">Sorry, you have been blocked</h1>
<h2>You are unable to access {host}</h2>
<p>The owner of this website uses a service that guards it against online attacks.</p>
<div class="cf-error-footer"><p>Error <span class="cf-error-code">1020</span>
Ray ID: <strong>{hex}</strong></p></div>
</div></div></body></html>
)html";

constexpr std::string_view kChallengePage = R"html(<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><div class="main-wrapper" role="main"><h1>{host}</h1>
<noscript>Enable JavaScript and cookies to continue</noscript></div>
<script>window._cf_chl_opt = {{cType: 'managed', cRay: '{hex}', cZone: '{host}'}};
const script = document.createElement('script');
script.src = '/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray={hex}';
document.head.appendChild(script);</script></body></html>
)html";

}  // namespace

WallVendor cloudflare_wall() {
  const HeaderLine private_page{"Cache-Control", "private, max-age=0, no-store"};
  return {.every_answer = {{"Server", "cloudflare"}, {"CF-RAY", "{hex}-CDG"}},
          .let_through = {{"cf-cache-status", "DYNAMIC"},
                          {"Set-Cookie", "__cf_bm={hex}-{number}-1.0.1.1; path=/; HttpOnly"}},
          .challenge = WallPage{.status = 403,
                                .headers = {{"cf-mitigated", "challenge"}, private_page},
                                .body = kChallengePage},
          .script_path = "/cdn-cgi/challenge-platform/",
          .block = WallPage{.status = 403, .headers = {private_page}, .body = kBlockPage}};
}

}  // namespace tidemark::harness
