// A long-running analyzer must come back to the same rest, however many pages it has read.
// TIDEMARK_PAGES=2000 build/release/bin/e2e_test --gtest_filter='SteadyState*' is the long form.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <vector>

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

constexpr std::size_t kRounds = 3;  // after the first hundred pages
// What a browser may be in the middle of at one rest and not at another: being replaced, or holding
// a spare renderer.
constexpr std::size_t kProcessesOfABrowser = 8;
// An idle headless-shell drifts by a descriptor or two in its processes.
constexpr std::size_t kDrift = 3;

using Amount = std::size_t Holdings::*;

// A leak grows from each rest to the next; what only differs is none.
bool grows_each_time(const std::vector<Holdings>& rests, Amount amount, std::size_t drift) {
  for (std::size_t i = 1; i < rests.size(); ++i) {
    if (rests[i].*amount <= rests[i - 1].*amount + drift) return false;
  }
  return true;
}

TEST_F(SteadyState, ReturnsToTheSameRest) {
  const char* wanted = std::getenv("TIDEMARK_PAGES");
  const int pages = wanted == nullptr ? 150 : std::atoi(wanted);  // NOLINT(cert-err34-c)
  const Simulator sites(write_file("pages.json", kPages), scratch());
  Program analyze(with_reach({"analyze", "-", "--json", "--quiet", "--budget", "60s", "--no-cache",
                              "--browsers", "2"},
                             sites),
                  scratch());
  ASSERT_TRUE(feed(analyze, 100));
  std::vector<Holdings> rests{at_rest(analyze.child().pid())};
  const double memory_at_first = memory_of_tree(analyze.child().pid());
  double seconds = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const SteadyTime start = steady_now();
    ASSERT_TRUE(feed(analyze, pages / static_cast<int>(kRounds)));
    seconds += std::chrono::duration<double>(steady_now() - start).count();
    rests.push_back(at_rest(analyze.child().pid()));
  }
  for (const Holdings& rest : rests) std::cout << rest << "\n";
  std::cout << "PSS " << memory_at_first << " and " << memory_of_tree(analyze.child().pid())
            << " MiB\n"
            << pages / seconds << " pages/s, three of four through the browser\n";
  EXPECT_FALSE(grows_each_time(rests, &Holdings::processes, 0));
  EXPECT_FALSE(grows_each_time(rests, &Holdings::directories, 0));
  EXPECT_FALSE(grows_each_time(rests, &Holdings::descriptors, kDrift));
  EXPECT_LE(rests.back().processes, rests.front().processes + kProcessesOfABrowser);
  EXPECT_LE(rests.back().directories, rests.front().directories + 1);
  EXPECT_EQ(analyze.finish().code(), 0);
}

}  // namespace
}  // namespace tidemark::test
