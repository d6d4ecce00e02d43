// What the analyzer says about one domain: plain data, written as one JSON object per line.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/result/error_class.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {

// How an attempt was made.
enum class Method { kDns, kHttp, kBrowser };

// How far an attempt came before it ended.
enum class Stage { kDns, kConnect, kTls, kRequest, kResponse, kSlot, kNavigation, kPage };

// One try to reach the domain. Attempts are never merged: a later success does not hide an earlier
// cause.
struct Attempt {
  Method method = Method::kHttp;
  std::string url;  // for DNS: the name asked for
  Stage stage = Stage::kDns;
  std::optional<ErrorClass> error = {};
  std::string detail = {};           // the mechanism's own words, untrusted
  std::optional<int> status = {};    // HTTP status of the answer
  std::chrono::milliseconds took{};  // queueing for a tab included
  std::chrono::milliseconds slot_wait{};
  Bytes received = {};
};

// The domain's state, in the words of docs/results.md.
enum class State {
  kAlive,        // an ordinary page was read
  kShell,        // only a shell without text was reached: its script never made text
  kChallenge,    // a bot-protection vendor asks for proof (`vendor`)
  kBlocked,      // a bot-protection vendor refuses us (`vendor`)
  kRefused,      // 401, 403, 451 or 503 without a vendor's signature
  kRateLimited,  // 429
  kErrorPage,    // any other answer of 400 and above
  kTlsBroken,    // reachable, but its certificate or handshake is broken
  kTimedOut,     // something is there, but it did not answer within the budget
  kDead,         // the name or every address of it is gone
  kUnreachable,  // we could not find out: resolver or network failed
  kFailed,       // our own side failed: no browser, interrupted
};

struct DomainResult {
  std::string domain;
  std::string source = {};  // "list.txt:12", "argument 3", "stdin:7"
  State state = State::kFailed;
  std::optional<ErrorClass> cause = {};  // what decided the state, unless alive
  std::string vendor = {};               // with kChallenge and kBlocked
  std::string signal = {};               // the evidence for the vendor, quoted
  std::string title = {};                // untrusted
  std::size_t text_length = 0;           // characters of visible text
  std::optional<int> status = {};
  std::string final_url = {};
  std::optional<Method> read_by = {};  // whose page the facts above are from
  std::vector<Attempt> attempts = {};
  std::chrono::milliseconds took{};
};

[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::string_view to_string(Stage stage);
[[nodiscard]] std::string_view to_string(State state);

}  // namespace tidemark::analyzer
