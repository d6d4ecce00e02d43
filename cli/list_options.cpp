#include "cli/list_options.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <map>
#include <string_view>

#include <CLI/CLI.hpp>

#include "analyzer/lists/sink_address.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::cli {
namespace {

using analyzer::Input;

// Whether a line says anything, and nothing wrong.
class Verdict final : public analyzer::RuleSink {
 public:
  void take(const analyzer::ListRule&) override { taken = true; }
  void refuse(std::string) override { refused = true; }
  bool taken = false;
  bool refused = false;
};

bool names_a_domain(const std::string& text) {
  if (analyzer::use_of_address(text) != analyzer::AddressUse::kNone) return true;
  Verdict verdict;
  analyzer::ListReader(verdict, {.refuse_suffixes = false}).read(text);
  return verdict.taken && !verdict.refused;
}

bool names_a_file(const std::string& input) {
  constexpr std::array<std::string_view, 7> kListEndings{".txt",  ".lst",  ".list", ".csv",
                                                         ".json", ".conf", ".hosts"};
  return input.find('/') != std::string::npos ||
         std::ranges::any_of(kListEndings,
                             [&](std::string_view ending) { return input.ends_with(ending); });
}

Result<Input> open_input(const std::string& text, int position) {
  if (text == "-") {
    UniqueFd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3));
    const bool readable = fd && (::fcntl(fd.get(), F_GETFL) & O_ACCMODE) != O_WRONLY;
    if (!readable) return failure(ErrorCode::kBadInput, "standard input is closed");
    return analyzer::FileInput{"stdin", std::move(fd), true};
  }
  UniqueFd fd(::open(text.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  const int error = errno;
  if (fd) {
    struct stat status{};
    if (::fstat(fd.get(), &status) == 0 && S_ISDIR(status.st_mode)) {
      return failure(ErrorCode::kBadInput,
                     printable(text) + " is a directory; give the list files in it");
    }
    return analyzer::FileInput{text, std::move(fd), false};
  }
  if (error != ENOENT || names_a_file(text)) {
    return failure(ErrorCode::kBadInput, system_error("read " + printable(text), error).message);
  }
  if (!names_a_domain(text)) {
    return failure(ErrorCode::kBadInput,
                   "'" + printable(text) + "' is neither a file nor a domain");
  }
  return analyzer::ArgumentInput{text, position};
}

}  // namespace

void add_dialect_option(CLI::App& command, analyzer::Dialect& dialect) {
  using analyzer::Dialect;
  static const std::map<std::string, Dialect> kDialects{{"pihole", Dialect::kPihole},
                                                        {"pihole-allow", Dialect::kPiholeAllowed}};
  command
      .add_option("--as", dialect,
                  "Accept and reject exactly what Pi-hole does of a blocklist or an allowlist")
      ->transform(CLI::CheckedTransformer(kDialects).description(""))
      ->type_name("pihole|pihole-allow");
}

Result<std::vector<Input>> open_inputs(const std::vector<std::string>& texts) {
  std::vector<Input> inputs;
  for (const std::string& text : texts) {
    auto input = open_input(text, static_cast<int>(inputs.size()) + 1);
    if (!input) return std::unexpected(input.error());
    inputs.push_back(std::move(*input));
  }
  return inputs;
}

}  // namespace tidemark::cli
