// Sites that lead elsewhere, without end, or to something that is no page.
#include <fmt/format.h>

#include <charconv>

#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {
namespace {

// `text` as a header value: anything outside printable ASCII is percent-encoded, so that no
// parameter of a scenario can break a response apart.
std::string header_safe(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte > 0x20 && byte < 0x7F ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  return out;
}

ResponsePtr redirect_to(unsigned code, std::string_view where) {
  return make_response(code, kHtml, "<title>Moved</title>Moved",
                       {{"Location", header_safe(where)}, {"Cache-Control", "no-store"}});
}

}  // namespace

Handler handle(const behaviors::Redirect& redirect, const HandlerSite& /*site*/) {
  return [response = redirect_to(redirect.code, redirect.to)](const Request& /*request*/) -> Reply {
    return SendWhole{response};
  };
}

Handler handle(const behaviors::Loop& loop, const HandlerSite& /*site*/) {
  std::vector<ResponsePtr> steps;
  steps.reserve(loop.length);
  for (unsigned i = 0; i < loop.length; ++i) {
    steps.push_back(redirect_to(302, fmt::format("/?step={}", (i + 1) % loop.length)));
  }
  return [steps = std::move(steps)](const Request& request) -> Reply {
    const std::string_view target = request.target;
    std::size_t step = 0;
    if (const std::size_t at = target.find("step="); at != std::string_view::npos) {
      std::from_chars(target.data() + at + 5, target.data() + target.size(), step);
    }
    return SendWhole{steps[step % steps.size()]};
  };
}

Handler handle(const behaviors::Big& big, const HandlerSite& site) {
  const std::string start =
      fmt::format("<!DOCTYPE html>\n<html><head><title>{0}</title></head><body><h1>{0}</h1>\n<p>",
                  html_escaped(site_name(site.identity.host)));
  if (!big.size) {
    const auto response = begin_response(kHtml, start, std::nullopt);
    return [response](const Request& /*request*/) -> Reply {
      return SendFiller{response, std::nullopt};
    };
  }
  const std::uint64_t size = big.size->count;
  const auto response = begin_response(kHtml, start, size);
  return [response, left = size - std::min<std::uint64_t>(size, start.size())](
             const Request& /*request*/) -> Reply { return SendFiller{response, left}; };
}

Handler handle(const behaviors::Download& download, const HandlerSite& /*site*/) {
  const auto response =
      begin_response("application/octet-stream", "", download.size.count,
                     {{"Content-Disposition", "attachment; filename=\"download.bin\""}});
  return [response, size = download.size.count](const Request& /*request*/) -> Reply {
    return SendFiller{response, size};
  };
}

}  // namespace tidemark::harness
