// What the analyzer says about one domain: plain data, written as one JSON object per line.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "analyzer/result/error_class.hpp"
#include "analyzer/result/page_content.hpp"
#include "analyzer/result/page_score.hpp"
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
  std::string address = {};  // with HTTP: whom it connected to, or tried to: "203.0.113.7:443"
  std::string tls = {};      // with HTTP: "TLS 1.3, h2, certificate *.example.com until 2026-12-01"
};

// The domain's state, in the words of docs/results.md.
enum class State {
  kAlive,        // an ordinary page was read
  kRedirected,   // leads to another registrable domain (`final_url`)
  kParked,       // a registrar's or advertiser's page for a name without a site
  kForSale,      // the name itself is what the page sells
  kSuspended,    // the host has switched the site off
  kPlaceholder,  // a server's or site builder's start page: nobody has put a site there yet
  kShell,        // only a shell without text was reached: its script never made text
  kChallenge,    // a bot-protection vendor asks for proof (`vendor`)
  kBlocked,      // a bot-protection vendor refuses us (`vendor`)
  kRefused,      // 401, 403, 451 or 503 without a vendor's signature: blocked, by whom is unknown
  kRateLimited,  // 429
  kErrorPage,    // any other answer of 400 and above
  kTlsBroken,    // reachable, but its certificate or handshake is broken
  kTimedOut,     // something is there, but it did not answer within the budget
  kDead,         // the name or every address of it is gone
  kUnreachable,  // we could not find out: resolver or network failed, perhaps a filter
  kFailed,       // our own side failed: no browser, interrupted
};

// How sure the state is.
enum class Confidence { kLow, kMedium, kHigh };

// What a bot-protection vendor does on a site: three separate answers.
enum class Protection {
  kPresent,    // the site uses it; says nothing about this answer
  kChallenge,  // asks for proof now
  kBlock,      // refuses now
};

// One vendor's signature in an answer.
struct VendorSighting {
  std::string vendor;  // "cloudflare"
  Protection protection = Protection::kPresent;
  std::string rule;    // which rule of which rule file: "cloudflare/challenge-header"
  std::string signal;  // what it matched, quoted, bounded; untrusted
};

// How one stage ended for the domain, over all attempts. Absent from a result: not reached.
struct StageVerdict {
  Stage stage = Stage::kDns;
  bool passed = false;
  std::optional<ErrorClass> error = {};  // the first cause, also where a later attempt passed
  std::string evidence = {};             // "203.0.113.7, CNAME wall.example.net", "TLS 1.3, h2"
};

// What DNS said about the domain: the evidence by which names share an infrastructure.
struct NameFacts {
  std::vector<std::string> addresses = {};  // numeric, IPv4 first
  std::vector<std::string> cnames = {};     // the chain, in order
};

// Why the state was taken from what is known of others instead of a visit.
struct Inference {
  std::string from;      // the domain that was visited
  std::string evidence;  // what both share: "address 203.0.113.7, vendor akamai"
};

struct DomainResult {
  std::string domain;
  std::string source = {};     // "list.txt:12", "argument 3", "stdin:7"
  std::string written = {};    // the name as the list writes it, where that is not ASCII; untrusted
  bool mixes_scripts = false;  // in a way that makes names look like others
  State state = State::kFailed;
  Confidence confidence = Confidence::kHigh;
  std::optional<ErrorClass> cause = {};  // what decided the state, unless alive
  std::string vendor = {};               // with kChallenge and kBlocked
  std::string signal = {};               // the evidence for the state, quoted
  std::string title = {};                // untrusted
  std::size_t text_length = 0;           // characters of visible text
  std::optional<int> status = {};
  std::string final_url = {};
  std::optional<Method> read_by = {};  // whose page the facts above are from
  std::vector<StageVerdict> stages = {};
  std::vector<VendorSighting> protections = {};
  NameFacts name = {};
  std::optional<Inference> inferred = {};
  std::vector<Attempt> attempts = {};
  std::chrono::milliseconds took{};
  std::chrono::system_clock::time_point checked_at{};  // when the visit ended
  bool cached = false;  // from the store: the visit was made by an earlier run, or earlier in this
  PageContent content = {};             // for the store; not part of the result line
  std::optional<PageScore> score = {};  // absent: no page was read, or not one to be scored
};

// Whether a page of a domain in this state is scored: what a visitor of the name reads, so never
// what stands in for a page (a registrar's lander, a wall, an error).
[[nodiscard]] bool is_scored(State state);

[[nodiscard]] std::string_view to_string(Method method);
[[nodiscard]] std::string_view to_string(Stage stage);
[[nodiscard]] std::string_view to_string(State state);
[[nodiscard]] std::string_view to_string(Confidence confidence);
[[nodiscard]] std::string_view to_string(Protection protection);

}  // namespace tidemark::analyzer
