// Lines of a dnsmasq configuration.
#pragma once

#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// "address=/name[/name...]/[0.0.0.0|::|#]", "local=/name/", "server=/name/" (block the name and all
// below it), "server=/name/#" (allow), "host-record=name,0.0.0.0" (block the name alone). False if
// the line is no setting of the form key=value. `line` is trimmed.
[[nodiscard]] bool read_dnsmasq_line(std::string_view line, RuleMaker& out);

}  // namespace tidemark::analyzer
