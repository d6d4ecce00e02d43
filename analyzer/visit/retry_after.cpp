#include "analyzer/visit/retry_after.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string>

namespace tidemark::analyzer {
namespace {

using std::chrono::seconds;

constexpr seconds kLongest = std::chrono::days(1);
constexpr const char* kKind = "retry_after";

std::string subject_of(const std::string& host) { return "host:" + host; }

}  // namespace

std::optional<seconds> parse_retry_after(std::string_view value,
                                         std::chrono::system_clock::time_point now) {
  const bool all_digits =
      !value.empty() && std::ranges::all_of(value, [](char c) { return c >= '0' && c <= '9'; });
  if (all_digits) {
    long long count = 0;
    const auto parsed = std::from_chars(value.data(), value.data() + value.size(), count);
    if (parsed.ec != std::errc()) return kLongest;  // more than fits into 64 bits
    return count > kLongest.count() ? kLongest : seconds(count);
  }
  if (value.find('\0') != std::string_view::npos) return std::nullopt;
  const std::time_t date = ::curl_getdate(std::string(value).c_str(), nullptr);
  if (date < 0) return std::nullopt;
  const auto away = std::chrono::ceil<seconds>(std::chrono::system_clock::from_time_t(date) - now);
  return std::clamp(away, seconds(0), kLongest);
}

std::optional<seconds> asked_to_wait(const HttpOutcome& outcome, Moment now) {
  if (outcome.error || !outcome.response) return std::nullopt;
  if (outcome.response->status != 429 && outcome.response->status != 503) return std::nullopt;
  const auto header = outcome.response->header("retry-after");
  return header ? parse_retry_after(*header, now.calendar) : std::nullopt;
}

void note_wish(FactBook& facts, const std::string& host, int status, seconds wish, Moment now) {
  facts.put({.subject = subject_of(host),
             .kind = kKind,
             .value = static_cast<double>(wish.count()),
             .samples = 1,
             .evidence = fmt::format("HTTP {} with Retry-After of {} s", status, wish.count()),
             .learnt_at = now.calendar,
             .expires_at = now.calendar + wish});
}

std::optional<std::chrono::milliseconds> wish_of(const FactBook& facts, const std::string& host,
                                                 Moment now) {
  const LearntFact* wish = facts.find(subject_of(host), kKind, now.calendar);
  if (wish == nullptr) return std::nullopt;
  return std::chrono::ceil<std::chrono::milliseconds>(wish->expires_at - now.calendar);
}

}  // namespace tidemark::analyzer
