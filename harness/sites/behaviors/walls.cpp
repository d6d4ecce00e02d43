// Sites that refuse, by themselves or through a bot-protection vendor.
#include <fmt/format.h>

#include <charconv>

#include "harness/sites/behaviors/handlers.hpp"
#include "harness/sites/walls/wall_vendor.hpp"

namespace tidemark::harness {
namespace {

constexpr std::string_view kReloadingPage = R"html(<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>{host}</title></head>
<body><p>Checking your browser.</p><script src="/check.js"></script></body></html>
)html";

std::string fill(std::string_view text, const SiteIdentity& identity, Milliseconds reload = {}) {
  const std::uint64_t own = identity.hash();
  return fmt::format(fmt::runtime(text), fmt::arg("host", identity.host),
                     fmt::arg("hex", fmt::format("{:016x}", own)),
                     fmt::arg("number", 1'000'000'000 + own % 9'000'000'000),
                     fmt::arg("reload", reload.count()));
}

void add_headers(Headers& to, const std::vector<HeaderLine>& lines, const SiteIdentity& identity) {
  for (const HeaderLine& line : lines) to.emplace_back(line.name, fill(line.value, identity));
}

Headers headers_of(const WallVendor& vendor, const WallPage& page, const SiteIdentity& identity) {
  Headers headers;
  add_headers(headers, vendor.every_answer, identity);
  add_headers(headers, page.headers, identity);
  return headers;
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

// Without a vendor: status 200 and nothing but the reload loop.
WallVendor anonymous_wall() {
  WallVendor wall;
  wall.challenge = WallPage{.status = 200, .headers = {}, .body = kReloadingPage};
  wall.script_path = "/check.js";
  return wall;
}

class ChallengeSite {
 public:
  ChallengeSite(const WallVendor& wall, const WallPage& page, const behaviors::Challenge& challenge,
                const HandlerSite& site)
      : page_(page),
        passes_after_(challenge.passes_after),
        body_(fill(page.body, site.identity, challenge.reload)),
        script_path_(wall.script_path),
        script_(make_response(
            200, "application/javascript",
            fmt::format("setTimeout(() => location.reload(), {});\n", challenge.reload.count()))),
        behind_(handle(behaviors::Page{}, site)),
        headers_(headers_of(wall, page, site.identity)),
        endless_(make_response(page.status, page.type, body_, headers_)) {}

  Reply operator()(const Request& request) const {
    if (!script_path_.empty() && request.path().starts_with(script_path_)) {
      return SendWhole{script_};
    }
    if (!passes_after_) return SendWhole{endless_};
    const unsigned loads = loads_of(request.cookie);
    if (loads >= *passes_after_) return behind_(request);
    if (request.path() != "/") return SendWhole{endless_};
    Headers headers = headers_;
    headers.emplace_back("Set-Cookie", fmt::format("{}={}; Path=/", kLoadsCookie, loads + 1));
    return SendWhole{make_response(page_.status, page_.type, body_, headers)};
  }

 private:
  WallPage page_;
  std::optional<unsigned> passes_after_;
  std::string body_;
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

Handler handle(const behaviors::Block& block, const HandlerSite& site) {
  const WallVendor wall = wall_of(block.vendor);
  if (!wall.block) return handle(behaviors::Refuse{}, site);  // the schema does not let it come
  return always(make_response(wall.block->status, wall.block->type,
                              fill(wall.block->body, site.identity),
                              headers_of(wall, *wall.block, site.identity)));
}

Handler handle(const behaviors::Challenge& challenge, const HandlerSite& site) {
  const WallVendor wall = challenge.signal ? wall_of(challenge.vendor) : anonymous_wall();
  if (!wall.challenge) return handle(behaviors::Refuse{}, site);  // the same
  return ChallengeSite(wall, *wall.challenge, challenge, site);
}

Handler handle(const behaviors::Present& present, const HandlerSite& site) {
  const WallVendor wall = wall_of(present.vendor);
  PageParts parts;
  add_headers(parts.headers, wall.every_answer, site.identity);
  add_headers(parts.headers, wall.let_through, site.identity);
  return serve_page({}, std::move(parts), site);
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
