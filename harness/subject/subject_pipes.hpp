// The harness's ends of a subject's stdin, stdout and stderr.
#pragma once

#include <poll.h>

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/result.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

// Nothing here blocks, however the subject behaves.
class SubjectPipes {
 public:
  [[nodiscard]] static Result<SubjectPipes> open();

  // The subject's ends, as stdin, stdout and stderr; to be closed once it has them.
  [[nodiscard]] std::vector<int> subject_ends() const;
  void close_subject_ends() { theirs_ = {}; }

  // To be written as the subject reads.
  void write(std::string_view bytes) { unwritten_ += bytes; }
  [[nodiscard]] std::size_t unwritten() const { return unwritten_.size(); }
  // End of input, once what was given to write() is written.
  void close_input() { close_input_ = true; }

  void add_watches(std::vector<pollfd>& watches) const;

  struct Output {
    std::string out;
    std::string err;
  };
  // Writes and reads what is possible now.
  [[nodiscard]] Output exchange();

 private:
  void write_some();

  UniqueFd input_;  // closed at the end of input, or when nobody reads any more
  UniqueFd output_;
  UniqueFd error_;
  std::array<UniqueFd, 3> theirs_;
  std::string unwritten_;
  bool close_input_ = false;
};

}  // namespace tidemark::harness
