#include "harness/sites/walls/wall_vendor.hpp"

#include <array>

namespace tidemark::harness {

WallVendor wall_of(BotVendor vendor) {
  // In the order of the enumeration.
  constexpr std::array kWalls = {cloudflare_wall, akamai_wall, datadome_wall,
                                 human_wall,      kasada_wall, imperva_wall,
                                 aws_waf_wall,    f5_wall,     vercel_wall};
  return kWalls.at(static_cast<std::size_t>(vendor))();
}

}  // namespace tidemark::harness
