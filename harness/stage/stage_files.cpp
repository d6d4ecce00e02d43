#include "harness/stage/stage_files.hpp"

#include <unistd.h>

#include <array>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;

// Where distributions keep the certificates that OpenSSL and GnuTLS trust.
constexpr std::array kBundles{
    "/etc/ssl/certs/ca-certificates.crt",                 // Debian, Arch, Alpine
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  // Fedora
    "/var/lib/ca-certificates/ca-bundle.pem",             // SUSE
};
// Name servers' caches, asked through sockets that no network namespace stops.
constexpr std::array kNameCaches{"/run/nscd"};

constexpr fs::perms kReadable =
    fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read | fs::perms::others_read;

Result<void> write_file(const fs::path& file, std::string_view text, std::ios::openmode mode) {
  std::ofstream stream(file, std::ios::binary | mode);
  stream << text;
  stream.close();
  // Whoever the subject's programs run as reads them, whatever our umask.
  std::error_code error;
  fs::permissions(file, kReadable, error);
  if (!stream || error) return failure(ErrorCode::kIo, "write " + file.string());
  return {};
}

std::string text_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string own_name() {
  std::array<char, 256> name{};
  return ::gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

}  // namespace

Result<StageFiles> StageFiles::write(const fs::path& directory) {
  std::error_code error;
  StageFiles files(directory);
  const auto add = [&](const char* name, const char* over, std::string_view text) {
    files.covers_.push_back({.ours = directory / name, .over = over});
    return write_file(directory / name, text, std::ios::trunc);
  };
  const std::string hosts =
      "127.0.0.1 localhost " + own_name() + "\n::1 localhost ip6-localhost ip6-loopback\n";
  if (auto written = add("resolv.conf", "/etc/resolv.conf", "nameserver 127.0.0.1\n"); !written) {
    return std::unexpected(written.error());
  }
  if (auto written = add("hosts", "/etc/hosts", hosts); !written) {
    return std::unexpected(written.error());
  }
  // Neither a resolver daemon nor mDNS; users and groups stay who they are.
  if (fs::exists("/etc/nsswitch.conf", error)) {
    std::string text;
    std::ifstream machine("/etc/nsswitch.conf");
    for (std::string line; std::getline(machine, line);) {
      text += line.starts_with("hosts:") ? "hosts: files dns\n" : line + "\n";
    }
    if (auto written = add("nsswitch.conf", "/etc/nsswitch.conf", text); !written) {
      return std::unexpected(written.error());
    }
  }
  std::string certificates;
  for (const char* bundle : kBundles) {
    if (!fs::exists(bundle, error)) continue;
    files.covers_.push_back({.ours = files.bundle(), .over = bundle});
    if (certificates.empty()) certificates = text_of(bundle);
  }
  if (auto written = write_file(files.bundle(), certificates, std::ios::trunc); !written) {
    return std::unexpected(written.error());
  }
  fs::create_directory(directory / "empty", error);
  for (const char* cache : kNameCaches) {
    if (fs::exists(cache, error)) {
      files.covers_.push_back({.ours = directory / "empty", .over = cache});
    }
  }
  return files;
}

Result<void> StageFiles::trust(const fs::path& authority) {
  const std::string pem = text_of(authority);
  if (pem.empty()) return failure(ErrorCode::kIo, "read " + authority.string());
  // Appended, not replaced: it is this very file that has been put over the machine's.
  return write_file(bundle(), "\n" + pem, std::ios::app);
}

}  // namespace tidemark::harness
