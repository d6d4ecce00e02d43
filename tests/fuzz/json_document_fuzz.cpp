// Whatever bytes a configuration or scenario file holds: it is refused with a sentence that begins
// with its name, or read into a document that can be written.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include <nlohmann/json.hpp>

#include "probes/json/json_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto document = tidemark::parse_json_document(text, "c.json");
  if (!document) {
    if (!document.error().message.starts_with("c.json: ")) std::abort();
    return 0;
  }
  if (document->dump().empty()) std::abort();
  return 0;
}
