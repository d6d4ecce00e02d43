// What a person does so that it does not happen again.
#pragma once

#include <string>

#include "probes/orphans/finding.hpp"

namespace tidemark::probes {

[[nodiscard]] std::string remedy_for(FindingKind kind, Launcher launcher);

}  // namespace tidemark::probes
