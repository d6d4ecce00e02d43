#include "analyzer/store/store_lease.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;
namespace {

using nlohmann::json;

constexpr std::size_t kLongestRecord = 8192;

std::string read_record(int fd) {
  std::array<char, kLongestRecord> buffer{};
  const ssize_t count = ::pread(fd, buffer.data(), buffer.size(), 0);
  return {buffer.data(), count > 0 ? static_cast<std::size_t>(count) : 0};
}

// Overwrites in place: the lock belongs to this inode. Whoever reads half a record says so.
void write_record(int fd, const std::vector<std::string>& command_line) {
  std::string words;
  for (const std::string& word : command_line) words += (words.empty() ? "" : " ") + word;
  constexpr std::size_t kLongestCommandLine = 1000;
  const json record{{"pid", ::getpid()},
                    {"since", utc_text(std::chrono::system_clock::now())},
                    {"command_line", words.substr(0, kLongestCommandLine)}};
  const std::string text = record.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  // The lock counts, not the record: a full disk must not keep a run from starting.
  (void)!::ftruncate(fd, 0);
  (void)!::pwrite(fd, text.data(), text.size(), 0);
}

}  // namespace

fs::path lease_file_of(const fs::path& store) { return store.string() + ".lock"; }

std::string describe_holder(std::string_view lease_text) {
  const json record = json::parse(lease_text, nullptr, false);
  const bool complete = record.is_object() && record.contains("pid") && record["pid"].is_number() &&
                        record.contains("since") && record["since"].is_string() &&
                        record.contains("command_line") && record["command_line"].is_string();
  if (!complete) return "another run";
  return "pid " + record["pid"].dump() + " since " +
         printable(record["since"].get_ref<const std::string&>(), 40) + " (" +
         printable(record["command_line"].get_ref<const std::string&>(), 160) + ")";
}

Result<StoreLease> StoreLease::take(const fs::path& store,
                                    const std::vector<std::string>& command_line,
                                    Deadline hand_over,
                                    const std::function<void(const std::string&)>& on_wait) {
  const fs::path path = lease_file_of(store);
  UniqueFd lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return system_failure("open " + path.string(), errno);
  bool told = false;
  while (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return system_failure("lock " + path.string(), errno);
    }
    const std::string holder = describe_holder(read_record(lock.get()));
    if (hand_over.passed()) {
      return failure(ErrorCode::kUnavailable,
                     "the store " + store.string() + " is in use by " + holder +
                         "; wait for it, or use another with --cache FILE, or --no-cache");
    }
    if (!std::exchange(told, true)) on_wait(holder);
    // Nothing announces that a flock is free to somebody who must not wait for it for ever.
    constexpr int kRetryMs = 20;
    ::poll(nullptr, 0, kRetryMs);
  }
  write_record(lock.get(), command_line);
  return StoreLease(std::move(lock));
}

}  // namespace tidemark::analyzer
