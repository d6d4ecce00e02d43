// Servers that ask to be left alone for a while: the Retry-After header (RFC 9110, 10.2.3),
// remembered per host as a fact, so that the next run waits too.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "analyzer/http/http_client.hpp"
#include "analyzer/strategy/fact_book.hpp"

namespace tidemark::analyzer {

// How long a server asks to be left alone: given in seconds or as a date, between zero and a day.
// Nothing for what is neither.
[[nodiscard]] std::optional<std::chrono::seconds> parse_retry_after(
    std::string_view value, std::chrono::system_clock::time_point now);

// What an answer (429 or 503) asks for, if it does.
[[nodiscard]] std::optional<std::chrono::seconds> asked_to_wait(const HttpOutcome& outcome,
                                                                Moment now);
void note_wish(FactBook& facts, const std::string& host, int status, std::chrono::seconds wish,
               Moment now);
// How long `host` is still to be left alone, if it has asked for that.
[[nodiscard]] std::optional<std::chrono::milliseconds> wish_of(const FactBook& facts,
                                                               const std::string& host, Moment now);

}  // namespace tidemark::analyzer
