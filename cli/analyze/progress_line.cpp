#include "cli/analyze/progress_line.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>

namespace tidemark::cli {
namespace {

constexpr std::chrono::seconds kRecent{30};
constexpr std::chrono::seconds kShortest{1};

std::size_t terminal_columns() {
  winsize size{};
  const bool known = ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  return known ? size.ws_col : 80;
}

std::string time_left(std::size_t left, double per_second) {
  const auto seconds = static_cast<long>(std::ceil(static_cast<double>(left) / per_second));
  if (seconds < 3600) return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
  return fmt::format("{}:{:02} h", seconds / 3600, seconds / 60 % 60);
}

}  // namespace

void RecentRate::see(std::size_t count, SteadyTime now) {
  looks_.emplace_back(now, count);
  // The oldest one kept is the last from before the window, so that the window is always covered.
  while (looks_.size() > 2 && now - looks_[1].first >= kRecent) looks_.pop_front();
}

std::optional<double> RecentRate::per_second() const {
  if (looks_.empty()) return std::nullopt;
  const auto [begin, before] = looks_.front();
  const auto [end, count] = looks_.back();
  if (end - begin < kShortest) return std::nullopt;
  return static_cast<double>(count - before) / std::chrono::duration<double>(end - begin).count();
}

std::string progress_text(const RunStatus& status, std::optional<double> per_second) {
  std::string text = status.total ? fmt::format("{} of {} done", status.done, *status.total)
                                  : fmt::format("{} done", status.done);
  text += fmt::format(", {} running", status.running);
  if (per_second) text += fmt::format(", {:.1f}/s", *per_second);
  if (status.tabs) {
    text += fmt::format(", {} of {} tabs in use", status.tabs->taken, status.tabs->slots);
    if (status.tabs->waiting > 0) text += fmt::format(", {} waiting", status.tabs->waiting);
  }
  if (status.total && *status.total > status.done && per_second && *per_second > 0) {
    text += fmt::format(", about {} left", time_left(*status.total - status.done, *per_second));
  }
  return text;
}

ProgressLine::ProgressLine(bool quiet) : quiet_(quiet), terminal_(::isatty(STDERR_FILENO) == 1) {}

std::chrono::milliseconds ProgressLine::interval() const {
  return terminal_ ? std::chrono::milliseconds(300) : std::chrono::seconds(10);
}

void ProgressLine::show(const RunStatus& status) {
  if (quiet_) return;
  rate_.see(status.done, steady_now());
  const std::string text = progress_text(status, rate_.per_second());
  if (!terminal_) {
    spdlog::info("{}", text);
    return;
  }
  // A line that wraps could not be taken away again.
  fmt::print(stderr, "\r\x1b[K{}", text.substr(0, terminal_columns() - 1));
  std::fflush(stderr);
  shown_ = true;
}

void ProgressLine::erase() {
  if (!std::exchange(shown_, false)) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
}

}  // namespace tidemark::cli
