// What the self-test plants, and by which names its runs know it.
#pragma once

#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

// A leak that is put where the detector must find it.
enum class Plant {
  kProcess,     // a process that leaves its parent, session and group
  kDescriptor,  // an open file
  kDirectory,   // a directory in TMPDIR
  kMemory,
  kNothing,  // does all of the above and cleans up: nothing must be found
};

struct PlantFacts {
  Plant plant;
  std::string_view name;  // stable: scripts rely on it
  std::string_view task;  // the domain for which the subject plants it
  std::optional<Resource> resource;
};

inline constexpr std::array kPlants = {
    PlantFacts{Plant::kProcess, "process", "process.example", Resource::kProcesses},
    PlantFacts{Plant::kDescriptor, "descriptor", "descriptor.example", Resource::kDescriptors},
    PlantFacts{Plant::kDirectory, "directory", "directory.example", Resource::kDirectories},
    PlantFacts{Plant::kMemory, "memory", "memory.example", Resource::kMemory},
    PlantFacts{Plant::kNothing, "nothing", "nothing.example", std::nullopt},
};

[[nodiscard]] constexpr const PlantFacts& facts_of(Plant plant) {
  for (const PlantFacts& facts : kPlants) {
    if (facts.plant == plant) return facts;
  }
  std::abort();
}

// The names of the files and of the program that the planted things can be told by.
inline constexpr std::string_view kPlantedDirectory = "planted-directory-";
inline constexpr const char* kPlanterArgument = "__plant";
inline constexpr const char* kPlantedProcess = "stay";

}  // namespace tidemark::harness
