// The inputs of a run, and how lists become tasks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "analyzer/lists/list_reader.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::analyzer {

// An input as the user named it.
struct ArgumentInput {
  std::string text;
  int position = 0;
};
struct FileInput {
  std::string name;
  UniqueFd fd;
  // Its lines are answered as they come; a list is read to its end before its first domain.
  bool stream = false;
};
using Input = std::variant<ArgumentInput, FileInput>;

// Which names are visited once, however often they are asked for.
enum class Dedupe : std::uint8_t {
  kNone,
  kSame,     // the same name
  kCovered,  // also a name that a rule for a name above reaches ("||a.example^": x.a.example)
};

struct InputRules {
  Dialect dialect = Dialect::kAny;
  // Absent: lists kCovered, streams kNone, because who writes to a stream waits for every answer.
  std::optional<Dedupe> dedupe = {};
  // Names that only allow rules mention are visited, too.
  bool visit_allowed = false;
};

// What has become of the rules of all lists.
struct InputCounts {
  std::size_t collected = 0;  // entries that become a task
  std::size_t repeated = 0;   // rules for a name that had one already
  std::size_t covered = 0;    // names that a rule for a name above covers
};

}  // namespace tidemark::analyzer
