#include "cli/watch_target.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

#include "harness/run/run_folder.hpp"
#include "probes/base/printable.hpp"
#include "probes/base/temp_dir.hpp"
#include "probes/sampling/command_line.hpp"

namespace tidemark::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTail = 8192;
constexpr std::size_t kLastLines = 10;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

Result<UniqueFd> open_file(const fs::path& path, int flags) {
  UniqueFd file(::open(path.c_str(), flags | O_CLOEXEC, 0644));
  if (!file) return system_failure("open " + path.string(), errno);
  return file;
}

Result<UniqueFd> open_kept(const fs::path& folder, const char* name) {
  if (folder.empty()) return open_file(temp_root(), O_TMPFILE | O_RDWR);
  return open_file(folder / name, O_CREAT | O_EXCL | O_RDWR | O_APPEND);
}

Result<WatchTarget> open_command(const WatchOptions& options, CommandOutput output,
                                 const fs::path& folder) {
  if (options.what.command->empty()) {
    return failure(ErrorCode::kBadInput, "there is no command behind `--`");
  }
  harness::WatchedCommand::Streams streams{
      .in = STDIN_FILENO, .out = STDOUT_FILENO, .err = STDERR_FILENO};
  UniqueFd in;
  UniqueFd out;
  UniqueFd err;
  if (output == CommandOutput::kToStderr) streams.out = STDERR_FILENO;
  if (output == CommandOutput::kKept) {  // the terminal is ours, keyboard and screen
    auto nothing = open_file("/dev/null", O_RDONLY);
    auto kept_out = open_kept(folder, harness::kSubjectOutFile);
    auto kept_err = open_kept(folder, harness::kSubjectErrFile);
    for (const auto* opened : {&nothing, &kept_out, &kept_err}) {
      if (!*opened) return std::unexpected(opened->error());
    }
    in = std::move(*nothing);
    out = std::move(*kept_out);
    err = std::move(*kept_err);
    streams = {.in = in.get(), .out = out.get(), .err = err.get()};
  }
  auto command = harness::WatchedCommand::start(*options.what.command, streams);
  if (!command) return std::unexpected(command.error());
  auto watcher = harness::Watcher::of_tree(command->id(), command->supervisor(), options.pace);
  if (!watcher) return std::unexpected(watcher.error());
  return WatchTarget{.watcher = std::move(*watcher),
                     .name = joined(*options.what.command),
                     .command = std::move(*command),
                     .kept_out = std::move(out),
                     .kept_err = std::move(err)};
}

Result<WatchTarget> open_process(Pid pid, const WatchOptions& options) {
  const auto id = read_process_id(pid);
  if (!id) {
    return failure(ErrorCode::kNotFound,
                   fmt::format("there is no process {} that can be seen from here", pid));
  }
  auto process = probes::ProcessRef::open(*id);
  if (!process) return std::unexpected(process.error());
  if (!process->alive()) {
    return failure(ErrorCode::kNotFound,
                   fmt::format("process {} has ended; its parent has not reaped it yet", pid));
  }
  auto watcher = harness::Watcher::of_tree(*id, {}, options.pace);
  if (!watcher) return std::unexpected(watcher.error());
  const auto line = probes::read_command_line(pid).value_or(std::vector<std::string>());
  return WatchTarget{
      .watcher = std::move(*watcher),
      .name = fmt::format("pid {}{}", pid, line.empty() ? "" : " (" + joined(line) + ")"),
      .process = std::move(*process)};
}

Result<WatchTarget> open_other(const WatchOptions& options) {
  const WatchChoice& what = options.what;
  auto watcher = what.browsers ? harness::Watcher::of_browsers(options.pace)
                               : harness::Watcher::of_cgroup(what.cgroup, options.pace);
  if (!watcher) return std::unexpected(watcher.error());
  return WatchTarget{
      .watcher = std::move(*watcher),
      .name = what.browsers ? "every browser of this machine" : "cgroup " + what.cgroup.string()};
}

}  // namespace

Result<WatchTarget> open_watch_target(const WatchOptions& options, CommandOutput output,
                                      const fs::path& folder) {
  auto target = options.what.command ? open_command(options, output, folder)
                : options.what.pid   ? open_process(*options.what.pid, options)
                                     : open_other(options);
  if (target) target->watcher.set_target(target->name);
  return target;
}

std::string last_lines(const UniqueFd& kept) {
  const off_t size = ::lseek(kept.get(), 0, SEEK_END);
  std::string tail(kTail, '\0');
  const ssize_t count = ::pread(kept.get(), tail.data(), tail.size(),
                                std::max<off_t>(0, size - static_cast<off_t>(kTail)));
  tail.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  while (tail.ends_with('\n')) tail.pop_back();
  std::size_t begin = tail.size();
  for (std::size_t lines = 0; lines < kLastLines && begin != 0; ++lines) {
    const std::size_t before = tail.rfind('\n', begin - 1);
    begin = before == std::string::npos ? 0 : before;
  }
  std::string shown;
  std::string_view rest = std::string_view(tail).substr(begin);
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    if (end > 0) shown += "  " + printable(rest.substr(0, end), 200) + "\n";
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return shown;
}

}  // namespace tidemark::cli
