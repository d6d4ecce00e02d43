// Lines of an unbound configuration.
#pragma once

#include <string>
#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// `local-zone: "name." always_nxdomain` (and the other types that refuse) blocks the name and all
// below it, transparent types allow it. `local-data: "name. A 0.0.0.0"` blocks the name alone, or
// all below it, too, if a redirect zone of that name went before.
class UnboundReader {
 public:
  // False if the line is no unbound option. `line` is trimmed and without comment.
  [[nodiscard]] bool read(std::string_view line, RuleMaker& out);

 private:
  void read_zone(std::string_view rest, std::string_view line, RuleMaker& out);
  void read_data(std::string_view rest, std::string_view line, RuleMaker& out);

  // The redirect zone whose data is to come, as written.
  std::string redirect_zone_;
};

}  // namespace tidemark::analyzer
