#include "harness/selftest/planter.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "harness/record/run_events.hpp"
#include "harness/selftest/plants.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/base/unique_fd.hpp"
#include "probes/process/child.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

// The kernel tells a process's birth to 10 ms only: so long before and after the leak nothing else
// happens, so that it can be put down to its task.
constexpr Milliseconds kApart{30};
constexpr std::chrono::seconds kChildTime{30};
// Should everything that ends a planted process have failed.
constexpr unsigned kLongestStay = 600;
// Far more than what PSS changes by when another process comes or goes that shares our program.
constexpr std::size_t kPlantedBytes = std::size_t{4} << 20U;

// Starts another process that does a part of a planter.
Result<probes::Child> start_part(const char* part, probes::Group group) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return system_failure("read /proc/self/exe", error.value());
  return probes::Child::start({.program = self, .arguments = {kPlanterArgument, part}},
                              {.group = group});
}

// Leaves a process behind as a daemon is: in a session of its own, its parent gone.
int leave_a_process() {
  auto stays = start_part(kPlantedProcess, probes::Group::kOwnSession);
  // Without destructors, which would end it.
  std::_Exit(stays ? 0 : 1);
}

int stay() {
  ::alarm(kLongestStay);
  ::pause();
  return 0;
}

// Tells the harness when a task begins and ends.
class TaskTeller {
 public:
  TaskTeller() {
    const char* path = std::getenv("TIDEMARK_EVENTS");
    sockaddr_un at{.sun_family = AF_UNIX, .sun_path = {}};
    if (path == nullptr || std::strlen(path) >= sizeof at.sun_path) return;
    std::strncpy(at.sun_path, path, sizeof at.sun_path - 1);
    UniqueFd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0) {
      socket_ = std::move(socket);
    }
  }
  void tell(const char* event, std::string_view task) const {
    const auto now =
        std::chrono::duration_cast<std::chrono::microseconds>(steady_now().time_since_epoch());
    const std::string line = fmt::format(R"({{"event":"{}","worker":1,"task":"{}","t_us":{}}})"
                                         "\n",
                                         event, task, now.count());
    // Without it the harness goes by what it fed, and the test of the culprit's task fails.
    (void)::send(socket_.get(), line.data(), line.size(), MSG_NOSIGNAL);
  }

 private:
  UniqueFd socket_;
};

class Planter {
 public:
  // Whether it worked. `leaks`: otherwise everything is cleaned up again.
  [[nodiscard]] bool plant(Plant plant, bool leaks) {
    switch (plant) {
      case Plant::kProcess: return plant_process(leaks);
      case Plant::kDescriptor: return plant_descriptor(leaks);
      case Plant::kDirectory: return plant_directory(leaks);
      case Plant::kMemory: return plant_memory(leaks);
      case Plant::kNothing: break;
    }
    return plant_process(false) && plant_descriptor(false) && plant_directory(leaks) &&
           plant_memory(false);
  }

 private:
  static bool plant_process(bool leaks) {
    auto child = start_part(leaks ? "leave" : kPlantedProcess, probes::Group::kOwn);
    if (!child) return false;
    if (!leaks) return child->end(kChildTime).has_value();
    const auto ended = child->wait(Deadline::in(kChildTime));
    return ended && ended->code == 0;
  }
  bool plant_descriptor(bool leaks) {
    UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    const bool open = file.get() >= 0;
    if (leaks) descriptors_.push_back(std::move(file));
    return open;
  }
  static bool plant_directory(bool leaks) {
    auto directory = TempDir::create(std::string(kPlantedDirectory));
    if (directory && leaks) (void)directory->release();
    return directory.has_value();
  }
  bool plant_memory(bool leaks) {
    std::vector<char> bytes(kPlantedBytes, 1);
    if (leaks) memory_.push_back(std::move(bytes));
    return true;
  }

  std::vector<UniqueFd> descriptors_;
  std::vector<std::vector<char>> memory_;
};

bool is_twisted(const PlantFacts& facts) {
  const char* twisted = std::getenv(kTwistVariable);
  return twisted != nullptr &&
         fmt::format(",{},", twisted).contains(fmt::format(",{},", facts.name));
}

int plant_what_is_asked() {
  const TaskTeller teller;
  Planter planter;
  for (std::string domain; std::getline(std::cin, domain);) {
    for (const PlantFacts& facts : kPlants) {
      if (facts.task != domain) continue;
      teller.tell(kTaskStarted, facts.task);
      (void)::poll(nullptr, 0, static_cast<int>(kApart.count()));
      const bool leaks = (facts.plant != Plant::kNothing) != is_twisted(facts);
      if (!planter.plant(facts.plant, leaks)) {
        std::cerr << "cannot plant: " << facts.name << '\n';
        return 1;
      }
      (void)::poll(nullptr, 0, static_cast<int>(kApart.count()));
      teller.tell(kTaskEnded, facts.task);
    }
    std::cout << domain << '\n' << std::flush;
  }
  return 0;
}

}  // namespace

int run_planter(std::string_view part) {
  if (part == "leave") return leave_a_process();
  if (part == kPlantedProcess) return stay();
  return plant_what_is_asked();
}

}  // namespace tidemark::harness
