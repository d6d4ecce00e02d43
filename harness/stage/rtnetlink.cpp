#include "harness/stage/rtnetlink.hpp"

#include <linux/if_link.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>
#include <net/if.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <span>

namespace tidemark::harness {

// One message: a header, a fixed part, attributes that may hold attributes.
class Rtnetlink::Request {
 public:
  template <typename Fixed>
  Request(std::uint16_t type, std::uint16_t flags, const Fixed& fixed) {
    header_.nlmsg_type = type;
    header_.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | NLM_F_ACK | flags);
    size_ = NLMSG_HDRLEN;
    put(&fixed, sizeof fixed);
  }

  // A part without a header of its own, inside an attribute.
  void put(const void* data, std::size_t size) {
    std::memcpy(bytes_.data() + size_, data, size);
    size_ += NLMSG_ALIGN(size);
  }
  // `contents` adds what is inside.
  template <typename Contents>
  void nest(std::uint16_t type, const Contents& contents) {
    const std::size_t start = size_;
    size_ += sizeof(rtattr);
    contents();
    const rtattr head{.rta_len = static_cast<std::uint16_t>(size_ - start), .rta_type = type};
    std::memcpy(bytes_.data() + start, &head, sizeof head);
  }
  void attribute(std::uint16_t type, const void* data, std::size_t size) {
    const rtattr head{.rta_len = static_cast<std::uint16_t>(sizeof(rtattr) + size),
                      .rta_type = type};
    std::memcpy(bytes_.data() + size_, &head, sizeof head);
    std::memcpy(bytes_.data() + size_ + sizeof head, data, size);
    size_ += RTA_ALIGN(head.rta_len);
  }

  [[nodiscard]] std::span<const char> finish() {
    header_.nlmsg_len = static_cast<std::uint32_t>(size_);
    std::memcpy(bytes_.data(), &header_, sizeof header_);
    return {bytes_.data(), size_};
  }

 private:
  nlmsghdr header_{};
  alignas(nlmsghdr) std::array<char, 512> bytes_{};  // the longest of ours has under 200
  std::size_t size_ = 0;
};

Result<Rtnetlink> Rtnetlink::open() {
  UniqueFd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
  if (!socket) return system_failure("open a netlink socket", errno);
  return Rtnetlink(std::move(socket));
}

Result<void> Rtnetlink::ask(Request& request, std::string_view operation) {
  const auto bytes = request.finish();
  if (::send(socket_.get(), bytes.data(), bytes.size(), 0) < 0) {
    return system_failure(operation, errno);
  }
  // The kernel answers within send(): an acknowledgement with an errno, and the request after it.
  alignas(nlmsghdr) std::array<char, 4096> answer{};
  if (::recv(socket_.get(), answer.data(), answer.size(), MSG_DONTWAIT) < 0) {
    return system_failure(operation, errno);
  }
  nlmsgerr said{};
  std::memcpy(&said, answer.data() + NLMSG_HDRLEN, sizeof said);
  if (said.error != 0) return system_failure(operation, -said.error);
  return {};
}

Result<void> Rtnetlink::bring_up(int device) {
  ifinfomsg link{};
  link.ifi_index = device;
  link.ifi_flags = IFF_UP;
  link.ifi_change = IFF_UP;
  Request request(RTM_NEWLINK, 0, link);
  return ask(request, "bring a network device up");
}

Result<void> Rtnetlink::add_device(const char* name, std::string_view kind, const char* other_end) {
  const ifinfomsg link{};
  Request request(RTM_NEWLINK, NLM_F_CREATE | NLM_F_EXCL, link);
  const auto put_name = [&](const char* each) {
    request.attribute(IFLA_IFNAME, each, std::strlen(each) + 1);
  };
  put_name(name);
  request.nest(IFLA_LINKINFO, [&] {
    request.attribute(IFLA_INFO_KIND, kind.data(), kind.size());
    if (other_end == nullptr) return;
    request.nest(IFLA_INFO_DATA, [&] {
      request.nest(VETH_INFO_PEER, [&] {
        request.put(&link, sizeof link);
        put_name(other_end);
      });
    });
  });
  return ask(request, "make a network device");
}

Result<void> Rtnetlink::add_dummy(const char* name) { return add_device(name, "dummy", nullptr); }

Result<void> Rtnetlink::add_veth_pair(const char* name, const char* other_end) {
  return add_device(name, "veth", other_end);
}

Result<void> Rtnetlink::add_address(int device, const Ipv4Network& address) {
  const ifaddrmsg fixed{.ifa_family = AF_INET,
                        .ifa_prefixlen = static_cast<std::uint8_t>(address.bits),
                        .ifa_flags = 0,
                        .ifa_scope = RT_SCOPE_UNIVERSE,
                        .ifa_index = static_cast<std::uint32_t>(device)};
  Request request(RTM_NEWADDR, NLM_F_CREATE | NLM_F_EXCL, fixed);
  request.attribute(IFA_LOCAL, address.address.data(), address.address.size());
  return ask(request, "give a network device an address");
}

Result<void> Rtnetlink::add_local_route(int device, const Ipv4Network& network,
                                        const std::array<std::uint8_t, 4>& source) {
  rtmsg fixed{};
  fixed.rtm_family = AF_INET;
  fixed.rtm_dst_len = static_cast<std::uint8_t>(network.bits);
  fixed.rtm_table = RT_TABLE_LOCAL;
  fixed.rtm_protocol = RTPROT_STATIC;
  fixed.rtm_scope = RT_SCOPE_HOST;
  fixed.rtm_type = RTN_LOCAL;
  Request request(RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE, fixed);
  request.attribute(RTA_DST, network.address.data(), network.address.size());
  request.attribute(RTA_OIF, &device, sizeof device);
  request.attribute(RTA_PREFSRC, source.data(), source.size());
  return ask(request, "add a route");
}

}  // namespace tidemark::harness
