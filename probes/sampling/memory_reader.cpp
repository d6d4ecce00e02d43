#include "probes/sampling/memory_reader.hpp"

#include <charconv>
#include <cstdint>
#include <limits>

#include "probes/sampling/proc_fields.hpp"
#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

constexpr std::size_t kMaxRollup = 16UL * 1024;  // real ones have less than 1 KiB

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "    1234 kB"
Reading<Bytes> parse_kib(std::string_view text) {
  text = trimmed(text);
  if (!text.ends_with(" kB")) return Absence::kUnsupported;
  text = trimmed(text.substr(0, text.size() - 3));
  std::uint64_t kib = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), kib);
  if (error != std::errc() || end != text.data() + text.size()) return Absence::kUnsupported;
  if (kib > std::numeric_limits<std::uint64_t>::max() / 1024) return Absence::kUnsupported;
  return Bytes::kib(kib);
}

Reading<Bytes> sum(const Reading<Bytes>& a, const Reading<Bytes>& b) {
  if (!a || !b || a->count > std::numeric_limits<std::uint64_t>::max() - b->count) {
    return Absence::kUnsupported;
  }
  return *a + *b;
}

}  // namespace

MemoryFacts parse_smaps_rollup(std::string_view text) {
  MemoryFacts facts;
  Reading<Bytes> private_clean;
  Reading<Bytes> private_dirty;
  for_each_field(text, [&](std::string_view key, std::string_view value) {
    if (key == "Pss") facts.pss = parse_kib(value);
    if (key == "Pss_Anon") facts.pss_anon = parse_kib(value);
    if (key == "SwapPss") facts.swap_pss = parse_kib(value);
    if (key == "Private_Clean") private_clean = parse_kib(value);
    if (key == "Private_Dirty") private_dirty = parse_kib(value);
  });
  facts.uss = sum(private_clean, private_dirty);
  return facts;
}

Result<MemoryFacts> read_memory(const ProcessId& id, const std::filesystem::path& proc) {
  const Result<std::string> text = read_file_of(id, "smaps_rollup", kMaxRollup, proc);
  if (!text) return std::unexpected(text.error());
  return parse_smaps_rollup(*text);
}

}  // namespace tidemark::probes
