// The spelling of a run record's enumerations in files and reports. Stable: scripts rely on it.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>

#include "harness/record/catalogue_record.hpp"
#include "harness/record/comparison_record.hpp"
#include "harness/record/run_record.hpp"

namespace tidemark::harness {

template <typename Enum>
struct EnumNames;

template <>
struct EnumNames<Verdict> {
  static constexpr std::array kAll = {
      std::pair{Verdict::kStable, std::string_view("stable")},
      std::pair{Verdict::kLeaking, std::string_view("leaking")},
      std::pair{Verdict::kInconclusive, std::string_view("inconclusive")}};
};

template <>
struct EnumNames<Resource> {
  static constexpr std::array kAll = {
      std::pair{Resource::kProcesses, std::string_view("processes")},
      std::pair{Resource::kZombies, std::string_view("zombies")},
      std::pair{Resource::kDescriptors, std::string_view("descriptors")},
      std::pair{Resource::kThreads, std::string_view("threads")},
      std::pair{Resource::kDirectories, std::string_view("directories")},
      std::pair{Resource::kMemory, std::string_view("memory")},
      std::pair{Resource::kWork, std::string_view("work")}};
};

template <>
struct EnumNames<FindingKind> {
  static constexpr std::array kAll = {
      std::pair{FindingKind::kGrowth, std::string_view("growth")},
      std::pair{FindingKind::kPlateau, std::string_view("plateau")},
      std::pair{FindingKind::kUnsettled, std::string_view("unsettled")},
      std::pair{FindingKind::kOrphan, std::string_view("orphan")},
      std::pair{FindingKind::kWedged, std::string_view("wedged")},
      std::pair{FindingKind::kUnanswered, std::string_view("unanswered")},
      std::pair{FindingKind::kAnswersChanged, std::string_view("answers_changed")},
      std::pair{FindingKind::kSlotsLost, std::string_view("slots_lost")},
      std::pair{FindingKind::kDoubleRelease, std::string_view("double_release")},
      std::pair{FindingKind::kPipeShared, std::string_view("pipe_shared")},
      std::pair{FindingKind::kRestSlower, std::string_view("rest_slower")},
      std::pair{FindingKind::kTasksSlower, std::string_view("tasks_slower")}};
};

template <>
struct EnumNames<Side> {
  static constexpr std::array kAll = {std::pair{Side::kCandidate, std::string_view("candidate")},
                                      std::pair{Side::kBaseline, std::string_view("baseline")}};
};

template <>
struct EnumNames<SubjectVariant> {
  static constexpr std::array kAll = {
      std::pair{SubjectVariant::kAsItIs, std::string_view("as_it_is")},
      std::pair{SubjectVariant::kSound, std::string_view("sound")}};
};

template <>
struct EnumNames<MuteState> {
  static constexpr std::array kAll = {
      std::pair{MuteState::kUsed, std::string_view("used")},
      std::pair{MuteState::kUnused, std::string_view("unused")},
      std::pair{MuteState::kExpired, std::string_view("expired")},
      std::pair{MuteState::kElsewhere, std::string_view("other_scenario")}};
};

template <typename Enum>
[[nodiscard]] constexpr std::string_view name_of(Enum value) {
  for (const auto& [candidate, name] : EnumNames<Enum>::kAll) {
    if (candidate == value) return name;
  }
  return {};
}

template <typename Enum>
[[nodiscard]] constexpr std::optional<Enum> from_name(std::string_view text) {
  for (const auto& [value, name] : EnumNames<Enum>::kAll) {
    if (name == text) return value;
  }
  return std::nullopt;
}

}  // namespace tidemark::harness
