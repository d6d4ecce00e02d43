#include "analyzer/rules/rule_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include <nlohmann/json.hpp>

#include "analyzer/rules/pattern_set.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

using nlohmann::json;

constexpr std::string_view kSchema = "tidemark.rules/1";
constexpr std::size_t kMaxRules = 10000;
constexpr std::size_t kMaxNesting = 4;

constexpr std::array kKinds = {State::kParked,      State::kForSale,    State::kSuspended,
                               State::kPlaceholder, State::kDead,       State::kErrorPage,
                               State::kRefused,     State::kRateLimited};

// "cloudflare", "challenge-header": what ids are made of.
std::string read_name(const JsonPlace& place) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-";
  std::string name = place.text();
  if (name.size() > 60 || name.find_first_not_of(kAllowed) != std::string::npos) {
    place.fail("must consist of at most 60 of a-z, 0-9 and -");
  }
  return name;
}

std::optional<Field> field_named(std::string_view key) {
  for (std::size_t i = 0; i < kFields; ++i) {
    const auto field = static_cast<Field>(i);
    if (to_string(field) == key) return field;
  }
  return std::nullopt;
}

std::vector<Condition> read_conditions(const JsonPlace& list, std::size_t depth);

Condition read_condition(const JsonPlace& place, std::size_t depth) {
  const std::string key = place.only_key();
  const JsonPlace value = place.at(key.c_str());
  Condition condition;
  if (const auto field = field_named(key)) {
    condition.pattern = Pattern{.field = *field, .expression = value.text()};
    if (const auto wrong = why_no_pattern(condition.pattern->expression)) {
      value.fail("is no regular expression: " + printable(*wrong, 200));
    }
  } else if (key == "status") {
    for (const JsonPlace& status : value.items()) {
      condition.statuses.push_back(status.number(100, 999));
    }
  } else if (key == "text_below") {
    condition.text_below = static_cast<std::size_t>(value.number(1, 1'000'000));
  } else if (key == "any" || key == "none") {
    if (depth == kMaxNesting) value.fail("is nested too deep");
    (key == "any" ? condition.any : condition.none) = read_conditions(value, depth + 1);
  } else {
    place.fail(fmt::format("\"{}\" is no condition", printable(key, 50)));
  }
  return condition;
}

std::vector<Condition> read_conditions(const JsonPlace& list, std::size_t depth) {
  std::vector<Condition> out;
  for (const JsonPlace& item : list.items()) out.push_back(read_condition(item, depth));
  return out;
}

void read_meaning(const JsonPlace& place, Rule& rule) {
  const std::string word = place.text();
  for (const Meaning meaning : {Meaning::kPresent, Meaning::kChallenge, Meaning::kBlock}) {
    constexpr std::array<std::string_view, 3> kWords{"present", "challenge", "block"};
    if (kWords[static_cast<std::size_t>(meaning)] == word) {
      rule.meaning = meaning;
      return;
    }
  }
  const auto kind =
      std::ranges::find_if(kKinds, [&](State state) { return to_string(state) == word; });
  if (kind == kKinds.end()) {
    place.fail(
        "must be present, challenge, block, or a state that a page can show (parked, "
        "for_sale, suspended, placeholder, dead, error_page, refused, rate_limited)");
  }
  rule.meaning = Meaning::kKind;
  rule.state = *kind;
}

Confidence read_confidence(const JsonPlace& place) {
  const std::string word = place.text();
  for (const Confidence confidence : {Confidence::kLow, Confidence::kMedium, Confidence::kHigh}) {
    if (to_string(confidence) == word) return confidence;
  }
  place.fail("must be low, medium or high");
}

Rule read_rule(const JsonPlace& place, const std::string& vendor) {
  place.allow_only({"id", "means", "confidence", "when", "source"});
  Rule rule{.id = vendor + "/" + read_name(place.at("id")), .vendor = vendor};
  read_meaning(place.at("means"), rule);
  rule.confidence = read_confidence(place.at("confidence"));
  rule.when = read_conditions(place.at("when"), 0);
  // For people only, but a rule without a reason cannot be kept up to date.
  static_cast<void>(place.at("source").text());
  return rule;
}

}  // namespace

RuleFile read_rules(const json& document) {
  const JsonPlace root(document, "");
  root.allow_only({"schema", "version", "replaces_built_in", "without", "groups"});
  if (root.at("schema").text() != kSchema) {
    root.at("schema").fail(fmt::format("must be \"{}\"", kSchema));
  }
  RuleFile file{.version = root.at("version").text()};
  if (const auto replaces = root.find("replaces_built_in"))
    file.replaces_built_in = replaces->flag();
  if (const auto without = root.find("without")) {
    for (const JsonPlace& id : without->items()) file.without.push_back(id.text());
  }
  std::set<std::string> ids;
  for (const JsonPlace& group : root.at("groups").items()) {
    group.allow_only({"name", "rules"});
    const std::string vendor = read_name(group.at("name"));
    for (const JsonPlace& item : group.at("rules").items()) {
      Rule rule = read_rule(item, vendor);
      if (!ids.insert(rule.id).second) item.fail(rule.id + " is there twice");
      if (ids.size() > kMaxRules) item.fail(fmt::format("more than {} rules", kMaxRules));
      file.rules.push_back(std::move(rule));
    }
  }
  return file;
}

}  // namespace tidemark::analyzer
