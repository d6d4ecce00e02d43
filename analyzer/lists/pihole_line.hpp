// Lists as Pi-hole reads them.
#pragma once

#include <cstdint>
#include <string_view>

#include "analyzer/lists/rule_maker.hpp"

namespace tidemark::analyzer {

// A list that Pi-hole subscribes to as a blocklist, or as an allowlist ("antigravity").
enum class PiholeList : std::uint8_t { kBlock, kAllow };

// Accepts, passes over and refuses exactly what Pi-hole's FTL does (its
// src/tools/gravity-parseList.c as of November 2025): also names that no resolver takes. `line` is
// what stands before the newline.
void read_pihole_line(std::string_view line, PiholeList list, RuleMaker& out);

}  // namespace tidemark::analyzer
