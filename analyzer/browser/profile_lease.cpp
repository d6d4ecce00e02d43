#include "analyzer/browser/profile_lease.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <random>
#include <system_error>

#include <nlohmann/json.hpp>

#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;
using nlohmann::json;

namespace {

json to_json(const ProcessId& id) { return {{"pid", id.pid}, {"start_ticks", id.start_ticks}}; }

std::optional<ProcessId> process_id_from(const json& value) {
  if (!value.is_object()) return std::nullopt;
  const auto pid = value.find("pid");
  const auto start = value.find("start_ticks");
  if (pid == value.end() || !pid->is_number_unsigned()) return std::nullopt;
  if (start == value.end() || !start->is_number_unsigned()) return std::nullopt;
  return ProcessId{.pid = pid->get<Pid>(), .start_ticks = start->get<std::uint64_t>()};
}

std::string to_text(const LeaseRecord& record) {
  json value{{"boot", record.boot_id}, {"owner", to_json(record.owner)}};
  if (record.browser) value["browser"] = to_json(*record.browser);
  return value.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
}

// Overwrites in place: the lock belongs to this inode, a rename over it would leave it behind. A
// record only ever grows, so a reader after a crash finds the old text, the new one, or something
// that fails to parse, never a mixture that means another process.
Result<void> write_record(int fd, const LeaseRecord& record) {
  const std::string text = to_text(record);
  const ssize_t written = ::pwrite(fd, text.data(), text.size(), 0);
  if (written < 0) return system_failure("write a profile lease", errno);
  if (static_cast<std::size_t>(written) != text.size()) {
    return failure(ErrorCode::kNoSpace, "write a profile lease: no space left");
  }
  return {};
}

// Six letters as mkdtemp chooses them, which cannot tell them before it has made the directory.
std::string random_letters() {
  constexpr std::string_view kLetters =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  std::random_device source;
  std::uniform_int_distribution<std::size_t> choice(0, kLetters.size() - 1);
  std::string letters(6, ' ');
  for (char& letter : letters) letter = kLetters[choice(source)];
  return letters;
}

// The lease file and its lock, under the name that sweeps leave alone.
Result<UniqueFd> prepare(const fs::path& directory) {
  UniqueFd lock(::open((directory / kLeaseFile).c_str(),
                       O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock) return system_failure("create a profile lease in " + directory.string(), errno);
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    return system_failure("lock the profile lease in " + directory.string(), errno);
  }
  for (const char* name : {"profile", "tmp", "home"}) {
    std::error_code error;
    fs::create_directory(directory / name, error);
    if (error) {
      return system_failure("create a profile directory in " + directory.string(), error.value());
    }
    fs::permissions(directory / name, fs::perms::owner_all, error);
  }
  return lock;
}

// One pass; true when nothing is left.
bool remove_pass(const fs::path& directory, std::error_code& error) {
  error.clear();
  for (fs::directory_iterator entry(directory, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->path().filename() == kLeaseFile) continue;
    std::error_code one;
    fs::remove_all(entry->path(), one);
    if (one) error = one;
  }
  if (error == std::errc::no_such_file_or_directory) error.clear();
  if (error) return false;
  fs::remove_all(directory, error);
  return !error;
}

}  // namespace

Result<void> check_scratch_root(const fs::path& scratch_root) {
  const std::string longest = (scratch_root / "tidemark-profile-XXXXXX" / "tmp" /
                               "org.chromium.Chromium.XXXXXX" / "SingletonSocket")
                                  .string();
  constexpr std::size_t kLongestSocketPath = sizeof(sockaddr_un::sun_path) - 1;
  if (longest.size() <= kLongestSocketPath) return {};
  const std::size_t excess = longest.size() - kLongestSocketPath;
  return failure(ErrorCode::kBadInput,
                 "scratch directory " + scratch_root.string() + " is " + std::to_string(excess) +
                     " characters too long for Chromium's socket in it; choose "
                     "a shorter one, such as /tmp");
}

Result<LeaseRecord> parse_lease(std::string_view text) {
  const json value = json::parse(text, nullptr, false);
  const auto bad = failure(ErrorCode::kProtocol, "a profile lease is not complete");
  if (!value.is_object()) return bad;
  const auto boot = value.find("boot");
  const auto owner = value.find("owner");
  if (boot == value.end() || !boot->is_string() || owner == value.end()) return bad;
  const std::optional<ProcessId> owner_id = process_id_from(*owner);
  if (!owner_id) return bad;
  LeaseRecord record{.boot_id = boot->get<std::string>(), .owner = *owner_id};
  if (const auto browser = value.find("browser"); browser != value.end()) {
    record.browser = process_id_from(*browser);
  }
  return record;
}

fs::path unfinished_directory(const fs::path& directory) {
  const std::string letters = directory.filename().string().substr(kProfilePrefix.size());
  return directory.parent_path() / (std::string(kNewProfilePrefix) + letters);
}

Result<ProfileLease> ProfileLease::create(const fs::path& wanted_root, const Announce& announce) {
  std::error_code error;
  const fs::path scratch_root = fs::canonical(wanted_root, error);
  if (error) return system_failure("use scratch directory " + wanted_root.string(), error.value());
  if (auto fits = check_scratch_root(scratch_root); !fits) return std::unexpected(fits.error());
  auto boot_id = read_boot_id();
  if (!boot_id) return std::unexpected(boot_id.error());
  auto self = read_process_id(::getpid());
  if (!self) return std::unexpected(self.error());
  // A name in use fails the mkdir or, by a directory that is not empty, the rename: one start in
  // billions.
  const fs::path directory = scratch_root / (std::string(kProfilePrefix) + random_letters());
  if (announce) {
    if (auto announced = announce(directory); !announced) {
      return std::unexpected(announced.error());
    }
  }
  auto unlocked = TempDir::make(unfinished_directory(directory));
  if (!unlocked) return std::unexpected(unlocked.error());
  auto lock = prepare(unlocked->path());
  if (!lock) return std::unexpected(lock.error());
  const LeaseRecord record{.boot_id = *boot_id, .owner = *self};
  if (auto written = write_record(lock->get(), record); !written) {
    return std::unexpected(written.error());
  }
  fs::rename(unlocked->path(), directory, error);
  if (error) return system_failure("rename " + unlocked->path().string(), error.value());
  (void)unlocked->release();
  return ProfileLease(directory, std::move(*lock), record);
}

ProfileLease::ProfileLease(fs::path directory, UniqueFd lock, LeaseRecord record)
    : directory_(std::move(directory)), lock_(std::move(lock)), record_(std::move(record)) {}

ProfileLease::ProfileLease(ProfileLease&& other) noexcept
    : directory_(std::exchange(other.directory_, {})),
      lock_(std::move(other.lock_)),
      record_(std::move(other.record_)) {}

ProfileLease::~ProfileLease() {
  if (directory_.empty()) return;
  constexpr auto kPatience = std::chrono::milliseconds(500);
  // A destructor has nobody to tell; what it leaves is found by the next sweep.
  const auto ignored = remove_leased_directory(directory_, Deadline::in(kPatience));
  (void)ignored;
}

Result<void> ProfileLease::hand_over(const probes::RunAs& user) {
  const auto give = [&user](const fs::path& path) {
    return ::lchown(path.c_str(), user.user, user.group) == 0;
  };
  for (const fs::path& part : {profile(), tmp(), home()}) {
    std::error_code error;
    bool given = give(part);
    for (fs::recursive_directory_iterator entry(part, error), end; given && !error && entry != end;
         entry.increment(error)) {
      given = give(entry->path());
    }
    if (!given) return system_failure("give " + part.string() + " to the browser's user", errno);
    if (error) return system_failure("give " + part.string() + " away", error.value());
  }
  if (::chmod(directory_.c_str(), 0711) == 0) return {};
  return system_failure("open " + directory_.string() + " for the browser's user", errno);
}

Result<void> ProfileLease::record_browser(const ProcessId& browser) {
  record_.browser = browser;
  return write_record(lock_.get(), record_);
}

Result<void> remove_leased_directory(const fs::path& directory, Deadline deadline) {
  std::error_code error;
  while (!remove_pass(directory, error)) {
    if (deadline.passed()) return system_failure("remove " + directory.string(), error.value());
    // Nothing announces that the last writer has left the directory.
    constexpr int kRetryMs = 10;
    ::poll(nullptr, 0, kRetryMs);
  }
  return {};
}

}  // namespace tidemark::analyzer
