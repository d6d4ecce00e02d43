#include "harness/run/subject_input.hpp"

#include <fstream>

#include "harness/scenario/input_placeholders.hpp"
#include "harness/scenario/placeholders.hpp"

namespace tidemark::harness {
namespace {

std::vector<std::string> replaced_in_all(std::vector<std::string> command,
                                         const std::string& placeholder, const std::string& with) {
  for (std::string& argument : command) argument = replaced(argument, placeholder, with);
  return command;
}

std::vector<std::string> with_arguments(const std::vector<std::string>& command,
                                        const std::vector<std::string>& domains) {
  std::vector<std::string> filled;
  bool placed = false;
  for (const std::string& argument : command) {
    if (argument != kDomainsPlaceholder) {
      filled.push_back(argument);
      continue;
    }
    placed = true;
    filled.insert(filled.end(), domains.begin(), domains.end());
  }
  if (!placed) filled.insert(filled.end(), domains.begin(), domains.end());
  return filled;
}

Result<void> write_lines(const std::vector<std::string>& lines, const std::filesystem::path& file) {
  std::ofstream out(file, std::ios::binary | std::ios::trunc);
  for (const std::string& line : lines) out << line << '\n';
  if (out.close(); out) return {};
  return failure(ErrorCode::kIo, "write the domains to " + file.string());
}

}  // namespace

Result<std::vector<std::string>> command_with(const std::vector<std::string>& command,
                                              SubjectInput input,
                                              const std::vector<std::string>& domains,
                                              const std::filesystem::path& file) {
  if (input == SubjectInput::kFile) {
    if (auto written = write_lines(domains, file); !written) {
      return std::unexpected(written.error());
    }
    return replaced_in_all(command, kInputPlaceholder, file.string());
  }
  if (input != SubjectInput::kArgument) return command;
  if (takes_one_domain(command)) {
    return replaced_in_all(command, kDomainPlaceholder, domains.empty() ? "" : domains.front());
  }
  return with_arguments(command, domains);
}

}  // namespace tidemark::harness
