#include "cli/analyze/assessed_output.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "analyzer/output/result_csv.hpp"
#include "analyzer/result/assessed_json.hpp"
#include "cli/analyze/result_output.hpp"

namespace tidemark::cli {
namespace {

using analyzer::AssessedDomain;
using Form = std::function<std::string(const AssessedDomain&)>;

Form form_of(const OutputOptions& options) {
  switch (options.format) {
    case OutputFormat::kJson:
      return [](const AssessedDomain& domain) { return analyzer::to_json_line(domain); };
    case OutputFormat::kCsv:
      return [](const AssessedDomain& domain) { return analyzer::assessed_csv_row(domain); };
    case OutputFormat::kTable: break;
  }
  return [of_result = line_format(options).result](const AssessedDomain& domain) {
    analyzer::DomainResult shown = domain.result;
    if (shown.score) shown.score->points = domain.total;
    return of_result(shown);
  };
}

bool is_file(int fd) {
  struct stat status{};
  return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

class Output {
 public:
  Output(int fd, harness::Interrupts& interrupts)
      : fd_(fd),
        // A pipe that is ready takes so much without making us wait.
        most_(is_file(fd) ? std::size_t{1} << 20U : std::size_t{PIPE_BUF}),
        interrupts_(interrupts) {}

  // False: a signal came.
  Result<bool> write(std::string_view text) {
    while (!text.empty()) {
      if (!wait()) return false;
      const ssize_t count = ::write(fd_, text.data(), std::min(text.size(), most_));
      if (count < 0 && (errno == EINTR || errno == EAGAIN)) continue;
      if (count < 0) return system_failure("write the results", errno);
      text.remove_prefix(static_cast<std::size_t>(count));
    }
    return true;
  }

 private:
  bool wait() {
    std::array<pollfd, 2> waits{{{interrupts_.fd(), POLLIN, 0}, {fd_, POLLOUT, 0}}};
    (void)::poll(waits.data(), waits.size(), -1);
    interrupts_.turn();
    return interrupts_.count() == 0;
  }

  int fd_;
  std::size_t most_;
  harness::Interrupts& interrupts_;
};

std::string lines_of(std::span<const AssessedDomain> domains, const Form& form) {
  std::string lines;
  for (const AssessedDomain& domain : domains) (lines += form(domain)) += '\n';
  return lines;
}

}  // namespace

Result<void> write_assessed(const analyzer::Assessment& assessment, const OutputOptions& options,
                            int fd, harness::Interrupts& interrupts) {
  constexpr std::size_t kEach = 500;
  const Form form = form_of(options);
  Output output(fd, interrupts);
  if (options.format == OutputFormat::kCsv) {
    if (auto written = output.write(analyzer::assessed_csv_header() + '\n'); !written) {
      return std::unexpected(written.error());
    }
  }
  std::vector<std::string> parts(std::max(1U, std::thread::hardware_concurrency()));
  std::span<const AssessedDomain> left(assessment.domains);
  while (!left.empty()) {
    {
      std::vector<std::jthread> threads;
      for (std::string& part : parts) {
        const auto own = left.first(std::min(kEach, left.size()));
        left = left.subspan(own.size());
        threads.emplace_back([&part, &form, own] { part = lines_of(own, form); });
      }
    }
    for (const std::string& part : parts) {
      auto written = output.write(part);
      if (!written) return std::unexpected(written.error());
      if (!*written) return {};
    }
  }
  return {};
}

}  // namespace tidemark::cli
