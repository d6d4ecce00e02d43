// A directory that looks like /proc, for what the real one shows rarely or never.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

#include "probes/base/process_id.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::probes {

// Has one process, by default with our own pid.
class FakeProc {
 public:
  explicit FakeProc(Pid pid = ::getpid())
      : dir_(TempDir::create("tidemark-test").value()), pid_(pid) {
    std::filesystem::create_directory(process());
    std::filesystem::permissions(dir_.path(), std::filesystem::perms(0755));
  }
  [[nodiscard]] const std::filesystem::path& root() const { return dir_.path(); }
  [[nodiscard]] Pid pid() const { return pid_; }
  [[nodiscard]] std::filesystem::path process() const { return root() / std::to_string(pid_); }
  void write(const std::string& name, std::string_view text) const {
    std::filesystem::create_directories((process() / name).parent_path());
    std::ofstream(process() / name, std::ios::binary) << text;
  }
  void link(const std::string& name, const std::string& target) const {
    std::filesystem::create_directories((process() / name).parent_path());
    std::filesystem::create_symlink(target, process() / name);
  }

 private:
  TempDir dir_;
  Pid pid_;
};

}  // namespace tidemark::probes
