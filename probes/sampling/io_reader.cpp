#include "probes/sampling/io_reader.hpp"

#include <charconv>
#include <string>

#include "probes/sampling/proc_fields.hpp"
#include "probes/sampling/proc_file.hpp"

namespace tidemark::probes {
namespace {

constexpr std::size_t kMaxIo = 1024;

Reading<Bytes> parse_count(std::string_view text) {
  const std::size_t start = text.find_first_not_of(' ');
  if (start == std::string_view::npos) return Absence::kUnsupported;
  text.remove_prefix(start);
  Bytes bytes;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), bytes.count);
  if (error != std::errc() || stop != text.data() + text.size()) return Absence::kUnsupported;
  return bytes;
}

}  // namespace

IoFacts parse_io(std::string_view text) {
  IoFacts facts;
  for_each_field(text, [&](std::string_view key, std::string_view value) {
    if (key == "rchar") facts.read = parse_count(value);
    if (key == "wchar") facts.written = parse_count(value);
    if (key == "read_bytes") facts.read_from_disk = parse_count(value);
    if (key == "write_bytes") facts.written_to_disk = parse_count(value);
  });
  return facts;
}

Result<IoFacts> read_io(const ProcessId& id, const std::filesystem::path& proc) {
  const Result<std::string> text = read_file_of(id, "io", kMaxIo, proc);
  if (!text) return std::unexpected(text.error());
  return parse_io(*text);
}

}  // namespace tidemark::probes
