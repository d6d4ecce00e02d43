#include "analyzer/proxy/lane_report.hpp"

#include <algorithm>

namespace tidemark::analyzer {

const Contact* LaneReport::find(std::string_view host, std::uint16_t port) const {
  const auto found = std::ranges::find_if(contacts, [&](const Contact& contact) {
    return contact.port == port && contact.host == host;
  });
  return found == contacts.end() ? nullptr : &*found;
}

}  // namespace tidemark::analyzer
