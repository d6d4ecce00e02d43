#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {
namespace {

// These show before a request; one that comes nevertheless finds an ordinary page.
Handler handle(const behaviors::TlsStall& /*stall*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}
Handler handle(const behaviors::ExpiredCertificate& /*expired*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}
Handler handle(const behaviors::WrongCertificate& /*wrong*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}
Handler handle(const behaviors::NoDns& /*no_dns*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}
Handler handle(const behaviors::DnsSlow& /*slow*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}
Handler handle(const behaviors::Rebind& /*rebind*/, const HandlerSite& site) {
  return handle(behaviors::Page{}, site);
}

}  // namespace

Handler make_handler(const Behavior& behavior, const HandlerSite& site) {
  return std::visit([&](const auto& kind) { return handle(kind, site); }, behavior);
}

}  // namespace tidemark::harness
