// Everything that is wrong with a run and is no leak.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "harness/verdict/timeline.hpp"
#include "harness/verdict/work.hpp"

namespace tidemark::harness {

struct OtherTroubles {
  std::vector<Finding> findings{};   // none of them a leak; is_other_trouble(kind) is true of each
  std::vector<std::string> notes{};  // what could not be judged although there is something
};

[[nodiscard]] OtherTroubles find_other_troubles(const Work& work, const Timeline& timeline,
                                                std::size_t persist);

}  // namespace tidemark::harness
