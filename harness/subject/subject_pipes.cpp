#include "harness/subject/subject_pipes.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace tidemark::harness {
namespace {

// Read from one pipe before anything else gets its turn: more than a pipe holds, so that one turn
// after the subject's end has taken all it wrote.
constexpr std::size_t kMostPerTurn = std::size_t{2} * 1024 * 1024;

struct Ends {
  UniqueFd read;
  UniqueFd write;
};

Result<Ends> open_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return system_failure("open a pipe", errno);
  return Ends{.read = UniqueFd(ends[0]), .write = UniqueFd(ends[1])};
}

// Each end has flags of its own, so the subject's end stays blocking.
void set_nonblocking(const UniqueFd& fd) { ::fcntl(fd.get(), F_SETFL, O_NONBLOCK); }

std::string read_some(UniqueFd& fd) {
  std::string bytes;
  std::array<char, 65536> buffer{};
  while (fd && bytes.size() < kMostPerTurn) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 && errno == EAGAIN) break;
    if (got <= 0) {
      fd.reset();
      break;
    }
    bytes.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return bytes;
}

}  // namespace

Result<SubjectPipes> SubjectPipes::open() {
  auto in = open_pipe();
  auto out = open_pipe();
  auto err = open_pipe();
  for (const auto* pipe : {&in, &out, &err}) {
    if (!*pipe) return std::unexpected(pipe->error());
  }
  SubjectPipes pipes;
  pipes.input_ = std::move(in->write);
  pipes.output_ = std::move(out->read);
  pipes.error_ = std::move(err->read);
  for (const UniqueFd* fd : {&pipes.input_, &pipes.output_, &pipes.error_}) set_nonblocking(*fd);
  pipes.theirs_ = {std::move(in->read), std::move(out->write), std::move(err->write)};
  return pipes;
}

std::vector<int> SubjectPipes::subject_ends() const {
  return {theirs_[0].get(), theirs_[1].get(), theirs_[2].get()};
}

void SubjectPipes::add_watches(std::vector<pollfd>& watches) const {
  if (input_ && !unwritten_.empty()) {
    watches.push_back({.fd = input_.get(), .events = POLLOUT, .revents = 0});
  }
  for (const UniqueFd* fd : {&output_, &error_}) {
    if (*fd) watches.push_back({.fd = fd->get(), .events = POLLIN, .revents = 0});
  }
}

void SubjectPipes::write_some() {
  while (input_ && !unwritten_.empty()) {
    const ssize_t written = ::write(input_.get(), unwritten_.data(), unwritten_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) return;
    if (written < 0) {  // nobody reads it any more, which is the subject's affair
      input_.reset();
      unwritten_.clear();
      return;
    }
    unwritten_.erase(0, static_cast<std::size_t>(written));
  }
  if (close_input_) input_.reset();
}

SubjectPipes::Output SubjectPipes::exchange() {
  write_some();
  return {.out = read_some(output_), .err = read_some(error_)};
}

}  // namespace tidemark::harness
