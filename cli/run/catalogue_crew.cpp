#include "cli/run/catalogue_crew.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <iterator>
#include <string_view>
#include <system_error>

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

// What is wrong with the last lines of a file is seldom more than this.
constexpr off_t kTail = 4096;

std::string_view name_of(harness::NetworkMode network) {
  switch (network) {
    case harness::NetworkMode::kIsolated: return "isolated";
    case harness::NetworkMode::kMapped: return "mapped";
    case harness::NetworkMode::kAuto: break;
  }
  return "auto";
}

std::vector<std::string> arguments_for(const PlannedCatalogueRun& run, const RunOptions& options,
                                       const fs::path& folder) {
  std::vector<std::string> arguments{"run",
                                     run.file,
                                     "--out",
                                     (folder / run.folder).string(),
                                     "--quiet",
                                     "--set",
                                     options.set,
                                     "--warm-up",
                                     std::to_string(options.warm_up),
                                     "--interval",
                                     options.interval,
                                     "--network",
                                     std::string(name_of(options.network))};
  const auto add = [&](const char* option, const std::string& value) {
    arguments.insert(arguments.end(), {option, value});
  };
  if (run.variant == harness::SubjectVariant::kSound) arguments.emplace_back("--sound");
  if (options.cycles) add("--cycles", std::to_string(*options.cycles));
  if (options.seed) add("--seed", std::to_string(*options.seed));
  if (options.cycle_deadline > 0) {
    add("--cycle-deadline", fmt::format("{}", options.cycle_deadline));
  }
  return arguments;
}

std::string last_line(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  std::array<char, kTail> tail{};
  const ssize_t length = ::pread(file, tail.data(), tail.size(), std::max<off_t>(0, size - kTail));
  if (length <= 0) return {};
  std::string_view text(tail.data(), static_cast<std::size_t>(length));
  const auto end = text.find_last_not_of("\r\n");
  if (end == std::string_view::npos) return {};
  text = text.substr(0, end + 1);
  return std::string(text.substr(text.rfind('\n') + 1));
}

}  // namespace

std::vector<std::size_t> CatalogueCrew::at_work() const {
  std::vector<std::size_t> numbers;
  numbers.reserve(members_.size());
  for (const Member& member : members_) numbers.push_back(member.number);
  return numbers;
}

Result<void> CatalogueCrew::start(std::size_t number, const PlannedCatalogueRun& run) {
  std::error_code error;
  const fs::path self = fs::read_symlink("/proc/self/exe", error);
  if (error) return system_failure("read /proc/self/exe", error.value());
  UniqueFd words(::memfd_create("stderr", MFD_CLOEXEC));
  if (!words) return system_failure("make a file in memory", errno);
  auto child =
      probes::Child::start({.program = self, .arguments = arguments_for(run, options_, folder_)},
                           {.group = probes::Group::kOwn,
                            .parent_death_signal = SIGTERM,
                            .descriptors = {{.theirs = STDERR_FILENO, .ours = words.get()}}});
  if (!child) return std::unexpected(child.error());
  members_.push_back({.number = number,
                      .began = steady_now(),
                      .stderr_file = std::move(words),
                      .child = *std::move(child)});
  return {};
}

std::vector<EndedCatalogueRun> CatalogueCrew::wait(harness::Interrupts& interrupts,
                                                   Milliseconds patience) {
  std::vector<pollfd> watched{{.fd = interrupts.fd(), .events = POLLIN, .revents = 0}};
  watched.reserve(members_.size() + 1);
  for (const Member& member : members_) {
    watched.push_back({.fd = member.child.pidfd(), .events = POLLIN, .revents = 0});
  }
  // A failure is an end of the wait like any other: what there is is looked at.
  static_cast<void>(::poll(watched.data(), watched.size(), static_cast<int>(patience.count())));
  interrupts.turn();
  std::vector<EndedCatalogueRun> ended;
  std::erase_if(members_, [&](Member& member) {
    const auto status = member.child.poll();
    if (!status) return false;
    ended.push_back({.number = member.number,
                     .exit_code = status->code,
                     .took = std::chrono::duration_cast<Milliseconds>(steady_now() - member.began),
                     .last_words = last_line(member.stderr_file.get())});
    return true;
  });
  return ended;
}

void CatalogueCrew::signal(int number) {
  // One that has ended meanwhile needs none.
  for (Member& member : members_) static_cast<void>(member.child.signal(number));
}

}  // namespace tidemark::cli
