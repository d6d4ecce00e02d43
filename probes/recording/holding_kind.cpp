#include "probes/recording/holding_kind.hpp"

#include <array>
#include <utility>

namespace tidemark::probes {
namespace {

using Kind = Holding::Kind;
constexpr std::array<std::pair<Kind, std::string_view>, 5> kNames = {{
    {Kind::kListening, "listening"},
    {Kind::kDeletedFile, "deleted_file"},
    {Kind::kControlPipe, "control_pipe"},
    {Kind::kSharedMemory, "shared_memory"},
    {Kind::kDirectory, "directory"},
}};

}  // namespace

std::string_view holding_kind_name(Kind kind) {
  for (const auto& [each, name] : kNames) {
    if (each == kind) return name;
  }
  return "other";
}

std::optional<Kind> holding_kind_from_name(std::string_view name) {
  for (const auto& [kind, each] : kNames) {
    if (each == name) return kind;
  }
  return {};
}

}  // namespace tidemark::probes
