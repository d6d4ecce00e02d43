#include "harness/verdict/mute_file.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <exception>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/verdict/fingerprint.hpp"
#include "probes/base/calendar_day.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::harness {
namespace {

Mute read_mute(const JsonPlace& place) {
  place.allow_only({"fingerprint", "reason", "expires", "scenario"});
  Mute mute;
  const JsonPlace fingerprint = place.at("fingerprint");
  mute.fingerprint = fingerprint.text();
  if (!is_fingerprint(mute.fingerprint)) {
    fingerprint.fail(fmt::format("must be {} digits 0-9a-f, as a report shows them beside a leak",
                                 kFingerprintDigits));
  }
  const JsonPlace reason = place.at("reason");
  mute.reason = reason.text();
  if (mute.reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    reason.fail("must say why the leak may stay until then");
  }
  const JsonPlace expires = place.at("expires");
  const auto day = parse_day(expires.text());
  if (!day) {
    expires.fail(fmt::format("must be a day that there is, written YYYY-MM-DD; found \"{}\"",
                             printable(expires.text(), 40)));
  }
  mute.expires = *day;
  if (const auto scenario = place.find("scenario")) mute.scenario = scenario->text();
  return mute;
}

// Whether there is a scenario for which both are.
bool overlap(const Mute& one, const Mute& other) {
  const bool both =
      one.scenario == other.scenario || one.scenario.empty() || other.scenario.empty();
  return both && one.fingerprint == other.fingerprint;
}

std::vector<Mute> read_mutes(const JsonPlace& root) {
  if (const JsonPlace schema = root.at("schema"); schema.text() != kMutesSchema) {
    schema.fail(
        fmt::format("must be \"{}\", found \"{}\"", kMutesSchema, printable(schema.text(), 60)));
  }
  root.allow_only({"$schema", "schema", "mutes"});
  const std::vector<JsonPlace> places = root.at("mutes").all_items();
  std::vector<Mute> mutes;
  mutes.reserve(places.size());
  for (const JsonPlace& place : places) {
    Mute mute = read_mute(place);
    for (std::size_t i = 0; i < mutes.size(); ++i) {
      if (!overlap(mutes[i], mute)) continue;
      place.fail(
          fmt::format("mutes the same as /mutes/{}: one fingerprint needs one mute, or one "
                      "for each scenario",
                      i));
    }
    mutes.push_back(std::move(mute));
  }
  return mutes;
}

}  // namespace

Result<std::vector<Mute>> parse_mutes(std::string_view text, std::string_view name) try {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  return read_mutes(JsonPlace(*document, ""));
} catch (const JsonProblem& problem) {
  return failure(ErrorCode::kBadInput, explain(problem, name));
} catch (const std::exception& error) {  // whatever the library thinks of
  return failure(ErrorCode::kBadInput,
                 fmt::format("{}: {}", printable(name), printable(error.what(), 300)));
}

Result<MuteFile> load_mutes(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxMutesSize);
  if (!text) return std::unexpected(text.error());
  auto mutes = parse_mutes(*text, file.string());
  if (!mutes) return std::unexpected(mutes.error());
  return MuteFile{.name = file.string(), .mutes = *std::move(mutes)};
}

}  // namespace tidemark::harness
