// Hears what a subject tells about its own work (TIDEMARK_EVENTS, docs/task-events.md).
#pragma once

#include <poll.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "harness/subject/line_splitter.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

struct TaskEvent {
  SteadyTime at{};
  std::string kind = {};    // "task_start", "task_end", "slot", ...
  std::string task = {};    // empty where the event has none
  std::string detail = {};  // the whole event, as JSON
};

// The event in one line of at most 16 KiB, or nothing if it is none of docs/task-events.md. A time
// in the future, or none, becomes `now`. `sender` (0: unknown) is added to what tells of slots.
[[nodiscard]] std::optional<TaskEvent> parse_task_event(std::string_view line, SteadyTime now,
                                                        int sender = 0);

// Owns a listening socket and its connections. Never blocks; a subject that tells nonsense is not
// heard.
class EventListener {
 public:
  // Listens at `socket_path`, which must be shorter than 108 bytes and free.
  [[nodiscard]] static Result<EventListener> open(const std::filesystem::path& socket_path);

  void add_watches(std::vector<pollfd>& watches) const;
  // What has been told since; and that one who told of slots tells no more (kSenderEnded).
  [[nodiscard]] std::vector<TaskEvent> hear();

 private:
  struct Connection {
    UniqueFd socket;
    LineSplitter lines;
    int number = 0;
    bool told_of_slots = false;
  };
  explicit EventListener(UniqueFd listening) : listening_(std::move(listening)) {}
  void accept_all();
  static bool read_all(Connection& connection, std::vector<TaskEvent>& events);

  UniqueFd listening_;
  std::vector<Connection> connections_;
  int accepted_ = 0;
};

}  // namespace tidemark::harness
