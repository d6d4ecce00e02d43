// The user that a subject is to run as.
#pragma once

#include <filesystem>
#include <string>

#include "probes/base/result.hpp"
#include "probes/process/command.hpp"

namespace tidemark::harness {

struct SubjectUser {
  probes::RunAs run_as;  // with all groups of that user
  std::string name;      // the number, for a user that has no name
  std::filesystem::path home;
};

// The user with that name or number. kUnavailable: there is no such user here, or we are not root
// and so may not become anybody.
[[nodiscard]] Result<SubjectUser> find_subject_user(const std::string& name);

}  // namespace tidemark::harness
