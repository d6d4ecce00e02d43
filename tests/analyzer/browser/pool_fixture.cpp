#include "tests/analyzer/browser/pool_fixture.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <charconv>
#include <fstream>
#include <sstream>

#include <boost/asio/bind_cancellation_slot.hpp>

namespace tidemark::test {
namespace asio = boost::asio;
namespace fs = std::filesystem;

namespace {

// Of /proc: a process that ends while its file is read makes a stream's buffer throw, which only
// this operator takes for the end.
std::string read_file(const fs::path& file) {
  std::ifstream stream(file);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

// Zombies count as gone: whether somebody reaps them is up to the machine's init.
bool lives(Pid pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  return name_end != std::string::npos && stat.size() > name_end + 2 && stat[name_end + 2] != 'Z';
}

std::vector<Pid> living(const std::function<bool(Pid)>& wanted) {
  std::vector<Pid> found;
  for (const auto& entry : fs::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    Pid pid = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (parsed.ec != std::errc() || parsed.ptr != name.data() + name.size()) continue;
    if (wanted(pid) && lives(pid)) found.push_back(pid);
  }
  return found;
}

asio::awaitable<void> run_visit(BrowserPool& pool, std::string url, Deadline deadline,
                                std::shared_ptr<Visiting> visiting) {
  std::function<void(Pid)> on_slot = [visiting](Pid pid) { visiting->browser = pid; };
  PageVisit result = co_await pool.visit(std::move(url), deadline, std::move(on_slot));
  visiting->result = std::move(result);
}

void rethrow(const std::exception_ptr& problem) {
  if (problem) std::rethrow_exception(problem);
}

}  // namespace

void PoolTest::SetUp() {
  LeavesNothingBehind::SetUp();
  if (const auto browser = analyzer::find_browser(); !browser) {
    GTEST_SKIP() << browser.error().message;
  }
  auto made = TempDir::create("tidemark-t");
  ASSERT_TRUE(made) << made.error().message;
  scratch_ = std::move(*made);
  // For the browsers of a test that runs as root, which are not.
  fs::permissions(scratch_.path(),
                  fs::perms::owner_all | fs::perms::group_exec | fs::perms::others_exec);
  loop_ = std::make_unique<asio::io_context>();
  site_ = std::make_unique<TestSite>(*loop_);
}

void PoolTest::TearDown() {
  if (pool_) close();
  pool_.reset();
  site_.reset();
  loop_.reset();
  visits_.clear();
  if (!scratch_.path().empty()) {
    EXPECT_TRUE(fs::is_empty(scratch_.path()));
    EXPECT_EQ(processes_with(scratch_.path().string()), std::vector<Pid>());
  }
  LeavesNothingBehind::TearDown();
}

BrowserOptions PoolTest::defaults() const {
  BrowserOptions options;
  options.scratch_root = scratch_.path();
  const std::string rule = "*=127.0.0.1:" + std::to_string(site_->port());
  EXPECT_TRUE(options.reach.map.add(rule));
  return options;
}

void PoolTest::make_pool(BrowserOptions options) {
  if (options.scratch_root.empty()) {
    options.scratch_root = scratch_.path();
    options.reach = defaults().reach;
  }
  options.on_note = [this](const std::string& text) { notes_.push_back(text); };
  auto pool = BrowserPool::create(loop_->get_executor(), std::move(options));
  ASSERT_TRUE(pool) << pool.error().message;
  pool_ = std::move(*pool);
}

std::shared_ptr<Visiting> PoolTest::start(const std::string& url, Milliseconds budget) {
  const std::string whole = url.starts_with('/') ? "http://shop.example" + url : url;
  auto visiting = std::make_shared<Visiting>();
  visits_.push_back(visiting);
  asio::co_spawn(*loop_, run_visit(*pool_, whole, Deadline::in(budget), visiting),
                 asio::bind_cancellation_slot(visiting->cancel.slot(), rethrow));
  return visiting;
}

PageVisit PoolTest::finish(const std::shared_ptr<Visiting>& visiting) {
  run_until([&visiting] { return visiting->result.has_value(); });
  return visiting->result.value_or(PageVisit{});
}

PageVisit PoolTest::visit(const std::string& url, Milliseconds budget) {
  return finish(start(url, budget));
}

void PoolTest::close(Milliseconds patience) {
  bool closed = false;
  asio::co_spawn(*loop_, pool_->close(Deadline::in(patience)),
                 [&closed](const std::exception_ptr& problem) {
                   rethrow(problem);
                   closed = true;
                 });
  run_until([&closed] { return closed; });
}

void PoolTest::run_until(const std::function<bool()>& done) {
  const Deadline deadline = Deadline::in(std::chrono::seconds(40));
  while (!done() && !deadline.passed()) loop_->run_one_for(Milliseconds(20));
  ASSERT_TRUE(done()) << "waited 40 s in vain";
}

bool PoolTest::has_note(const std::string& part) const {
  return std::ranges::any_of(notes_, [&part](const auto& note) { return note.contains(part); });
}

std::vector<Pid> processes_with(const std::string& text) {
  return living([&text](Pid pid) { return command_line(pid).contains(text); });
}

std::string command_line(Pid pid) { return read_file("/proc/" + std::to_string(pid) + "/cmdline"); }

Pid parent_of(Pid pid) {
  const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
  const std::size_t name_end = stat.rfind(')');
  constexpr std::size_t kNameToParent = 4;  // ") S "
  Pid parent = 0;
  if (name_end == std::string::npos || stat.size() < name_end + kNameToParent) return parent;
  std::from_chars(stat.data() + name_end + kNameToParent, stat.data() + stat.size(), parent);
  return parent;
}

std::vector<Pid> group_members(Pid group) {
  return living([group](Pid pid) { return ::getpgid(pid) == group; });
}

}  // namespace tidemark::test
