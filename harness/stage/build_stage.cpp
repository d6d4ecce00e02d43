#include "harness/stage/build_stage.hpp"

#include <fmt/format.h>
#include <sys/mount.h>

#include <cerrno>

#include "harness/stage/own_namespaces.hpp"
#include "harness/stage/own_shared_memory.hpp"
#include "harness/stage/private_network.hpp"

namespace tidemark::harness {
namespace {

std::unexpected<Error> refused(const Error& why) {
  return failure(ErrorCode::kUnavailable,
                 "no network of its own for the subject: " + why.message + "; run as root");
}

}  // namespace

ListenAt everywhere_on_a_stage() {
  return {.address = "0.0.0.0", .http_port = 80, .https_port = 443, .dns_port = 53};
}

Result<BuiltStage> build_stage(const StagePlan& plan) {
  if (auto entered = enter_own_namespaces(); !entered) return std::unexpected(entered.error());
  auto remarks = set_up_network(plan.addresses);
  if (!remarks) return refused(remarks.error());
  auto listeners = open_listeners(everywhere_on_a_stage());
  if (!listeners) return refused(listeners.error());
  for (const Cover& cover : plan.covers) {
    // Through links to the file itself; the link stays as it is.
    if (::mount(cover.ours.c_str(), cover.over.c_str(), nullptr, MS_BIND, nullptr) == 0) continue;
    const int error = errno;
    if (error != ENOENT) {
      return refused(system_error("mount over " + cover.over.string(), error));
    }
    remarks->push_back(
        fmt::format("{} is not there, so nothing could be put in its place", cover.over.string()));
  }
  auto shared_memory = mount_own_shared_memory();
  if (!shared_memory) {
    remarks->push_back("/dev/shm is the machine's: " + shared_memory.error().message);
  }
  return BuiltStage{.listeners = std::move(*listeners),
                    .shared_memory = shared_memory ? std::move(*shared_memory) : UniqueFd(),
                    .remarks = std::move(*remarks)};
}

}  // namespace tidemark::harness
