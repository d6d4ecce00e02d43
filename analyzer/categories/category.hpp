// Categories: what the domains of one list file have in common. Plain data.
#pragma once

#include <string>
#include <vector>

namespace tidemark::analyzer {

struct Category {
  std::string name;                       // the file's name without its ending: "food"
  std::string file;                       // as it was given or found; untrusted
  std::vector<std::string> domains = {};  // that its block rules name
};

}  // namespace tidemark::analyzer
