#include "analyzer/browser/nss_database.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <system_error>

#include "analyzer/browser/guard.hpp"
#include "analyzer/browser/profile_lease.hpp"
#include "probes/base/clock.hpp"
#include "probes/process/child.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kBegin = "-----BEGIN CERTIFICATE-----";
constexpr std::string_view kEnd = "-----END CERTIFICATE-----";

// certutil -A reads only the first certificate of a file.
std::vector<std::string> certificates_in(const std::string& pem) {
  std::vector<std::string> found;
  for (std::size_t at = pem.find(kBegin); at != std::string::npos; at = pem.find(kBegin, at)) {
    const std::size_t end = pem.find(kEnd, at);
    if (end == std::string::npos) break;
    found.push_back(pem.substr(at, end + kEnd.size() - at) + "\n");
    at = end;
  }
  return found;
}

Result<std::string> read_file(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return failure(ErrorCode::kBadInput, "read " + file.string() + ": not readable");
  return std::string((std::istreambuf_iterator<char>(stream)), std::istreambuf_iterator<char>());
}

Result<void> write_file(const fs::path& file, const std::string& content) {
  std::ofstream stream(file, std::ios::binary);
  stream << content;
  stream.close();
  if (!stream) return failure(ErrorCode::kIo, "write " + file.string());
  return {};
}

Result<void> run_certutil(std::vector<std::string> arguments) {
  const probes::Command command{.program = "certutil", .arguments = std::move(arguments)};
  // This thread waits for its end, so the signal means that we were killed.
  auto process = probes::Child::start(command, {.parent_death_signal = SIGKILL});
  if (!process && process.error().code == ErrorCode::kNotFound) {
    return failure(ErrorCode::kUnavailable,
                   "certutil is needed to make the browser trust a certificate authority; install "
                   "libnss3-tools");
  }
  if (!process) return std::unexpected(process.error());
  constexpr auto kPatience = std::chrono::seconds(10);
  const auto status = process->wait(Deadline::in(kPatience));
  if (!status) return failure(ErrorCode::kTimedOut, "certutil did not end within 10 s");
  if (!status->success()) {
    return failure(ErrorCode::kBadInput,
                   "certutil refused the certificate authority: " + probes::to_string(*status));
  }
  return {};
}

}  // namespace

Result<NssDatabase> NssDatabase::create(const fs::path& ca_file, const fs::path& scratch_root) {
  const auto pem = read_file(ca_file);
  if (!pem) return std::unexpected(pem.error());
  const std::vector<std::string> certificates = certificates_in(*pem);
  if (certificates.empty()) {
    return failure(ErrorCode::kBadInput, ca_file.string() + " holds no PEM certificate");
  }
  // A lease and a guard of its own, so that nothing of it stays should we be killed meanwhile. The
  // guard is destroyed last and finds nothing more to remove.
  auto guard = GuardLink::start();
  if (!guard) return std::unexpected(guard.error());
  const auto lease = ProfileLease::create(
      scratch_root, [&guard](const fs::path& directory) { return guard->expect(directory); });
  if (!lease) return std::unexpected(lease.error());
  const std::string database = "sql:" + lease->home().string();
  auto made = run_certutil({"-N", "--empty-password", "-d", database});
  if (!made) return std::unexpected(made.error());
  for (std::size_t i = 0; i < certificates.size(); ++i) {
    const fs::path file = lease->tmp() / "authority.pem";
    if (auto written = write_file(file, certificates[i]); !written) {
      return std::unexpected(written.error());
    }
    auto added = run_certutil({"-A", "-d", database, "-t", "C,,", "-n",
                               "tidemark-" + std::to_string(i), "-i", file.string()});
    if (!added) return std::unexpected(added.error());
  }
  NssDatabase store;
  for (const char* name : {"cert9.db", "key4.db"}) {
    auto content = read_file(lease->home() / name);
    if (!content) return std::unexpected(content.error());
    store.files_.emplace_back(name, std::move(*content));
  }
  return store;
}

Result<void> NssDatabase::install(const fs::path& home) const {
  if (files_.empty()) return {};
  const fs::path database = home / ".pki" / "nssdb";
  std::error_code error;
  fs::create_directories(database, error);
  if (error) return system_failure("create " + database.string(), error.value());
  for (const auto& [name, content] : files_) {
    if (auto written = write_file(database / name, content); !written) return written;
  }
  return {};
}

}  // namespace tidemark::analyzer
