#include "cli/analyze/result_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "analyzer/output/result_csv.hpp"
#include "analyzer/result/result_json.hpp"
#include "cli/analyze/result_table.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

bool same_file(const std::string& path, const struct stat& file) {
  struct stat other{};
  return ::stat(path.c_str(), &other) == 0 && other.st_dev == file.st_dev &&
         other.st_ino == file.st_ino;
}

bool colours_wanted(const OutputOptions& options) {
  const char* no_colour = std::getenv("NO_COLOR");
  return options.file.empty() && ::isatty(STDOUT_FILENO) == 1 &&
         (no_colour == nullptr || *no_colour == '\0');
}

}  // namespace

Result<UniqueFd> open_output(const OutputOptions& options, const std::vector<std::string>& in_use) {
  if (options.file.empty()) {
    UniqueFd fd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    const bool writable = fd && (::fcntl(fd.get(), F_GETFL) & O_ACCMODE) != O_RDONLY;
    if (!writable) return failure(ErrorCode::kBadInput, "standard output is closed");
    return fd;
  }
  const std::string name = printable(options.file.string());
  // Emptied only when it is known not to be an input. A pipe without a reader is refused, not
  // waited for.
  UniqueFd fd(::open(options.file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0666));
  if (!fd) {
    return failure(ErrorCode::kBadInput,
                   "--output: " + system_error("open " + name, errno).message);
  }
  struct stat status{};
  if (::fstat(fd.get(), &status) != 0) return system_failure("look at " + name, errno);
  const bool is_used = std::ranges::any_of(
      in_use, [&](const std::string& input) { return same_file(input, status); });
  if (is_used && S_ISREG(status.st_mode)) {
    return failure(ErrorCode::kBadInput, "--output: " + name +
                                             " is an input too, or the store; it would be "
                                             "overwritten");
  }
  if (S_ISREG(status.st_mode) && ::ftruncate(fd.get(), 0) != 0) {
    return system_failure("empty " + name, errno);
  }
  return fd;
}

analyzer::LineFormat line_format(const OutputOptions& options) {
  switch (options.format) {
    case OutputFormat::kCsv:
      return {.result = analyzer::csv_row, .unvisited = analyzer::unvisited_csv_row};
    case OutputFormat::kTable:
      return {.result =
                  [colour = colours_wanted(options)](const analyzer::DomainResult& result) {
                    return result_row(result, colour);
                  },
              .unvisited = unvisited_row};
    case OutputFormat::kJson: break;
  }
  return {.result = analyzer::to_json_line, .unvisited = analyzer::unvisited_json_line};
}

std::string heading(OutputFormat format) {
  return format == OutputFormat::kCsv ? analyzer::csv_header() : std::string();
}

}  // namespace tidemark::cli
