#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <system_error>

#include "analyzer/browser/browser_pool.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

constexpr std::string_view kInstallHint =
    "install chromium-headless-shell (or chromium), or name one with TIDEMARK_BROWSER";

enum class FileKind { kMissing, kElf, kScript, kOther };

FileKind kind_of(const fs::path& file) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) return FileKind::kMissing;
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 4> magic{};
  stream.read(magic.data(), magic.size());
  if (std::string_view(magic.data(), magic.size()) ==
      "\x7f"
      "ELF") {
    return FileKind::kElf;
  }
  return magic[0] == '#' && magic[1] == '!' ? FileKind::kScript : FileKind::kOther;
}

bool is_runnable_elf(const fs::path& file) {
  return kind_of(file) == FileKind::kElf && ::access(file.c_str(), X_OK) == 0;
}

// The program that a wrapper script of a distribution or of Google's package starts.
std::optional<fs::path> program_behind(const fs::path& script) {
  std::error_code error;
  const fs::path real = fs::canonical(script, error);
  if (error) return std::nullopt;
  const fs::path name = real.filename();
  const std::array guesses{fs::path("/usr/lib/chromium") / name, fs::path("/usr/lib") / name / name,
                           fs::path("/usr/lib64") / name / name, real.parent_path() / "chrome"};
  for (const fs::path& guess : guesses) {
    if (is_runnable_elf(guess)) return guess;
  }
  return std::nullopt;
}

Result<fs::path> check_named(const fs::path& file, std::string_view named_by) {
  const std::string what = "browser " + file.string() + " (" + std::string(named_by) + ") ";
  switch (kind_of(file)) {
    case FileKind::kMissing:
      return failure(ErrorCode::kUnavailable,
                     what + "does not exist; " + std::string(kInstallHint));
    case FileKind::kScript: {
      const auto program = program_behind(file);
      const std::string remedy =
          program ? "use " + program->string() : "name the program that it starts";
      return failure(ErrorCode::kUnavailable,
                     what + "is a script: ending it would leave the browser behind; " + remedy);
    }
    case FileKind::kOther: return failure(ErrorCode::kUnavailable, what + "is not a program");
    case FileKind::kElf: break;
  }
  if (::access(file.c_str(), X_OK) != 0) {
    return failure(ErrorCode::kUnavailable, what + "is not executable for this user");
  }
  return fs::absolute(file);
}

std::optional<fs::path> search_path() {
  const char* path = std::getenv("PATH");  // NOLINT(concurrency-mt-unsafe): nothing sets it
  if (path == nullptr) return std::nullopt;
  constexpr std::array kNames{
      "chromium-headless-shell", "chrome-headless-shell", "headless_shell",       "chromium",
      "chromium-browser",        "google-chrome",         "google-chrome-stable", "chrome"};
  for (const char* name : kNames) {
    std::istringstream folders(path);
    for (std::string folder; std::getline(folders, folder, ':');) {
      fs::path file = fs::path(folder) / name;
      if (is_runnable_elf(file)) return file;
      if (kind_of(file) != FileKind::kScript) continue;
      if (auto program = program_behind(file)) return program;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<fs::path> find_browser(const fs::path& wanted) {
  if (!wanted.empty()) return check_named(wanted, "given");
  const char* from_environment = std::getenv("TIDEMARK_BROWSER");  // NOLINT(concurrency-mt-unsafe)
  if (from_environment != nullptr && *from_environment != '\0') {
    return check_named(from_environment, "TIDEMARK_BROWSER");
  }
  for (const char* place :
       {"/usr/lib/chromium/chromium-headless-shell", "/usr/lib/chromium/chromium"}) {
    if (is_runnable_elf(place)) return fs::path(place);
  }
  if (auto found = search_path()) return *found;
  return failure(ErrorCode::kUnavailable, "no browser found; " + std::string(kInstallHint));
}

}  // namespace tidemark::analyzer
