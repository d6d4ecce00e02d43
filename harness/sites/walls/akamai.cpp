// Akamai: 428 with a sec-cp challenge; a block names itself by "Reference #18." (18: access
// denied). Its cookies are set on ordinary pages too.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage = R"html(<HTML><HEAD>
<TITLE>Access Denied</TITLE>
</HEAD><BODY>
<H1>Access Denied</H1>

You don't have permission to access "http&#58;&#47;&#47;{host}&#47;" on this server.<P>
Reference&#32;&#35;18&#46;5c0f1702&#46;{number}&#46;1a2b3c4d
<P>https&#58;&#47;&#47;errors&#46;edgesuite&#46;net&#47;18&#46;5c0f1702&#46;{number}&#46;1a2b3c4d</P>
</BODY>
</HTML>
)html";

constexpr std::string_view kChallengePage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Challenge Validation</title></head>
<body><div id="sec-if-cpt-container" class="behavioral-content" data-duration="5" data-key=""></div>
<div id="sec-cp-challenge"></div>
<script src="/_sec/cp_challenge/sec-4-4.js" async defer></script></body></html>
)html";

}  // namespace

WallVendor akamai_wall() {
  return {.every_answer = {},
          .let_through = {{"X-Akamai-Transformed", "9 12034 0 pmb=mTOE,1"},
                          {"Set-Cookie", "ak_bmsc={hex}~000000000000~YAAQ; Path=/; HttpOnly"},
                          {"Set-Cookie", "bm_sz={hex}~YAAQ; Path=/"},
                          {"Set-Cookie", "_abck={hex}~-1~YAAQ; Path=/"}},
          .challenge = WallPage{.status = 428,
                                .headers = {{"Set-Cookie", "sec_cpt={hex}~1~YAAQ; Path=/"},
                                            {"Cache-Control", "no-store"}},
                                .body = kChallengePage},
          .script_path = "/_sec/cp_challenge/",
          .block = WallPage{.status = 403,
                            .headers = {{"Server", "AkamaiGHost"}, {"Mime-Version", "1.0"}},
                            .body = kBlockPage,
                            .type = "text/html"}};
}

}  // namespace tidemark::harness
