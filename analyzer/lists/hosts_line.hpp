// Lines of a hosts file: an address and the names that get it.
#pragma once

#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// "0.0.0.0 name [name...]". False if the line does not begin with an address. Names of the machine
// itself are passed over; an address of another machine is a redirect, not a block. `line` is
// trimmed and without comment.
[[nodiscard]] bool read_hosts_line(std::string_view line, RuleMaker& out);

}  // namespace tidemark::analyzer
