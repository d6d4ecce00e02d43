#include "probes/base/temp_dir.hpp"

#include <stdlib.h>
#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <system_error>

namespace tidemark {
namespace fs = std::filesystem;

fs::path temp_root() {
  std::error_code error;
  fs::path root = fs::temp_directory_path(error);
  return error ? fs::path("/tmp") : root;
}

Result<TempDir> TempDir::create(std::string_view prefix) { return create_in(temp_root(), prefix); }

Result<TempDir> TempDir::create_in(const fs::path& parent, std::string_view prefix) {
  std::string name = (parent / (std::string(prefix) + "-XXXXXX")).string();
  if (::mkdtemp(name.data()) == nullptr) {
    return system_failure("create a temporary directory in " + parent.string(), errno);
  }
  return TempDir(fs::path(name));
}

Result<TempDir> TempDir::make(fs::path path) {
  if (::mkdir(path.c_str(), S_IRWXU) != 0) {
    return system_failure("create " + path.string(), errno);
  }
  return TempDir(std::move(path));
}

TempDir& TempDir::operator=(TempDir&& other) noexcept {
  if (this != &other) {
    const TempDir old(std::exchange(path_, std::exchange(other.path_, {})));
  }
  return *this;
}

TempDir::~TempDir() {
  if (path_.empty()) return;
  std::error_code ignored;  // a destructor has nobody to tell; leftovers are found by the sweep
  fs::remove_all(path_, ignored);
}

}  // namespace tidemark
