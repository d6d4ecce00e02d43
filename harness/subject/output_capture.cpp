#include "harness/subject/output_capture.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::harness {
namespace {

bool write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

Result<OutputCapture> OutputCapture::create(const std::filesystem::path& file, Bytes limit) {
  UniqueFd opened(::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (!opened) return system_failure("create " + file.string(), errno);
  return OutputCapture(std::move(opened), limit);
}

void OutputCapture::add(std::string_view bytes) {
  if (!file_) return;
  const std::string_view fits = bytes.substr(0, left_);
  left_ -= fits.size();
  bool going_on = write_whole(file_.get(), fits);
  if (going_on && fits.size() < bytes.size()) {
    write_whole(file_.get(), "\n[tidemark: the subject wrote more, which is not kept]\n");
    going_on = false;
  }
  if (!going_on) file_.reset();
}

}  // namespace tidemark::harness
