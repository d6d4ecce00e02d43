#include "probes/ownership/kernel_event.hpp"

#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/netlink.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <cstring>

namespace tidemark::probes {
namespace {

using Bytes = std::span<const std::byte>;

// The front of `bytes` as a T, copied because nothing in a datagram is aligned.
template <typename T>
std::optional<T> front(Bytes bytes) {
  if (bytes.size() < sizeof(T)) return {};
  T value;
  std::memcpy(&value, bytes.data(), sizeof value);
  return value;
}

// What precedes event_data; the whole proc_event grows with the kernel's version.
struct EventHead {
  std::uint32_t what;
  std::uint32_t cpu;
  std::uint64_t nanoseconds;
};
static_assert(sizeof(EventHead) == offsetof(proc_event, event_data));

struct MessageHead {
  cb_id id;
  std::uint32_t sequence;
  std::uint32_t answered;
  std::uint16_t length;
  std::uint16_t flags;
};
static_assert(sizeof(MessageHead) == sizeof(cn_msg));

struct ForkData {
  Pid parent_thread;
  Pid parent;
  Pid child_thread;
  Pid child;
};
struct ExecData {
  Pid thread;
  Pid process;
};
struct ExitData {
  Pid thread;
  Pid process;
  int status;
};

void add_exit(const ExitData& data, KernelEvent event, ConnectorNews& news) {
  event.kind = KernelEvent::Kind::kExit;
  event.pid = data.process;
  event.thread = data.thread;
  if (WIFSIGNALED(data.status)) {
    event.exit_signal = WTERMSIG(data.status);
  } else {
    event.exit_code = WEXITSTATUS(data.status);
  }
  news.events.push_back(event);
}

void decode_event(Bytes data, ConnectorNews& news) {
  const auto head = front<EventHead>(data);
  if (!head) return;
  data = data.subspan(sizeof(EventHead));
  KernelEvent event{.at = SteadyTime(std::chrono::nanoseconds(head->nanoseconds))};
  switch (head->what) {
    case proc_event::PROC_EVENT_NONE:
      if (const auto error = front<std::uint32_t>(data)) {
        news.answers.push_back({.at = event.at, .error = static_cast<int>(*error)});
      }
      return;
    case proc_event::PROC_EVENT_FORK: {
      const auto fork = front<ForkData>(data);
      if (!fork || fork->child_thread != fork->child) return;
      event.kind = KernelEvent::Kind::kFork;
      event.pid = event.thread = fork->child;
      event.parent = fork->parent;
      news.events.push_back(event);
      return;
    }
    case proc_event::PROC_EVENT_EXEC: {
      const auto exec = front<ExecData>(data);
      if (!exec) return;
      event.kind = KernelEvent::Kind::kExec;
      event.pid = event.thread = exec->process;
      news.events.push_back(event);
      return;
    }
    case proc_event::PROC_EVENT_EXIT:
      if (const auto exit = front<ExitData>(data)) add_exit(*exit, event, news);
      return;
    default: return;
  }
}

void decode_message(Bytes payload, ConnectorNews& news) {
  const auto message = front<MessageHead>(payload);
  if (!message || message->id.idx != CN_IDX_PROC || message->id.val != CN_VAL_PROC) return;
  payload = payload.subspan(sizeof(MessageHead));
  decode_event(payload.first(std::min<std::size_t>(payload.size(), message->length)), news);
}

}  // namespace

void decode_connector(Bytes datagram, ConnectorNews& news) {
  while (const auto header = front<nlmsghdr>(datagram)) {
    const std::size_t length = header->nlmsg_len;
    if (length < sizeof(nlmsghdr) || length > datagram.size()) return;
    if (header->nlmsg_type != NLMSG_NOOP && header->nlmsg_type != NLMSG_ERROR) {
      decode_message(datagram.first(length).subspan(sizeof(nlmsghdr)), news);
    }
    datagram = datagram.subspan(std::min<std::size_t>(datagram.size(), NLMSG_ALIGN(length)));
  }
}

}  // namespace tidemark::probes
