// DataDome: 401 or 403 with a page that loads captcha-delivery.com; rt 'i' is the interstitial, rt
// 'c' the captcha, and t 'bv' a visitor who is not even offered one.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage =
    R"html(<html lang="en"><head><title>{host}</title></head>
<body style="margin:0"><p id="cmsg">Please enable JS and disable any ad blocker</p>
<script data-cfasync="false">var dd={{'rt':'c','cid':'{hex}','hsh':'{hex}','t':'bv','s':43337,'e':'f00','host':'geo.captcha-delivery.com'}}</script>
<script data-cfasync="false" src="https://ct.captcha-delivery.com/c.js"></script></body></html>
)html";

// The vendor's script, which would reload the page, is at its own host; ours is in the page.
constexpr std::string_view kChallengePage =
    R"html(<html lang="en"><head><title>{host}</title></head>
<body style="margin:0"><p id="cmsg">Please enable JS and disable any ad blocker</p>
<script data-cfasync="false">var dd={{'rt':'i','cid':'{hex}','hsh':'{hex}','b':1234,'s':43337,'host':'geo.captcha-delivery.com'}}</script>
<script data-cfasync="false">setTimeout(() => location.reload(), {reload});</script>
<script data-cfasync="false" async src="https://ct.captcha-delivery.com/i.js"></script></body></html>
)html";

}  // namespace

WallVendor datadome_wall() {
  const std::vector<HeaderLine> refusal = {{"Server", "DataDome"}, {"Cache-Control", "no-store"}};
  return {
      .every_answer = {{"X-DataDome", "protected"},
                       {"X-DataDome-CID", "{hex}"},
                       {"Set-Cookie", "datadome={hex}; Max-Age=31536000; Path=/; SameSite=Lax"}},
      .let_through = {},
      .challenge = WallPage{.status = 403, .headers = refusal, .body = kChallengePage},
      .script_path = "",
      .block = WallPage{.status = 403, .headers = refusal, .body = kBlockPage}};
}

}  // namespace tidemark::harness
