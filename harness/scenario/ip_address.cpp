#include "harness/scenario/ip_address.hpp"

#include <arpa/inet.h>

namespace tidemark::harness {
namespace {

template <typename Address>
std::optional<Address> read(int family, const std::string& text) {
  Address address{};
  if (::inet_pton(family, text.c_str(), address.data()) != 1) return std::nullopt;
  return address;
}

template <typename Address>
std::string write(int family, const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  ::inet_ntop(family, address.data(), text.data(), text.size());
  return text.data();
}

}  // namespace

std::optional<Ipv4Address> read_ipv4(const std::string& text) {
  return read<Ipv4Address>(AF_INET, text);
}
std::optional<Ipv6Address> read_ipv6(const std::string& text) {
  return read<Ipv6Address>(AF_INET6, text);
}
std::string to_string(const Ipv4Address& address) { return write(AF_INET, address); }
std::string to_string(const Ipv6Address& address) { return write(AF_INET6, address); }

}  // namespace tidemark::harness
