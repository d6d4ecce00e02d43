// What one rule found out about one resource. Rules of the same resource are added up.
#pragma once

#include <cstddef>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include "harness/record/run_record.hpp"

namespace tidemark::harness {

struct Evidence {
  std::vector<Finding> findings{};
  // Consecutive rest points that show no leak; absent: this rule says nothing about clean cycles.
  std::optional<std::size_t> clean_points{};
  // Why there is no answer, and what it would take; a sentence for each reason. One that comes of a
  // finding is that finding's explanation.
  std::vector<std::string> undecided{};

  void add(Evidence other) {
    findings.insert(findings.end(), std::make_move_iterator(other.findings.begin()),
                    std::make_move_iterator(other.findings.end()));
    if (other.clean_points) limit_clean_points(*other.clean_points);
    undecided.insert(undecided.end(), std::make_move_iterator(other.undecided.begin()),
                     std::make_move_iterator(other.undecided.end()));
  }
  void limit_clean_points(std::size_t points) {
    if (!clean_points || points < *clean_points) clean_points = points;
  }
};

}  // namespace tidemark::harness
