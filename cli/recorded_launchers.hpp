// Which processes wrote down that they started a browser.
#pragma once

#include <filesystem>
#include <vector>

#include "probes/orphans/machine_view.hpp"

namespace tidemark::cli {

// The owners in the profile leases of our user's analyzers of this boot, in these directories.
[[nodiscard]] std::vector<probes::RecordedLauncher> recorded_launchers(
    const std::vector<std::filesystem::path>& roots);

}  // namespace tidemark::cli
