// Whatever a descriptor's link says, its kind is decided, and only what can have one gets an inode.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "probes/sampling/descriptors.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace tidemark::probes;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const DescriptorLink link = parse_descriptor_link(text);
  if (descriptor_kind_from_name(descriptor_kind_name(link.kind)) != link.kind) std::abort();
  const bool has_inode = link.kind == DescriptorKind::kSocket || link.kind == DescriptorKind::kPipe;
  if (link.inode != 0 && !has_inode) std::abort();
  if (link.deleted && !text.ends_with(" (deleted)")) std::abort();
  return 0;
}
