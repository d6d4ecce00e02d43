// What a stage is to be: plain data, for the process that builds it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace tidemark::harness {

// A file or directory of ours that is seen in place of one of the machine's.
struct Cover {
  std::filesystem::path ours;
  std::filesystem::path over;
  friend bool operator==(const Cover&, const Cover&) = default;
};

struct StagePlan {
  std::vector<std::string> addresses;  // IPv4 addresses that lead to the sites, beside 28.0.0.0/8
  std::vector<Cover> covers;
  friend bool operator==(const StagePlan&, const StagePlan&) = default;
};

}  // namespace tidemark::harness
