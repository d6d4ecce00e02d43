#include "analyzer/browser/browser.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

#include <nlohmann/json.hpp>

#include "analyzer/browser/browser_flags.hpp"
#include "analyzer/browser/process_end.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

// Two ends of a one-way channel.
struct Channel {
  UniqueFd read;
  UniqueFd write;
};

Result<Channel> make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return system_failure("create a browser's pipe", errno);
  return Channel{.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

Result<Channel> make_socket_channel() {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return system_failure("create a browser's socket", errno);
  }
  return Channel{.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

struct Channels {
  Channel commands;
  Channel answers;
  Channel errors;
};

Result<Channels> make_channels() {
  auto commands = make_socket_channel();
  if (!commands) return std::unexpected(commands.error());
  auto answers = make_pipe();
  if (!answers) return std::unexpected(answers.error());
  auto errors = make_pipe();
  if (!errors) return std::unexpected(errors.error());
  return Channels{std::move(*commands), std::move(*answers), std::move(*errors)};
}

Result<probes::Child> start_process(const BrowserSetup& setup, const ProfileLease& lease,
                                    const Channels& channels,
                                    const std::optional<probes::RunAs>& user) {
  const probes::Command command{
      .program = setup.executable,
      .arguments = browser_arguments(
          lease.profile(), setup.proxy->dead_end(),
          {.mode = setup.mode, .frames = setup.frames, .sandbox = setup.confinement.sandbox}),
      .environment = browser_environment(lease.home(), lease.tmp()),
      .working_directory = lease.directory()};
  const probes::StartOptions options{
      .group = probes::Group::kOwn,
      .run_as = user,
      .parent_death_signal = SIGKILL,
      .descriptors = {{.theirs = STDERR_FILENO, .ours = channels.errors.write.get()},
                      {.theirs = 3, .ours = channels.commands.read.get()},
                      {.theirs = 4, .ours = channels.answers.write.get()}}};
  return probes::Child::start(command, options);
}

}  // namespace

Browser::Browser(ProfileLease lease, probes::Child process, std::shared_ptr<FilteringProxy> proxy)
    : pid_(process.pid()),
      directory_(lease.directory()),
      proxy_(std::move(proxy)),
      lease_(std::move(lease)),
      process_(std::move(process)) {}

Browser::~Browser() = default;

Result<std::unique_ptr<Browser>> Browser::launch(const asio::any_io_executor& executor,
                                                 const BrowserSetup& setup, GuardLink& guard) {
  // The guard removes the directory should we be killed, from before its first trace on.
  fs::path expected;
  auto lease = ProfileLease::create(setup.scratch_root, [&](const fs::path& directory) {
    expected = directory;
    return guard.expect(directory);
  });
  if (!lease) {
    if (!expected.empty()) (void)guard.release(expected);
    return std::unexpected(lease.error());
  }
  if (auto watched = guard.watch(*lease, std::nullopt); !watched) {
    return std::unexpected(watched.error());
  }
  const fs::path directory = lease->directory();
  const auto give_up = [&guard, &directory](Error error) {
    (void)guard.release(directory);
    return std::unexpected(std::move(error));
  };
  if (auto trusted = setup.trust.install(lease->home()); !trusted) return give_up(trusted.error());
  auto channels = make_channels();
  if (!channels) return give_up(channels.error());
  std::optional<probes::RunAs> user;
  if (setup.confinement.drops_root) {
    user = unused_user();
    if (auto given = lease->hand_over(*user); !given) return give_up(given.error());
  }
  auto process = start_process(setup, *lease, *channels, user);
  if (!process) return give_up(process.error());
  if (auto recorded = lease->record_browser(process->id()); !recorded) {
    return give_up(recorded.error());
  }
  const GuardedBrowser guarded{.pid = process->pid(), .pidfd = process->pidfd()};
  if (auto watched = guard.watch(*lease, guarded); !watched) return give_up(watched.error());
  std::unique_ptr<Browser> browser(
      new Browser(std::move(*lease), std::move(*process), setup.proxy));
  browser->frames_ = setup.frames;
  browser->user_ = user ? user->user : ::geteuid();
  browser->stderr_ = std::make_unique<StderrTail>(executor, std::move(channels->errors.read));
  browser->cdp_ = std::make_unique<CdpConnection>(executor, std::move(channels->commands.write),
                                                  std::move(channels->answers.read));
  return browser;
}

Result<std::unique_ptr<Lane>> Browser::open_lane() const { return proxy_->open_lane(user_); }

Result<void> Browser::watch_by(GuardLink& guard) const {
  if (!process_ || !lease_) return {};
  return guard.watch(*lease_, GuardedBrowser{.pid = pid_, .pidfd = process_->pidfd()});
}

asio::awaitable<Result<void>> Browser::greet(Deadline deadline) {
  const json nothing = json::object();
  const auto version = co_await cdp_->call("Browser.getVersion", nothing, "", deadline);
  if (version) {
    // The connection owns the handler and is ours.
    cdp_->on_event(
        "", [this](const std::string& method, const json& params) { take_event(method, params); });
    const json discover{{"discover", true}};
    cdp_->post("Target.setDiscoverTargets", discover, "");
    co_return Result<void>();
  }
  Error error = version.error();
  const Deadline patience = Deadline::in(std::chrono::milliseconds(200));
  co_await stderr_->wait_complete(patience);
  error.message = "the browser did not start: " + error.message;
  if (const std::string words = stderr_->text(); !words.empty()) {
    error.message += "; it said: " + words;
  }
  co_return std::unexpected(error);
}

// Popups are never read and would pile up in a storm of them: each is closed as it appears.
void Browser::take_event(const std::string& method, const json& params) {
  if (method == "Target.detachedFromTarget") cdp_->end_session(params.value("sessionId", ""));
  if (method != "Target.targetCreated") return;
  const auto target = params.find("targetInfo");
  if (target == params.end() || !target->is_object()) return;
  const std::string type = target->value("type", "");
  if (type == "worker" || type == "iframe") return;  // part of a page, and end with it
  const bool is_page = type == "page";
  const bool is_popup = is_page && target->contains("openerId");
  if (is_page && !is_popup && !target->contains("subtype")) return;  // a tab of ours
  if (is_popup) {
    const json closing{{"targetId", target->value("targetId", "")}};
    cdp_->post("Target.closeTarget", closing, "");
  }
  const auto found = strangers_.find(target->value("browserContextId", ""));
  if (found != strangers_.end()) found->second();
}

void Browser::on_strangers(const std::string& context, std::function<void()> handler) {
  if (handler) {
    strangers_.insert_or_assign(context, std::move(handler));
  } else {
    strangers_.erase(context);
  }
}

asio::awaitable<bool> Browser::answers(Deadline deadline) {
  if (!cdp_) co_return false;
  const json nothing = json::object();
  const auto version = co_await cdp_->call("Browser.getVersion", nothing, "", deadline);
  co_return version.has_value();
}

asio::awaitable<void> Browser::close(Deadline deadline) {
  if (!process_) co_return;
  if (!cdp_->closed() && !deadline.passed()) {
    const json nothing = json::object();
    (void)co_await cdp_->call("Browser.close", nothing, "", deadline);
  }
  if (!process_) co_return;  // killed meanwhile
  cdp_->close();
  (void)co_await wait_process_ended(process_->pidfd(), deadline);
  if (!process_) co_return;
  // Not reaped yet, so the group's number is still its own, whether the leader lives or not.
  (void)process_->signal_group(SIGKILL);
  const Deadline killing = Deadline::in(std::chrono::milliseconds(400));
  (void)co_await wait_process_ended(process_->pidfd(), killing);
  kill();
}

void Browser::kill() {
  cdp_->close();
  stderr_.reset();
  if (process_) {
    (void)process_->signal_group(SIGKILL);
    (void)process_->end(std::chrono::nanoseconds(0));
  }
  process_.reset();
  lease_.reset();
}

}  // namespace tidemark::analyzer
