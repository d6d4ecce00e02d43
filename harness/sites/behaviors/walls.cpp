// Sites that refuse, by themselves or through a bot-protection vendor. The pages are ours; their
// headers and structural markers are those by which the vendor's own are recognised.
#include <fmt/format.h>

#include <charconv>

#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {
namespace {

std::string ray_id(const SiteIdentity& identity) { return fmt::format("{:016x}", identity.hash()); }

Headers cloudflare_headers(const SiteIdentity& identity) {
  return {{"Server", "cloudflare"},
          {"CF-RAY", ray_id(identity) + "-CDG"},
          {"Cache-Control", "private, max-age=0, no-store"}};
}

constexpr std::string_view kBlockPage = R"html(<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>Attention Required! | Cloudflare</title>
<meta name="robots" content="noindex, nofollow"></head>
<body><div id="cf-wrapper"><div id="cf-error-details" class="cf-error-details-wrapper">
<h1 data-translate="block_headline">Sorry, you have been blocked</h1>
<h2>You are unable to access {host}</h2>
<p>The owner of this website uses a service that guards it against online attacks.</p>
<div class="cf-error-footer"><p>Error <span class="cf-error-code">1020</span>
Ray ID: <strong>{ray}</strong></p></div>
</div></div></body></html>
)html";

constexpr std::string_view kChallengePage = R"html(<!DOCTYPE html>
<html lang="en-US"><head><meta charset="utf-8"><title>Just a moment...</title>
<meta name="robots" content="noindex,nofollow"></head>
<body><div class="main-wrapper" role="main"><h1>{host}</h1>
<noscript>Enable JavaScript and cookies to continue</noscript></div>
<script>window._cf_chl_opt = {{cType: 'managed', cRay: '{ray}', cZone: '{host}'}};
const script = document.createElement('script');
script.src = '/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1?ray={ray}';
document.head.appendChild(script);</script></body></html>
)html";

constexpr std::string_view kReloadingPage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{host}</title></head>
<body><p>Checking your browser.</p><script src="/check.js"></script></body></html>
)html";

std::string fill(std::string_view page, const SiteIdentity& identity) {
  return fmt::format(fmt::runtime(page), fmt::arg("host", identity.host),
                     fmt::arg("ray", ray_id(identity)));
}

constexpr std::string_view kLoadsCookie = "tm_loads";

// How often this client has loaded the challenge, as its cookie says; 0 without one.
unsigned loads_of(std::string_view cookies) {
  const std::string start = std::string(kLoadsCookie) + "=";
  const std::size_t at = cookies.find(start);
  unsigned loads = 0;
  if (at == std::string_view::npos) return loads;
  const std::string_view value = cookies.substr(at + start.size());
  std::from_chars(value.data(), value.data() + value.size(), loads);
  return loads;
}

class ChallengeSite {
 public:
  ChallengeSite(const behaviors::Challenge& challenge, const HandlerSite& site)
      : challenge_(challenge),
        page_(fill(challenge.signal ? kChallengePage : kReloadingPage, site.identity)),
        script_path_(challenge.signal ? "/cdn-cgi/challenge-platform/" : "/check.js"),
        script_(make_response(
            200, "application/javascript",
            fmt::format("setTimeout(() => location.reload(), {});\n", challenge.reload.count()))),
        behind_(handle(behaviors::Page{}, site)) {
    if (challenge.signal) {
      headers_ = cloudflare_headers(site.identity);
      headers_.emplace_back("cf-mitigated", "challenge");
    }
    endless_ = make_response(status(), kHtml, page_, headers_);
  }

  Reply operator()(const Request& request) const {
    if (request.path().starts_with(script_path_)) return SendWhole{script_};
    if (!challenge_.passes_after) return SendWhole{endless_};
    const unsigned loads = loads_of(request.cookie);
    if (loads >= *challenge_.passes_after) return behind_(request);
    const bool is_load = request.path() == "/";
    Headers headers = headers_;
    if (is_load) {
      headers.emplace_back("Set-Cookie", fmt::format("{}={}; Path=/", kLoadsCookie, loads + 1));
    }
    return SendWhole{make_response(status(), kHtml, page_, headers)};
  }

 private:
  [[nodiscard]] unsigned status() const { return challenge_.signal ? 403 : 200; }

  behaviors::Challenge challenge_;
  std::string page_;
  std::string_view script_path_;
  ResponsePtr script_;
  Handler behind_;
  Headers headers_;
  ResponsePtr endless_;
};

Handler always(ResponsePtr response) {
  return [response = std::move(response)](const Request& /*request*/) -> Reply {
    return SendWhole{response};
  };
}

}  // namespace

Handler handle(const behaviors::Block& /*block*/, const HandlerSite& site) {
  return always(make_response(403, kHtml, fill(kBlockPage, site.identity),
                              cloudflare_headers(site.identity)));
}

Handler handle(const behaviors::Challenge& challenge, const HandlerSite& site) {
  return ChallengeSite(challenge, site);
}

Handler handle(const behaviors::Refuse& /*refuse*/, const HandlerSite& /*site*/) {
  return always(make_response(403, kHtml,
                              "<html><head><title>403 Forbidden</title></head>"
                              "<body><h1>403 Forbidden</h1></body></html>\n"));
}

Handler handle(const behaviors::Status& status, const HandlerSite& /*site*/) {
  Headers more;
  if (status.code == 401) more.emplace_back("WWW-Authenticate", "Basic realm=\"members\"");
  return always(make_response(status.code, kHtml,
                              fmt::format("<html><head><title>Status {0}</title></head>"
                                          "<body><h1>Status {0}</h1></body></html>\n",
                                          status.code),
                              more));
}

}  // namespace tidemark::harness
