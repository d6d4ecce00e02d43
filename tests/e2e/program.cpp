#include "tests/e2e/program.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "probes/process/reap_strangers.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

extern char** environ;  // NOLINT

namespace tidemark::test {
namespace fs = std::filesystem;
namespace {

constexpr const char* kCacheDirectory = "cache";

std::vector<std::string> environment_with(const fs::path& scratch, const Arguments& more) {
  std::vector<std::string> environment;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    if (!text.starts_with("TMPDIR=") && !text.starts_with("TIDEMARK_") &&
        !text.starts_with("XDG_CACHE_HOME=")) {
      environment.emplace_back(text);
    }
  }
  environment.push_back("TMPDIR=" + scratch.string());
  // Nobody's own store, and none that two tests share.
  environment.push_back("XDG_CACHE_HOME=" + (scratch / kCacheDirectory).string());
  environment.insert(environment.end(), more.begin(), more.end());
  return environment;
}

probes::Child start(Arguments command, std::vector<std::string> environment, int in, int out,
                    int err) {
  const std::string program = command.front();
  command.erase(command.begin());
  auto child = probes::Child::start(
      {.program = program, .arguments = std::move(command), .environment = std::move(environment)},
      {.descriptors = {{0, in}, {1, out}, {2, err}}});
  if (!child) throw std::runtime_error(child.error().message);
  return std::move(*child);
}

std::string read_all_from_start(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  ssize_t count = 0;
  off_t at = 0;
  while ((count = ::pread(fd, buffer.data(), buffer.size(), at)) > 0) {
    text.append(buffer.data(), static_cast<std::size_t>(count));
    at += count;
  }
  return text;
}

}  // namespace

std::vector<std::string> Finished::lines() const {
  std::vector<std::string> lines;
  std::istringstream stream(out);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  return lines;
}

Program::Program(const Arguments& arguments, const fs::path& scratch, const Arguments& environment,
                 const Arguments& wrapper)
    : error_file_(::open("/tmp", O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)), child_([&] {
        Pipe in = Pipe::open();
        Pipe out = Pipe::open();
        input_ = std::move(in.write);
        output_ = std::move(out.read);
        Arguments command = wrapper;
        command.emplace_back(TIDEMARK_PROGRAM);
        command.insert(command.end(), arguments.begin(), arguments.end());
        return start(std::move(command), environment_with(scratch, environment), in.read.get(),
                     out.write.get(), error_file_.get());
      }()) {}

void Program::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t count = ::write(input_.get(), rest.data(), rest.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return;  // it has gone; the test sees that in its result
    rest.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::optional<std::string> Program::read_line() {
  const Deadline deadline = Deadline::in(std::chrono::seconds(60));
  while (true) {
    if (const std::size_t end = unread_.find('\n'); end != std::string::npos) {
      std::string line = unread_.substr(0, end);
      unread_.erase(0, end + 1);
      return line;
    }
    pollfd readable{output_.get(), POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(deadline.remaining().count())) <= 0)
      return std::nullopt;
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
    if (count <= 0) return std::nullopt;
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

Finished Program::finish(Deadline deadline) {
  input_.reset();
  Finished finished;
  while (!deadline.passed()) {
    pollfd readable{output_.get(), POLLIN, 0};
    if (::poll(&readable, 1, static_cast<int>(deadline.remaining().count())) <= 0) continue;
    std::array<char, 65536> buffer{};
    const ssize_t count = ::read(output_.get(), buffer.data(), buffer.size());
    if (count <= 0) break;
    unread_.append(buffer.data(), static_cast<std::size_t>(count));
  }
  finished.status = child_.wait(deadline);
  finished.took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_now() - started_);
  finished.out = std::move(unread_);
  finished.err = read_all_from_start(error_file_.get());
  return finished;
}

void EndToEnd::SetUp() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  std::signal(SIGPIPE, SIG_IGN);
  auto scratch = TempDir::create("e");
  auto files = TempDir::create("f");
  ASSERT_TRUE(scratch && files);
  scratch_ = std::move(*scratch);
  files_ = std::move(*files);
}

void EndToEnd::TearDown() {
  EXPECT_EQ(left_processes(std::chrono::seconds(2)), "");
  EXPECT_EQ(left_files(), std::vector<std::string>());
}

Finished EndToEnd::run(const Arguments& arguments, const Arguments& environment) {
  Program program(arguments, scratch(), environment);
  return program.finish();
}

std::string EndToEnd::left_processes(std::chrono::milliseconds patience,
                                     const std::set<Pid>& kept) {
  const Deadline deadline = Deadline::in(patience);
  std::string left;
  do {
    left.clear();
    (void)probes::reap_strangers(kept);
    for (const std::string& child : ProcessCensus::take().children) {
      const Pid pid = std::atoi(child.c_str());  // NOLINT(cert-err34-c): written by the census
      if (kept.contains(pid)) continue;
      std::ifstream file("/proc/" + std::to_string(pid) + "/cmdline");
      std::string command;
      std::getline(file, command);
      std::ranges::replace(command, '\0', ' ');
      left += child + " " + command.substr(0, 160) + "\n";
    }
    if (!left.empty()) (void)::poll(nullptr, 0, 20);
  } while (!left.empty() && !deadline.passed());
  return left;
}

std::vector<std::string> EndToEnd::left_files() const {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(scratch())) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("tidemark-sites") && name != kCacheDirectory) files.push_back(name);
  }
  return files;
}

fs::path EndToEnd::write_file(const std::string& name, const std::string& text) const {
  const fs::path path = files_.path() / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
  return path;
}

Simulator::Simulator(const fs::path& scenario, const fs::path& scratch)
    : program_({"sites", scenario.string(), "--json", "--quiet"}, scratch) {
  const auto line = program_.read_line();
  if (!line) throw std::runtime_error("the simulator did not start: " + program_.finish().err);
  const auto sites = nlohmann::json::parse(*line);
  for (const auto& rule : sites["map"]) reach_.insert(reach_.end(), {"--map", rule});
  reach_.insert(reach_.end(), {"--ca", sites["ca"], "--resolver", sites["resolver"]});
  domains_ = sites["domains"].get<std::vector<std::string>>();
}

Simulator::~Simulator() { (void)program_.child().end(std::chrono::seconds(5)); }

Arguments with_reach(Arguments arguments, const Simulator& simulator) {
  arguments.insert(arguments.end(), simulator.reach().begin(), simulator.reach().end());
  return arguments;
}

std::vector<Pid> children_of(Pid pid) {
  std::vector<Pid> children;
  std::error_code gone;
  for (const auto& task : fs::directory_iterator("/proc/" + std::to_string(pid) + "/task", gone)) {
    std::ifstream file(task.path() / "children");
    for (Pid child = 0; file >> child;) children.push_back(child);
  }
  return children;
}

std::string command_name(Pid pid) {
  std::ifstream file("/proc/" + std::to_string(pid) + "/comm");
  std::string name;
  std::getline(file, name);
  return name;
}

fs::path scenario_path(const std::string& name) { return fs::path(TIDEMARK_SCENARIOS) / name; }

}  // namespace tidemark::test
