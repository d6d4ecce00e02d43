// Whatever a file of mutes holds: it is refused with a sentence that begins with its name, or all
// its mutes can be laid beside findings.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "harness/verdict/fingerprint.hpp"
#include "harness/verdict/mute_file.hpp"
#include "harness/verdict/muting.hpp"
#include "probes/base/calendar_day.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace harness = tidemark::harness;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto mutes = harness::parse_mutes(text, "fuzz.json");
  if (!mutes) {
    if (!mutes.error().message.starts_with("fuzz.json: ")) std::abort();
    return 0;
  }
  for (const harness::Mute& mute : *mutes) {
    if (!harness::is_fingerprint(mute.fingerprint) || mute.reason.empty()) std::abort();
    if (tidemark::parse_day(tidemark::day_text(mute.expires)) != mute.expires) std::abort();
  }
  const harness::MuteRules rules{.mutes = *mutes, .scenario = "wall"};
  harness::Muting muting(rules);
  std::vector<harness::Finding> findings(1);
  findings.front().culprits = {{.pid = 1, .what = std::string(text)}, {.what = std::string(text)}};
  muting.apply(findings);
  if (!harness::is_fingerprint(findings.front().fingerprint)) std::abort();
  if (muting.records().size() != mutes->size()) std::abort();
  return 0;
}
