// Whatever bytes a scenario file holds, also two of which one extends the other: it is refused with
// a sentence that begins with the name of a file, or becomes a scenario. The bytes before a NUL are
// the base, those behind it the extension.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "harness/scenario/build_scenario.hpp"
#include "harness/scenario/compose_document.hpp"
#include "harness/scenario/document_origins.hpp"
#include "harness/scenario/extend_document.hpp"
#include "harness/scenario/load.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/scenario/matrix.hpp"
#include "probes/json/json_file.hpp"

namespace {

namespace harness = tidemark::harness;

void check(const tidemark::Result<harness::Scenario>& scenario) {
  if (!scenario) {
    const std::string& message = scenario.error().message;
    if (!message.starts_with("base.json: ") && !message.starts_with("child.json: ")) std::abort();
    return;
  }
  if (scenario->sites.empty() || harness::arrivals_of(scenario->load).empty()) std::abort();
  if (harness::combinations_of(scenario->matrix).empty()) std::abort();
  if (scenario->subject && scenario->subject->command.empty()) std::abort();
}

// As files would be put together, without any.
void extend(std::string_view base_text, std::string_view child_text) {
  auto base = tidemark::parse_json_document(base_text, "base.json");
  const auto child = tidemark::parse_json_document(child_text, "child.json");
  if (!base || !child || !harness::check_document(*base, "base.json") ||
      !harness::check_document(*child, "child.json") || base->contains("extends")) {
    return;
  }
  harness::DocumentOrigins origins("base.json");
  harness::extend_document(*base, origins, *child, "child.json");
  check(harness::build_scenario(*base, origins, "child.json"));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  check(harness::parse_scenario(text, "base.json"));
  if (const auto nul = text.find('\0'); nul != std::string_view::npos) {
    const std::string_view base = text.substr(0, nul);
    const std::string_view child = text.substr(nul + 1);
    check(harness::parse_scenario(base, "base.json"));
    extend(base, child);
  }
  return 0;
}
