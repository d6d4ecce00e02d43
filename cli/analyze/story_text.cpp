#include "cli/analyze/story_text.hpp"

#include <fmt/format.h>

#include <string_view>

#include "probes/base/printable.hpp"
#include "probes/base/utc_text.hpp"

namespace tidemark::cli {
namespace {

using analyzer::DomainResult;
using analyzer::DomainStory;
using std::chrono::system_clock;

constexpr std::size_t kTextShown = 400;
constexpr std::size_t kHostsShown = 20;

double seconds(std::chrono::milliseconds duration) {
  return static_cast<double>(duration.count()) / 1000;
}

// "3 h", "12 d": how long ago, or how long still.
std::string span_text(system_clock::duration span) {
  using std::chrono::duration_cast;
  if (span < std::chrono::minutes(1)) return "less than a minute";
  if (span < std::chrono::hours(2)) {
    return fmt::format("{} min", duration_cast<std::chrono::minutes>(span).count());
  }
  if (span < std::chrono::days(2)) {
    return fmt::format("{} h", duration_cast<std::chrono::hours>(span).count());
  }
  return fmt::format("{} d", duration_cast<std::chrono::days>(span).count());
}

std::string error_text(const std::optional<analyzer::ErrorClass>& error) {
  return error ? std::string(to_string(*error)) : std::string("ok");
}

std::string line(std::string_view name, const std::string& text) {
  return text.empty() ? std::string() : fmt::format("  {:<11} {}\n", name, text);
}

std::string verdict_text(const DomainStory& story, const analyzer::RecallRules& rules,
                         system_clock::time_point now) {
  const DomainResult& result = story.latest.result;
  std::string text = fmt::format("{}: {}", printable(result.domain, 260), to_string(result.state));
  if (!result.vendor.empty()) text += " by " + printable(result.vendor, 60);
  text += fmt::format(", confidence {}\n", to_string(result.confidence));
  if (result.cause) text += line("cause", error_text(result.cause));
  text += line("evidence", printable(result.signal, 300));
  text +=
      line("checked",
           fmt::format("{}, {} ago, in {:.2f} s, by run {}{}", utc_text(result.checked_at),
                       span_text(now - result.checked_at), seconds(result.took), story.latest.run,
                       story.latest.with_browser ? "" : " without a browser"));
  const auto until = fresh_until(story.latest, rules);
  text += line("answers", until > now
                              ? fmt::format("for {} more (class {})", span_text(until - now),
                                            to_string(story.latest.lasting))
                              : fmt::format("no longer: the next run visits it again (class {})",
                                            to_string(story.latest.lasting)));
  text += line("source", printable(story.source, 200));
  if (result.inferred) {
    text += line("inferred", fmt::format("from {}: {}", printable(result.inferred->from, 260),
                                         printable(result.inferred->evidence, 300)));
  }
  if (result.status) text += line("status", fmt::format("HTTP {}", *result.status));
  text += line("final URL", printable(result.final_url, 300));
  if (result.read_by) text += line("read by", std::string(to_string(*result.read_by)));
  for (const std::string& name : result.name.cnames) text += line("alias", printable(name, 260));
  for (const std::string& address : result.name.addresses) {
    text += line("address", printable(address, 60));
  }
  return text;
}

std::string stages_text(const DomainResult& result) {
  if (result.stages.empty()) return {};
  std::string text = "stages\n";
  for (const analyzer::StageVerdict& verdict : result.stages) {
    text += fmt::format("  {:<11} {:<7} {:<20} {}\n", to_string(verdict.stage),
                        verdict.passed ? "passed" : "failed",
                        verdict.error ? error_text(verdict.error) : "",
                        printable(verdict.evidence, 300));
  }
  return text;
}

std::string attempts_text(const DomainResult& result) {
  if (result.attempts.empty()) return {};
  std::string text = "attempts\n";
  int number = 0;
  for (const analyzer::Attempt& attempt : result.attempts) {
    text +=
        fmt::format("  {:>2} {:<8} {:>7.2f} s  {}: {} at {}", ++number, to_string(attempt.method),
                    seconds(attempt.took), printable(attempt.url, 200), error_text(attempt.error),
                    to_string(attempt.stage));
    if (!attempt.address.empty()) text += " of " + printable(attempt.address, 60);
    if (attempt.status) text += fmt::format(", HTTP {}", *attempt.status);
    if (attempt.received.count > 0) text += fmt::format(", {} bytes", attempt.received.count);
    if (attempt.slot_wait.count() > 0) {
      text += fmt::format(", {:.2f} s of it waiting for a tab", seconds(attempt.slot_wait));
    }
    if (!attempt.tls.empty()) text += ", " + printable(attempt.tls, 200);
    if (!attempt.detail.empty()) text += " (" + printable(attempt.detail, 300) + ")";
    text += '\n';
  }
  return text;
}

std::string protections_text(const DomainResult& result) {
  if (result.protections.empty()) return {};
  std::string text = "bot protection\n";
  for (const analyzer::VendorSighting& sighting : result.protections) {
    text += fmt::format("  {:<11} {:<9} {} ({})\n", printable(sighting.vendor, 40),
                        to_string(sighting.protection), printable(sighting.signal, 200),
                        printable(sighting.rule, 80));
  }
  return text;
}

std::string facts_text(const DomainStory& story, system_clock::time_point now) {
  if (story.facts.empty()) return {};
  std::string text = "learnt\n";
  for (const analyzer::LearntFact& fact : story.facts) {
    text += fmt::format("  {} {} = {:g}, from {} visit{}, {} ago, {}: {}\n",
                        printable(fact.subject, 200), printable(fact.kind, 60), fact.value,
                        fact.samples, fact.samples == 1 ? "" : "s", span_text(now - fact.learnt_at),
                        fact.expires_at > now ? "for " + span_text(fact.expires_at - now) + " more"
                                              : std::string("expired"),
                        printable(fact.evidence, 300));
  }
  return text;
}

std::string lifecycle_text(const DomainStory& story) {
  if (story.lifecycle.empty()) return {};
  std::string text = fmt::format("lifecycle in run {}\n", story.latest.run);
  const auto start = story.lifecycle.front().at;
  for (const analyzer::StoryEvent& event : story.lifecycle) {
    const auto after = std::chrono::duration_cast<std::chrono::milliseconds>(event.at - start);
    text += fmt::format("  {:>8.3f} s  {:<13} worker {}", seconds(after), printable(event.kind, 40),
                        event.worker);
    if (event.browser) text += fmt::format(", browser {}", *event.browser);
    if (!event.detail.empty()) text += ", " + printable(event.detail, 100);
    text += '\n';
  }
  return text;
}

std::string hosts_text(const std::vector<analyzer::OutboundHost>& hosts) {
  std::string text;
  for (std::size_t i = 0; i < hosts.size() && i < kHostsShown; ++i) {
    text += fmt::format("{}{} ({})", text.empty() ? "" : ", ", printable(hosts[i].host, 260),
                        hosts[i].links);
  }
  if (hosts.size() > kHostsShown) text += fmt::format(" and {} more", hosts.size() - kHostsShown);
  return text;
}

std::string content_text(const DomainStory& story) {
  if (!story.content) return {};
  const analyzer::StoredContent& stored = *story.content;
  const analyzer::PageContent& content = stored.content;
  std::string text = fmt::format("content, read {} from {}\n", utc_text(stored.checked_at),
                                 stored.final_url.empty() ? "?" : printable(stored.final_url, 300));
  text += line("title", printable(content.title, 300));
  text += line("language", printable(content.language, 40));
  for (const auto& [name, value] : content.meta) {
    text += line("meta", fmt::format("{}: {}", printable(name, 60), printable(value, 200)));
  }
  if (!content.json_ld.empty()) {
    text += line("JSON-LD", fmt::format("{} blocks", content.json_ld.size()));
  }
  for (const std::string& product : content.products) {
    text += line("product", printable(product, 100));
  }
  text += line("text", fmt::format("{} characters: {}", content.text_length,
                                   printable(content.text, kTextShown)));
  text += line("links to", hosts_text(content.links));
  text += line("page", fmt::format("{} scripts, {} forms{}", content.scripts, content.forms,
                                   content.has_password_field ? ", a password field" : ""));
  return text;
}

// Every point with the words it is for.
std::string score_text(const DomainStory& story) {
  const auto& score = story.latest.result.score;
  if (!score) return {};
  std::string text = fmt::format("score {} of 100, by keywords {}\n", score->points,
                                 printable(story.latest.scored_by.keywords, 200));
  for (const analyzer::FamilyScore& family : score->families) {
    text += fmt::format("  {:<11} {} of at most {}\n", printable(family.family, 60), family.points,
                        family.cap);
    for (const analyzer::GroupScore& group : score->groups) {
      if (group.family != family.family) continue;
      text += fmt::format("    {}\n", printable(group.group, 60));
      for (const analyzer::KeywordHit& hit : group.hits) {
        text += fmt::format("      {:<20} in {}: {}\n", printable(hit.keyword, 60),
                            printable(hit.place, 60), printable(hit.excerpt, 100));
      }
    }
  }
  return text;
}

std::string visits_text(const DomainStory& story) {
  if (story.visits.size() < 2) return {};
  std::string text = "visits, newest first\n";
  for (const analyzer::StoryVisit& visit : story.visits) {
    text += fmt::format("  {}  run {:<5} {}{}{}\n", utc_text(visit.at), visit.run,
                        printable(visit.state, 40),
                        visit.cause.empty() ? "" : ", " + printable(visit.cause, 40),
                        visit.status ? fmt::format(", HTTP {}", *visit.status) : "");
  }
  return text;
}

}  // namespace

std::string story_text(const DomainStory& story, const analyzer::RecallRules& rules,
                       system_clock::time_point now) {
  const DomainResult& result = story.latest.result;
  return verdict_text(story, rules, now) + stages_text(result) + attempts_text(result) +
         protections_text(result) + score_text(story) + facts_text(story, now) +
         lifecycle_text(story) + content_text(story) + visits_text(story);
}

}  // namespace tidemark::cli
