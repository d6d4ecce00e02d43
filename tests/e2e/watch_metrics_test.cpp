// A real Prometheus scrapes `tidemark watch --metrics`.
#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <fstream>
#include <regex>
#include <sstream>

#include <nlohmann/json.hpp>

#include "probes/process/find_program.hpp"
#include "tests/e2e/program.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in at{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {}, .sin_zero = {}};
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return at;
}

// One that nobody has at this moment.
std::uint16_t free_port() {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at = loopback(0);
  socklen_t size = sizeof at;
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&at), size) != 0 ||
      ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&at), &size) != 0) {
    throw std::runtime_error("no free port");
  }
  return ntohs(at.sin_port);
}

// The body of an answer; empty when there is none within five seconds.
std::string http_get(std::uint16_t port, const std::string& path) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const sockaddr_in at = loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0) return "";
  const std::string request = "GET " + path + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
  if (::write(socket.get(), request.data(), request.size()) < 0) return "";
  std::string text;
  std::array<char, 8192> buffer{};
  const Deadline deadline = Deadline::in(seconds(5));
  while (!deadline.passed()) {
    pollfd readable{.fd = socket.get(), .events = POLLIN, .revents = 0};
    if (::poll(&readable, 1, static_cast<int>(deadline.remaining().count())) <= 0) break;
    const ssize_t count = ::read(socket.get(), buffer.data(), buffer.size());
    if (count <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(count));
  }
  const std::size_t body = text.find("\r\n\r\n");
  return body == std::string::npos ? "" : text.substr(body + 4);
}

bool installed(const char* program) {
  return probes::find_program({.program = program}).has_value();
}

class WatchMetrics : public EndToEnd {
 protected:
  // A watch of a process, and the port of its metrics.
  struct Served {
    std::unique_ptr<Program> program;
    std::uint16_t port = 0;
  };
  Served serve(Pid pid) {
    Served served;
    served.port = free_port();
    served.program = std::make_unique<Program>(
        Arguments{"watch", "--quiet", "--interval", "100ms", "--pid", std::to_string(pid),
                  "--metrics", std::to_string(served.port)},
        scratch());
    const Deadline deadline = Deadline::in(seconds(20));
    while (http_get(served.port, "/metrics").empty() && !deadline.passed()) {
      (void)::poll(nullptr, 0, 20);
    }
    return served;
  }
  static std::string text_of(const fs::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
  }
  // Runs a program of Prometheus with its output in a file.
  static probes::Child start(const std::string& program, const Arguments& arguments,
                             const fs::path& input, const fs::path& output) {
    const UniqueFd in(::open(input.c_str(), O_RDONLY | O_CLOEXEC));
    const UniqueFd out(::open(output.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
    auto child =
        probes::Child::start({.program = program, .arguments = arguments},
                             {.descriptors = {{0, in.get()}, {1, out.get()}, {2, out.get()}}});
    if (!child) throw std::runtime_error(child.error().message);
    return std::move(*child);
  }
  static json ask(std::uint16_t port, const std::string& path) {
    return json::parse(http_get(port, path), nullptr, false);
  }
};

TEST_F(WatchMetrics, AreScrapedByPrometheusWithoutAWarning) {
  if (!installed("prometheus")) GTEST_SKIP() << "prometheus is not installed";
  Victim waits("waits");
  const Served served = serve(waits.child().pid());
  const std::uint16_t port = free_port();
  const fs::path config =
      write_file("prometheus.yml",
                 "global: {scrape_interval: 200ms, scrape_timeout: 200ms}\n"
                 "scrape_configs: [{job_name: tidemark, static_configs: [{targets: ['127.0.0.1:" +
                     std::to_string(served.port) + "']}]}]\n");
  const fs::path log = config.parent_path() / "prometheus.log";
  probes::Child prometheus =
      start("prometheus",
            {"--config.file=" + config.string(),
             "--storage.tsdb.path=" + (config.parent_path() / "data").string(),
             "--web.listen-address=127.0.0.1:" + std::to_string(port), "--log.level=info"},
            "/dev/null", log);

  // Three scrapes at least: their samples are there, and their health has been judged.
  const std::string count = "/api/v1/query?query=count_over_time(tidemark_ticks_total%5B1m%5D)";
  json counted;
  const Deadline deadline = Deadline::in(seconds(60));
  do {
    (void)::poll(nullptr, 0, 100);
    counted = ask(port, count);
  } while (!deadline.passed() &&
           (counted.is_discarded() || counted["data"]["result"].empty() ||
            std::stoi(counted["data"]["result"][0]["value"][1].get<std::string>()) < 3));

  const json targets = ask(port, "/api/v1/targets");
  const json roles = ask(port, "/api/v1/query?query=tidemark_processes");
  const json described = ask(port, "/api/v1/metadata?metric=tidemark_resident_memory_bytes");
  const std::string said = text_of(log);  // before it says that it was told to end
  EXPECT_TRUE(prometheus.end(seconds(10)));
  ASSERT_FALSE(targets.is_discarded()) << said;
  const json& target = targets["data"]["activeTargets"][0];
  EXPECT_EQ(target["health"], "up");
  EXPECT_EQ(target["lastError"], "");
  ASSERT_EQ(roles["data"]["result"].size(), 1U) << roles;
  EXPECT_EQ(roles["data"]["result"][0]["metric"]["role"], "subject");
  EXPECT_EQ(roles["data"]["result"][0]["value"][1], "1");
  const json& kind = described["data"]["tidemark_resident_memory_bytes"][0];
  EXPECT_EQ(kind["type"], "gauge");
  EXPECT_EQ(kind["unit"], "bytes");
  std::istringstream lines(said);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_THAT(line, Not(HasSubstr("level=warn")));
    EXPECT_THAT(line, Not(HasSubstr("level=error")));
  }
  ASSERT_TRUE(served.program->child().signal(SIGTERM));
  EXPECT_EQ(served.program->finish().code(), 143);
}

TEST_F(WatchMetrics, PassPromtoolsCheck) {
  if (!installed("promtool")) GTEST_SKIP() << "promtool is not installed";
  Victim waits("waits");
  const Served served = serve(waits.child().pid());
  const fs::path metrics = write_file("metrics", http_get(served.port, "/metrics"));
  const fs::path said = metrics.parent_path() / "said";
  probes::Child promtool = start("promtool", {"check", "metrics"}, metrics, said);
  const auto status = promtool.wait(Deadline::in(seconds(30)));
  ASSERT_TRUE(status);
  EXPECT_TRUE(status->success()) << text_of(said);
  EXPECT_EQ(text_of(said), "");
  ASSERT_TRUE(served.program->child().signal(SIGINT));
  EXPECT_EQ(served.program->finish().code(), 130);
}

TEST_F(WatchMetrics, SayWhereTheyAreWhenThePortIsFree) {
  Victim waits("waits");
  const Finished finished = run({"watch", "--duration", "200ms", "--interval", "50ms", "--metrics",
                                 "0", "--pid", std::to_string(waits.child().pid())});
  EXPECT_EQ(finished.code(), 0);
  EXPECT_TRUE(std::regex_search(
      finished.err, std::regex("metrics at http://127\\.0\\.0\\.1:[1-9][0-9]*/metrics")))
      << finished.err;
}

// What dies keeps what it used, and what was counted once stays.
TEST_F(WatchMetrics, NeverDecreaseWhenProcessesEnd) {
  const std::uint16_t port = free_port();
  Program program({"watch", "--quiet", "--interval", "50ms", "--metrics", std::to_string(port),
                   "--", "sh", "-c",
                   "for i in 1 2 3 4 5 6 7 8; do sh -c 'i=0; while [ $i -lt 30000 ]; do "
                   "i=$((i+1)); done'; done"},
                  scratch());
  const std::regex counter("([a-z_]+_total(\\{[^}]*\\})?) ([0-9.e+-]+)");
  std::map<std::string, double> before;
  int scrapes = 0;
  const Deadline deadline = Deadline::in(seconds(60));
  while (!program.child().poll() && !deadline.passed()) {
    std::istringstream lines(http_get(port, "/metrics"));
    for (std::string line; std::getline(lines, line);) {
      std::smatch part;
      if (!std::regex_match(line, part, counter)) continue;
      const double value = std::stod(part[3]);
      EXPECT_GE(value, before[part[1]]) << line;
      before[part[1]] = value;
      ++scrapes;
    }
    (void)::poll(nullptr, 0, 20);
  }
  EXPECT_EQ(program.finish().code(), 0);
  EXPECT_GT(scrapes, 10);
}

}  // namespace
}  // namespace tidemark::test
