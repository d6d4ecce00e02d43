// A long-running analyzer must come back to the same rest, however many pages it has read.
// TIDEMARK_PAGES=2000 build/release/bin/e2e_test --gtest_filter='SteadyState*' is the long form.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPages = R"({
  "name": "pages", "description": "what a steady load looks like",
  "sites": [
    {"hosts": ["shell-a.example", "shell-b.example", "shell-c.example"], "behavior": {"kind": "shell"}},
    {"hosts": ["page.example"], "behavior": {"kind": "page"}}
  ]
})";

// What a process tree and its temporary directory hold.
struct Holdings {
  std::size_t processes = 0;
  std::size_t descriptors = 0;
  std::size_t directories = 0;

  friend bool operator==(const Holdings&, const Holdings&) = default;
};

std::ostream& operator<<(std::ostream& out, const Holdings& holdings) {
  return out << holdings.processes << " processes, " << holdings.descriptors << " descriptors, "
             << holdings.directories << " directories";
}

// PSS of a process and all below it.
double memory_of_tree(Pid pid) {
  double mib = 0;
  std::ifstream rollup("/proc/" + std::to_string(pid) + "/smaps_rollup");
  for (std::string line; std::getline(rollup, line);) {
    if (line.starts_with("Pss:")) mib = std::stod(line.substr(4)) / 1024;
  }
  for (const Pid child : children_of(pid)) mib += memory_of_tree(child);
  return mib;
}

void count_tree(Pid pid, Holdings& holdings) {
  ++holdings.processes;
  std::error_code gone;
  for ([[maybe_unused]] const auto& fd :
       fs::directory_iterator("/proc/" + std::to_string(pid) + "/fd", gone)) {
    ++holdings.descriptors;
  }
  for (const Pid child : children_of(pid)) count_tree(child, holdings);
}

class SteadyState : public EndToEnd {
 protected:
  [[nodiscard]] Holdings take(Pid root) const {
    Holdings holdings;
    count_tree(root, holdings);
    holdings.directories = left_files().size();
    return holdings;
  }
  // The holdings once they have not changed for two seconds.
  [[nodiscard]] Holdings at_rest(Pid root) const {
    Holdings last = take(root);
    SteadyTime since = steady_now();
    const Deadline deadline = Deadline::in(std::chrono::seconds(60));
    while (steady_now() - since < std::chrono::seconds(2) && !deadline.passed()) {
      (void)::poll(nullptr, 0, 100);
      const Holdings now = take(root);
      if (now != last) since = steady_now();
      last = now;
    }
    return last;
  }
};

// Feeds `count` domains, at most 50 ahead of the answers; false if an answer is missing.
bool feed(Program& analyze, int count) {
  const char* hosts[] = {"shell-a.example\n", "shell-b.example\n", "shell-c.example\n",
                         "page.example\n"};
  int asked = 0;
  for (int answered = 0; answered < count; ++answered) {
    while (asked < count && asked < answered + 50) analyze.write(hosts[asked++ % 4]);
    const auto line = analyze.read_line();
    if (!line) return false;
    EXPECT_EQ(nlohmann::json::parse(*line)["state"], "alive") << *line;
  }
  return true;
}

TEST_F(SteadyState, ReturnsToTheSameRest) {
  const char* wanted = std::getenv("TIDEMARK_PAGES");
  const int pages = wanted == nullptr ? 100 : std::atoi(wanted);  // NOLINT(cert-err34-c)
  const Simulator sites(write_file("pages.json", kPages), scratch());
  Program analyze(with_reach({"analyze", "-", "--json", "--quiet", "--budget", "60s", "--no-cache",
                              "--browsers", "2"},
                             sites),
                  scratch());
  ASSERT_TRUE(feed(analyze, 100));
  const Holdings after_hundred = at_rest(analyze.child().pid());
  const double memory_after_hundred = memory_of_tree(analyze.child().pid());
  const SteadyTime start = steady_now();
  ASSERT_TRUE(feed(analyze, pages));
  const double seconds = std::chrono::duration<double>(steady_now() - start).count();
  Holdings after_all = at_rest(analyze.child().pid());
  std::cout << "after 100 pages: " << after_hundred << "\nafter " << 100 + pages
            << " pages: " << after_all << "\nPSS " << memory_after_hundred << " and "
            << memory_of_tree(analyze.child().pid()) << " MiB\n"
            << pages / seconds << " pages/s, three of four through the browser\n";
  // Fewer is no leak: on a busy machine a process of the first hundred pages may be late to leave.
  EXPECT_LE(after_all.processes, after_hundred.processes);
  EXPECT_EQ(after_all.directories, after_hundred.directories);
  // An idle headless-shell drifts by a descriptor or two in its processes; a leak of one per page,
  // or one per browser, is far beyond that.
  EXPECT_LE(after_all.descriptors, after_hundred.descriptors + 3);
  EXPECT_EQ(analyze.finish().code(), 0);
}

}  // namespace
}  // namespace tidemark::test
