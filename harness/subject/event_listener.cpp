#include "harness/subject/event_listener.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <nlohmann/json.hpp>

#include "harness/record/run_events.hpp"

namespace tidemark::harness {
namespace {

constexpr std::size_t kMostConnections = 256;
constexpr std::size_t kLongestName = 64;
// Also bounds how deep an event can be nested: writing JSON is recursive.
constexpr std::size_t kLongestEvent = std::size_t{16} * 1024;
// Read from one connection before the others and everything else get their turn.
constexpr int kPiecesPerTurn = 64;

SteadyTime time_of(const nlohmann::json& event, SteadyTime now) {
  const auto found = event.find("t_us");
  if (found == event.end() || !found->is_number_unsigned()) return now;
  const auto since_boot = found->get<std::uint64_t>();
  const auto latest =
      std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count();
  if (since_boot > static_cast<std::uint64_t>(latest)) return now;
  return SteadyTime(std::chrono::microseconds(since_boot));
}

std::string text_in(const nlohmann::json& event, const char* key) {
  const auto found = event.find(key);
  return found != event.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool tells_of_slot(const TaskEvent& event) {
  return event.kind == "slot" || event.kind == "slot_release";
}

}  // namespace

std::optional<TaskEvent> parse_task_event(std::string_view line, SteadyTime now, int sender) {
  if (line.size() > kLongestEvent) return std::nullopt;
  auto event = nlohmann::json::parse(line, nullptr, false);
  if (!event.is_object()) return std::nullopt;
  TaskEvent parsed{
      .at = time_of(event, now), .kind = text_in(event, "event"), .task = text_in(event, "task")};
  if (parsed.kind.empty() || parsed.kind.size() > kLongestName) return std::nullopt;
  if (sender != 0 && tells_of_slot(parsed)) event[kSender] = sender;
  parsed.detail = event.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return parsed;
}

Result<EventListener> EventListener::open(const std::filesystem::path& socket_path) {
  const std::string what = "listen at " + socket_path.string();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& name = socket_path.native();
  if (name.size() >= sizeof address.sun_path) {
    return failure(ErrorCode::kBadInput, what + ": a socket path has at most 107 characters");
  }
  std::memcpy(address.sun_path, name.data(), name.size());
  UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket) return system_failure(what, errno);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket.get(), SOMAXCONN) != 0) {
    return system_failure(what, errno);
  }
  return EventListener(std::move(socket));
}

void EventListener::add_watches(std::vector<pollfd>& watches) const {
  if (connections_.size() < kMostConnections) {
    watches.push_back({.fd = listening_.get(), .events = POLLIN, .revents = 0});
  }
  for (const Connection& connection : connections_) {
    watches.push_back({.fd = connection.socket.get(), .events = POLLIN, .revents = 0});
  }
}

void EventListener::accept_all() {
  while (connections_.size() < kMostConnections) {
    UniqueFd socket(::accept4(listening_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
    if (!socket) return;
    connections_.push_back({.socket = std::move(socket), .lines = {}, .number = ++accepted_});
  }
}

// False once the connection has ended.
bool EventListener::read_all(Connection& connection, std::vector<TaskEvent>& events) {
  std::array<char, 16384> buffer{};
  for (int piece = 0; piece < kPiecesPerTurn; ++piece) {
    const ssize_t got = ::read(connection.socket.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno == EAGAIN;
    if (got == 0) return false;
    const SteadyTime now = steady_now();
    for (const std::string& line :
         connection.lines.add({buffer.data(), static_cast<std::size_t>(got)})) {
      auto event = parse_task_event(line, now, connection.number);
      if (!event) continue;
      connection.told_of_slots = connection.told_of_slots || tells_of_slot(*event);
      events.push_back(std::move(*event));
    }
  }
  return true;
}

std::vector<TaskEvent> EventListener::hear() {
  std::vector<TaskEvent> events;
  accept_all();
  std::erase_if(connections_, [&](Connection& connection) {
    if (read_all(connection, events)) return false;
    if (connection.told_of_slots) {
      events.push_back({.at = steady_now(),
                        .kind = kSenderEnded,
                        .detail = nlohmann::json{{kSender, connection.number}}.dump()});
    }
    return true;
  });
  return events;
}

}  // namespace tidemark::harness
