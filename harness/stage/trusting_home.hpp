// A home directory for programs that trust an authority of ours.
#pragma once

#include <filesystem>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::harness {

// Makes `home`: links to all that is in `real_home`, and a certificate database of its own in
// .pki/nssdb, which is where Chromium looks, with `authority` (a file of PEM) in it. What is read
// and written below the links is the real thing; what is new at the top stays in `home`. Runs
// certutil, up to 20 s. Returns `home` and then what else is not a link. kUnavailable: certutil is
// missing, install libnss3-tools; otherwise what the system or certutil says. `home` may be half
// made then.
[[nodiscard]] Result<std::vector<std::filesystem::path>> make_trusting_home(
    const std::filesystem::path& home, const std::filesystem::path& real_home,
    const std::filesystem::path& authority);

}  // namespace tidemark::harness
