// Imperva, formerly Incapsula: everything turns on /_Incapsula_Resource, as a script to run or as a
// frame around an incident number.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage =
    R"html(<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body style="margin:0px;height:100%"><iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&amp;xinfo=12-{number}-0&amp;incident_id={number}-98&amp;edet=12&amp;mth=GET" frameborder=0 width="100%" height="100%">Request unsuccessful. Incapsula incident ID: {number}-98765432109876543</iframe></body></html>
)html";

constexpr std::string_view kChallengePage =
    R"html(<html><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"><meta http-equiv="cache-control" content="no-cache"></head><body><script type="text/javascript" src="/_Incapsula_Resource?SWJIYLWA=719d34d31c8e3a6e6fffd425f7e032f3&amp;ns=1&amp;cb={number}" async></script></body></html>
)html";

}  // namespace

WallVendor imperva_wall() {
  const std::vector<HeaderLine> refusal = {{"Cache-Control", "no-cache, no-store"}};
  return {.every_answer = {{"X-Iinfo",
                            "12-{number}-0 NNNN CT(0 0 0) RT({number} 5) q(0 -1 -1 1) r(0 -1)"},
                           {"X-CDN", "Imperva"},
                           {"Set-Cookie", "visid_incap_2345={hex}; Path=/; HttpOnly"},
                           {"Set-Cookie", "incap_ses_1234_2345={hex}; Path=/"}},
          .let_through = {{"Set-Cookie", "nlbi_2345={hex}; Path=/"}},
          .challenge = WallPage{.status = 200, .headers = refusal, .body = kChallengePage},
          .script_path = "/_Incapsula_Resource",
          .block = WallPage{.status = 403, .headers = refusal, .body = kBlockPage}};
}

}  // namespace tidemark::harness
