// Our environment, as a child is to see it.
#pragma once

#include <string>
#include <vector>

namespace tidemark::harness {

// Every KEY=VALUE of this process, with those of `changes` in place of their namesakes and without
// the variables named `without`.
[[nodiscard]] std::vector<std::string> inherited_environment_with(
    const std::vector<std::string>& changes, const std::vector<std::string>& without = {});

}  // namespace tidemark::harness
