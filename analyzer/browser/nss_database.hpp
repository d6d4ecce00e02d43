// An additional certificate authority, in the form in which Chromium on Linux reads one.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// The files of an NSS database that trusts one PEM file's certificates, made once and copied into
// the home of every browser.
class NssDatabase {
 public:
  // Trusts nothing more than the browser does.
  NssDatabase() = default;
  // Runs certutil (some 40 ms) in a directory below `scratch_root`. kUnavailable: it is not
  // installed; kBadInput: `ca_file` has no certificate.
  [[nodiscard]] static Result<NssDatabase> create(const std::filesystem::path& ca_file,
                                                  const std::filesystem::path& scratch_root);

  // Writes the database to `<home>/.pki/nssdb`; nothing if there is none.
  Result<void> install(const std::filesystem::path& home) const;

 private:
  std::vector<std::pair<std::string, std::string>> files_;  // name, content
};

}  // namespace tidemark::analyzer
