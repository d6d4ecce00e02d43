// Sites that take their time, or the connection.
#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {

Handler handle(const behaviors::Tarpit& /*tarpit*/, const HandlerSite& /*site*/) {
  return [](const Request& /*request*/) -> Reply { return NeverAnswer{}; };
}

Handler handle(const behaviors::Drip& drip, const HandlerSite& site) {
  return [drip, page = handle(behaviors::Page{}, site)](const Request& request) -> Reply {
    Reply whole = page(request);
    if (request.path() != "/") return whole;
    return SendSlowly{std::get<SendWhole>(whole).response, drip.bytes, drip.interval};
  };
}

Handler handle(const behaviors::Slow& slow, const HandlerSite& site) {
  return [slow, page = handle(behaviors::Page{}, site)](const Request& request) -> Reply {
    Reply whole = page(request);
    if (request.path() == "/") std::get<SendWhole>(whole).delay = slow.delay;
    return whole;
  };
}

Handler handle(const behaviors::Reset& /*reset*/, const HandlerSite& /*site*/) {
  return [](const Request& /*request*/) -> Reply { return CutOff{}; };
}

}  // namespace tidemark::harness
