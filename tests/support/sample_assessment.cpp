#include "tests/support/sample_assessment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <random>

namespace tidemark::test {
namespace {

using analyzer::AssessedDomain;
using analyzer::Assessment;
using analyzer::Attempt;
using analyzer::DomainResult;
using analyzer::ErrorClass;
using analyzer::Method;
using analyzer::PageScore;
using analyzer::Protection;
using analyzer::Stage;
using analyzer::State;
using std::chrono::milliseconds;

constexpr std::array<const char*, 5> kCategories{"cosmetics", "fashion", "food", "shopping",
                                                 "toys"};
constexpr std::array<const char*, 8> kVendors{"akamai",  "cloudflare", "datadome", "f5",
                                              "imperva", "kasada",     "sucuri",   "vercel"};
constexpr std::array<const char*, 20> kWords{"bakery",  "shoe",   "perfume", "toy",    "garden",
                                             "watch",   "cinema", "bike",    "coffee", "book",
                                             "kitchen", "travel", "fitness", "candle", "camera",
                                             "carpet",  "ticket", "phone",   "skin",   "game"};
constexpr std::array<const char*, 9> kEnds{"com",   "de",   "fr",  "ch",     "it",
                                           "co.uk", "shop", "net", "example"};

struct Group {
  const char* family;
  const char* name;
  std::array<const char*, 4> keywords;
};
constexpr std::array<Group, 6> kGroups{
    {{"health", "sugar", {"chocolate", "candy", "soda", "sweets"}},
     {"health", "alcohol", {"wine", "beer", "whisky", "vodka"}},
     {"behaviour", "urgency", {"hurry", "last chance", "only today", "ends soon"}},
     {"behaviour", "scarcity", {"sold out", "few left", "limited edition", "almost gone"}},
     {"marketing", "discount", {"sale", "half price", "coupon", "free shipping"}},
     {"marketing", "loyalty", {"club", "points", "reward", "members only"}}}};

// Numbers of one seed; std::uniform_int_distribution may differ between libraries.
class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}
  int below(int end) { return static_cast<int>(engine_() % static_cast<std::uint32_t>(end)); }
  bool percent(int chance) { return below(100) < chance; }
  template <typename List>
  const auto& of(const List& list) {
    return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
  }

 private:
  std::mt19937 engine_;
};

State state_of(Dice& dice) {
  const int roll = dice.below(100);
  if (roll < 46) return State::kAlive;
  if (roll < 53) return State::kRedirected;
  if (roll < 58) return State::kParked;
  if (roll < 61) return State::kForSale;
  if (roll < 62) return State::kPlaceholder;
  if (roll < 69) return State::kChallenge;
  if (roll < 77) return State::kBlocked;
  if (roll < 79) return State::kRefused;
  if (roll < 82) return State::kErrorPage;
  if (roll < 84) return State::kTlsBroken;
  if (roll < 89) return State::kTimedOut;
  if (roll < 98) return State::kDead;
  return State::kUnreachable;
}

std::optional<ErrorClass> cause_of(State state, Dice& dice) {
  switch (state) {
    case State::kTlsBroken:
      return dice.percent(60) ? ErrorClass::kTlsExpired : ErrorClass::kTlsNameMismatch;
    case State::kTimedOut:
      return dice.percent(50) ? ErrorClass::kNoResponse : ErrorClass::kConnectTimeout;
    case State::kDead:
      return dice.percent(70) ? ErrorClass::kDnsNxdomain : ErrorClass::kConnectRefused;
    case State::kUnreachable: return ErrorClass::kDnsServfail;
    default: return std::nullopt;
  }
}

bool has_page(State state) {
  return state == State::kAlive || state == State::kRedirected || state == State::kParked ||
         state == State::kForSale || state == State::kPlaceholder;
}

void protect(DomainResult& result, Dice& dice) {
  const bool walled = result.state == State::kChallenge || result.state == State::kBlocked;
  if (!walled && !dice.percent(12)) return;
  const std::string vendor = dice.of(kVendors);
  const Protection what = result.state == State::kChallenge ? Protection::kChallenge
                          : result.state == State::kBlocked ? Protection::kBlock
                                                            : Protection::kPresent;
  result.protections.push_back({vendor, what, vendor + "/header", "server: " + vendor});
  if (walled) result.vendor = vendor;
  if (walled) result.signal = "server: " + vendor;
  if (walled) result.status = 403;
}

void visit(DomainResult& result, Dice& dice) {
  const std::string address = fmt::format("203.0.{}.{}", dice.below(256), dice.below(256));
  result.attempts.push_back(
      {.method = Method::kDns, .url = result.domain, .took = milliseconds(1 + dice.below(60))});
  result.took = result.attempts.back().took;
  if (result.cause == ErrorClass::kDnsNxdomain || result.cause == ErrorClass::kDnsServfail) {
    result.attempts.back().error = result.cause;
    result.stages.push_back({Stage::kDns, false, result.cause, ""});
    return;
  }
  result.name.addresses.push_back(address);
  result.stages.push_back({Stage::kDns, true, std::nullopt, address});
  Attempt http{.method = Method::kHttp,
               .url = "https://" + result.domain + "/",
               .stage = Stage::kPage,
               .error = result.cause,
               .status = result.status,
               .took = milliseconds(20 + dice.below(result.state == State::kTimedOut ? 6000 : 900)),
               .received = Bytes{static_cast<std::uint64_t>(dice.below(300'000))},
               .address = address + ":443",
               .tls = "TLS 1.3, h2, certificate *." + result.domain + " until 2026-12-01"};
  if (result.cause) http.stage = result.state == State::kTlsBroken ? Stage::kTls : Stage::kConnect;
  result.stages.push_back({http.stage, !result.cause, result.cause, http.tls});
  result.took += http.took;
  result.attempts.push_back(std::move(http));
  if (!has_page(result.state) || !dice.percent(30)) return;
  result.read_by = Method::kBrowser;
  result.attempts.push_back({.method = Method::kBrowser,
                             .url = "https://" + result.domain + "/",
                             .stage = Stage::kPage,
                             .status = 200,
                             .took = milliseconds(400 + dice.below(3000)),
                             .slot_wait = milliseconds(dice.below(400))});
  result.took += result.attempts.back().took;
}

int family_points(const PageScore& score, std::string_view family, int weight, int cap) {
  int points = 0;
  for (const analyzer::GroupScore& group : score.groups) {
    if (group.family == family) points += weight * static_cast<int>(group.hits.size());
  }
  return std::min(points, cap);
}

PageScore score_of(Dice& dice) {
  PageScore score;
  const int eagerness = dice.below(100);
  for (const Group& group : kGroups) {
    analyzer::GroupScore found{.group = group.name, .family = group.family, .hits = {}};
    for (const char* keyword : group.keywords) {
      if (!dice.percent(eagerness * eagerness / 110)) continue;
      found.hits.push_back({keyword, dice.percent(80) ? "text" : "title",
                            fmt::format("our {} {} for every {} and {} you love", keyword,
                                        dice.of(kWords), dice.of(kWords), dice.of(kWords))});
    }
    if (!found.hits.empty()) score.groups.push_back(std::move(found));
  }
  for (const auto& [family, weight, cap] :
       {std::tuple{"health", 3, 30}, std::tuple{"behaviour", 4, 40},
        std::tuple{"marketing", 3, 30}}) {
    score.families.push_back({family, family_points(score, family, weight, cap), cap});
    score.points += score.families.back().points;
  }
  return score;
}

AssessedDomain domain_of(std::size_t number, Dice& dice) {
  AssessedDomain domain;
  DomainResult& result = domain.result;
  result.domain =
      fmt::format("{}-{}-{:05}.{}", dice.of(kWords), dice.of(kWords), number, dice.of(kEnds));
  const std::string category = dice.of(kCategories);
  if (!dice.percent(4)) domain.categories.push_back(category);
  result.source = fmt::format("{}.txt:{}", category, number + 1);
  result.state = state_of(dice);
  result.confidence =
      dice.percent(85) ? analyzer::Confidence::kHigh : analyzer::Confidence::kMedium;
  result.cause = cause_of(result.state, dice);
  result.checked_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20) +
                      std::chrono::seconds(dice.below(300'000));
  if (has_page(result.state)) {
    result.status = 200;
    result.read_by = Method::kHttp;
    result.title =
        fmt::format("{} {}: the {} store", dice.of(kWords), dice.of(kWords), dice.of(kWords));
    result.text_length = std::size_t{300} + static_cast<std::size_t>(dice.below(9000));
    result.final_url = result.state == State::kRedirected
                           ? fmt::format("https://www.{}-group.com/", dice.of(kWords))
                           : "https://" + result.domain + "/";
  }
  protect(result, dice);
  visit(result, dice);
  if (is_scored(result.state)) {
    domain.score = score_of(dice);
    domain.total = domain.score->points;
    result.score = domain.score;
  }
  return domain;
}

// Links to others, and what they add.
void relate(Assessment& assessment, Dice& dice) {
  for (AssessedDomain& domain : assessment.domains) {
    if (!domain.score) continue;
    for (int i = dice.below(5); i > 0; --i) {
      const AssessedDomain& other = dice.of(assessment.domains);
      const int links = 1 + dice.below(12);
      domain.links.push_back({other.result.domain, links});
      if (!other.score || other.score->points < 50 || &other == &domain) continue;
      domain.relations.leads_to.push_back({other.result.domain, other.score->points, links});
      domain.relations.bonus = std::min(20, domain.relations.bonus + 5);
    }
    domain.total = std::min(100, domain.score->points + domain.relations.bonus);
  }
}

void summarise(Assessment& assessment) {
  for (const char* name : kCategories) {
    analyzer::CategorySummary category{.name = name, .file = fmt::format("lists/{}.txt", name)};
    for (const AssessedDomain& domain : assessment.domains) {
      if (std::ranges::find(domain.categories, name) == domain.categories.end()) continue;
      ++category.domains;
      ++category.visited;
      if (domain.score) ++category.scored;
    }
    assessment.categories.push_back(std::move(category));
  }
}

void advise(Assessment& assessment, Dice& dice) {
  for (const AssessedDomain& domain : assessment.domains) {
    const State state = domain.result.state;
    const bool idle = state == State::kDead || state == State::kParked || state == State::kForSale;
    if (!idle || domain.categories.empty() || !dice.percent(40)) continue;
    assessment.recommendations.push_back(
        {.id = fmt::format("r{}", assessment.recommendations.size()),
         .advice = analyzer::Advice::kRemove,
         .domain = domain.result.domain,
         .category = domain.categories.front(),
         .confidence = domain.result.confidence,
         .reason = fmt::format("Blocking it does nothing: it is {}.", to_string(state)),
         .evidence = {fmt::format("{} at the latest visit", to_string(state))},
         .weight = static_cast<double>(dice.below(100))});
  }
  for (const char* category : kCategories) {
    assessment.recommendations.push_back(
        {.id = fmt::format("a{}", category),
         .advice = analyzer::Advice::kAdd,
         .domain = fmt::format("{}-outlet.example", category),
         .category = category,
         .confidence = analyzer::Confidence::kMedium,
         .reason = "Risky domains of the list lead there.",
         .evidence = {"3 domains link to it", "the strongest has 78 points"},
         .weight = 12.5});
  }
}

}  // namespace

Assessment sample_assessment(std::size_t domains, std::uint32_t seed) {
  Dice dice(seed);
  Assessment assessment{.made_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24),
                        .run = 7,
                        .keywords = "built-in 1"};
  assessment.domains.reserve(domains);
  for (std::size_t i = 0; i < domains; ++i) assessment.domains.push_back(domain_of(i, dice));
  std::ranges::sort(assessment.domains, {},
                    [](const AssessedDomain& domain) { return domain.result.domain; });
  if (domains > 0) {
    relate(assessment, dice);
    summarise(assessment);
    advise(assessment, dice);
  }
  return assessment;
}

analyzer::RunDifference sample_difference(const Assessment& assessment) {
  using analyzer::Change;
  analyzer::RunDifference difference{
      .older = 6,
      .newer = 7,
      .older_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 10),
      .newer_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 20)};
  int kind = 0;
  for (std::size_t i = 0; i < assessment.domains.size(); i += 50) {
    const AssessedDomain& domain = assessment.domains[i];
    analyzer::DomainChange change{.domain = domain.result.domain,
                                  .change = static_cast<Change>(kind++ % 8),
                                  .was = State::kAlive,
                                  .is_now = domain.result.state};
    if (change.change == Change::kAppeared) change.was.reset();
    if (change.change == Change::kVanished) change.is_now.reset();
    if (change.change == Change::kScoreMoved) {
      change.points_were = 20;
      change.points_are = 41;
    }
    difference.changes.push_back(std::move(change));
  }
  std::ranges::sort(difference.changes, {}, [](const analyzer::DomainChange& change) {
    return std::pair(change.change, change.domain);
  });
  return difference;
}

Assessment hostile_assessment() {
  const std::array<std::string, 10> texts{
      "</script><script>document.title='owned'</script>",
      "<img src=x onerror=\"document.title='owned'\">",
      "<!--<script>{{data}} {{script}}",
      "=HYPERLINK(\"http://evil.example\",\"click\")",
      "@SUM(1+1)*cmd|' /C calc'!A0",
      "\x1b]0;owned\x07\x1b[2J\x1b[31mred",
      "safe\xE2\x80\xAEgpj.exe\xE2\x80\xA6 \xE2\x81\xA6hidden\xE2\x81\xA9",
      "line\xE2\x80\xA8separator\xE2\x80\xA9 \r\n| pipe | [link](javascript:alert(1)) `code` **b**",
      "not utf-8 \xFF\xC0\xAF, nul \x01 and \xF4\x90\x80\x80",
      "![img](http://evil.example/x.png) <http://evil.example> www.evil.example # h\n---"};
  Assessment assessment{.made_at = std::chrono::sys_days(std::chrono::year(2026) / 11 / 24),
                        .run = 3,
                        .keywords = texts[0]};
  assessment.categories.push_back({.name = "../" + texts[1], .file = texts[2], .domains = 10});
  for (std::size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = texts[i];
    AssessedDomain domain;
    domain.categories = {i % 2 == 0 ? "../" + texts[1] : text};
    domain.result = {.domain = fmt::format("h{}.example", i),
                     .source = text,
                     .written = text,
                     .state = State::kAlive,
                     .vendor = text,
                     .signal = text,
                     .title = text,
                     .final_url = text,
                     .stages = {{Stage::kDns, true, std::nullopt, text}},
                     .protections = {{text, Protection::kPresent, text, text}},
                     .name = {.addresses = {text}, .cnames = {text}},
                     .inferred = analyzer::Inference{text, text},
                     .attempts = {{.url = text, .detail = text, .address = text, .tls = text}}};
    domain.score = PageScore{
        .points = 60, .families = {{text, 40, 40}}, .groups = {{text, text, {{text, text, text}}}}};
    domain.result.score = domain.score;
    domain.relations.leads_to.push_back({text, 50, 1});
    domain.relations.led_to_by.push_back({text, 50, 1});
    domain.links.push_back({text, 1});
    domain.total = 60;
    assessment.recommendations.push_back({.id = text,
                                          .domain = domain.result.domain,
                                          .category = domain.categories.front(),
                                          .reason = text,
                                          .evidence = {text, text}});
    assessment.domains.push_back(std::move(domain));
  }
  return assessment;
}

}  // namespace tidemark::test
