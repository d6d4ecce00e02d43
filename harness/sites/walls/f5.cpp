// F5 BIG-IP ASM: a cookie TS with eight hexadecimal digits (my.f5.com K6850); a block is often
// status 200. No challenge of it is documented well enough.
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kBlockPage =
    R"html(<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: {number}1234567890<br><br><a href='javascript:history.back();'>[Go Back]</a></body></html>
)html";

}  // namespace

WallVendor f5_wall() {
  return {
      .every_answer = {{"Set-Cookie", "TS01a2b3c4={hex}; Path=/"}},
      .let_through = {{"Set-Cookie", "BIGipServerpool_web={number}.20480.0000; Path=/; HttpOnly"}},
      .challenge = std::nullopt,
      .script_path = "",
      .block = WallPage{.status = 200,
                        .headers = {{"Cache-Control", "no-cache"}, {"Pragma", "no-cache"}},
                        .body = kBlockPage}};
}

}  // namespace tidemark::harness
