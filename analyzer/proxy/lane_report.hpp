// What one visit did on the network: plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/result/error_class.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {

// One host and port that a visit asked for.
struct Contact {
  // How far the last try came.
  enum class Reached { kNothing, kName, kHost };  // asked DNS; has an address; is connected

  std::string host = {};  // untrusted
  std::uint16_t port = 0;
  Reached reached = Reached::kNothing;
  std::optional<ErrorClass> error = {};  // why the last try failed; absent: it did not, or not yet
  std::string detail = {};
  int connections = 0;
  Bytes received = {};  // from the host
};

struct LaneReport {
  Bytes received = {};  // from the network, TLS included
  Bytes sent = {};
  int connections = 0;                 // to a host
  int refused = 0;                     // tries that the policy did not allow
  std::vector<Contact> contacts = {};  // in the order in which they were first asked for

  [[nodiscard]] const Contact* find(std::string_view host, std::uint16_t port) const;
};

}  // namespace tidemark::analyzer
