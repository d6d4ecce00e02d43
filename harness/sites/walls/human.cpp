// HUMAN, formerly PerimeterX: 403 with window._pxAppId and a captcha, here the first-party one; the
// hard block has neither.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Access to this page has been denied.</title></head>
<body><div class="px-captcha-container"><h1>Access to this page has been denied</h1>
<p>You have been blocked. If you believe this is an error, contact {host} with Reference ID: {hex}.</p>
<p>powered by PerimeterX, Inc.</p></div></body></html>
)html";

constexpr std::string_view kChallengePage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Access to this page has been denied</title></head>
<body><div class="px-captcha-container"><h1>Before we continue...</h1>
<p>Press &amp; Hold to confirm you are a human (and not a bot).</p><p>Reference ID {hex}</p></div>
<div id="px-captcha"></div>
<script>window._pxVid='{hex}';window._pxUuid='{hex}';window._pxAppId='PXtide1234';window._pxJsClientSrc='/tide1234/init.js';</script>
<script src="/tide1234/captcha/captcha.js?a=c&amp;u={hex}&amp;v={hex}&amp;m=0"></script></body></html>
)html";

}  // namespace

WallVendor human_wall() {
  return {.every_answer = {{"Set-Cookie", "_pxhd={hex}:{hex}; Path=/"}},
          .let_through = {{"Set-Cookie", "_pxvid={hex}; Path=/"}},
          .challenge = WallPage{.status = 403,
                                .headers = {{"Cache-Control", "no-store"}},
                                .body = kChallengePage},
          .script_path = "/tide1234/captcha/",
          .block = WallPage{
              .status = 403, .headers = {{"Cache-Control", "no-store"}}, .body = kBlockPage}};
}

}  // namespace tidemark::harness
