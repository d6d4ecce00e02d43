#include "analyzer/visit/http_stage.hpp"

#include "analyzer/names/public_suffix.hpp"
#include "analyzer/visit/judgement.hpp"
#include "analyzer/visit/retry_after.hpp"
#include "analyzer/visit/take_turn.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

bool is_redirect(const HttpResponse& response) {
  const int status = response.status;
  const bool redirects =
      status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
  return redirects && response.header("location");
}

bool never_connected(ErrorClass error) {
  return error == ErrorClass::kConnectRefused || error == ErrorClass::kConnectUnreachable ||
         error == ErrorClass::kConnectTimeout;
}

// Something may still be served without TLS.
bool plain_may_help(ErrorClass error) {
  return never_connected(error) || error == ErrorClass::kTlsFailed ||
         error == ErrorClass::kTlsExpired || error == ErrorClass::kTlsUntrusted ||
         error == ErrorClass::kTlsNameMismatch;
}

// The owner may have set up only one of the apex and www. Not where the name does not exist at all:
// who lists such a name wants to know that.
bool twin_may_help(ErrorClass error) {
  return error == ErrorClass::kDnsNoData || never_connected(error) ||
         error == ErrorClass::kTlsNameMismatch || error == ErrorClass::kTlsFailed;
}

Attempt record_of(const Url& url, const HttpOutcome& outcome) {
  Attempt attempt{.method = Method::kHttp,
                  .url = url.text,
                  .stage = outcome.stage,
                  .error = outcome.error,
                  .detail = outcome.detail,
                  .took = outcome.took,
                  .received = outcome.received,
                  .address = outcome.address,
                  .tls = outcome.tls};
  if (outcome.response) attempt.status = outcome.response->status;
  return attempt;
}

const HttpResponse* answer_in(const Reading& reading) {
  return !reading.error && reading.response ? &*reading.response : nullptr;
}

}  // namespace

asio::awaitable<Reading> HttpStage::read() {
  const std::string secure = "https://" + result_.domain + "/";
  Reading reading = co_await follow(secure);
  if (reading.error && plain_may_help(*reading.error) && !time_.http().passed()) {
    const std::string plain = "http://" + result_.domain + "/";
    Reading without_tls = co_await follow(plain);
    if (!without_tls.error) co_return without_tls;
  }
  const std::string twin = www_twin(result_.domain);
  if (reading.error && twin_may_help(*reading.error) && !twin.empty() && !time_.http().passed()) {
    const std::string beside = "https://" + twin + "/";
    Reading of_twin = co_await follow(beside);
    if (!of_twin.error) co_return of_twin;
  }
  co_return reading;
}

asio::awaitable<Reading> HttpStage::follow(std::string first) {
  auto parsed = parse_url(first);
  if (!parsed) co_return Reading{.error = ErrorClass::kBadRedirect};
  Url url = *std::move(parsed);
  for (int hop = 0;; ++hop) {
    Reading reading = co_await fetch(url);
    const HttpResponse* response = answer_in(reading);
    if (response == nullptr || !is_redirect(*response)) co_return reading;
    if (hop == options_.max_redirects) {
      reading.error = ErrorClass::kTooManyRedirects;
      co_return reading;
    }
    const auto next = follow_location(url, response->header("location").value_or(""));
    if (!next) {
      reading.error = ErrorClass::kBadRedirect;
      result_.attempts.back().detail = next.error().message;
      co_return reading;
    }
    url = *next;
  }
}

asio::awaitable<Reading> HttpStage::fetch(Url url) {
  Reading reading{.url = url};
  const Deadline deadline = time_.http();
  const auto endpoints = co_await names_.locate(url, deadline);
  if (!endpoints) {
    reading.error = endpoints.error();
    co_return reading;
  }
  for (const Endpoint& endpoint : *endpoints) {
    HttpOutcome outcome = co_await request(url, endpoint);
    reading.error = outcome.error;
    reading.response = std::move(outcome.response);
    if (!reading.error || !never_connected(*reading.error)) break;
  }
  const HttpResponse* answer = answer_in(reading);
  if (answer != nullptr && !is_redirect(*answer)) {
    HttpResponse response = *answer;
    std::string domain = result_.domain;
    std::string shown = url.text;
    auto judgement =
        co_await judge_response(tools_, std::move(response), std::move(domain), std::move(shown));
    if (judgement) {
      reading.judgement = std::move(*judgement);
    } else {
      reading.error = ErrorClass::kSlowResponse;
    }
  }
  co_return reading;
}

asio::awaitable<HttpOutcome> HttpStage::request(Url url, Endpoint endpoint) {
  const std::string host = url.host;
  bool welcome = co_await respect_wish(host);
  HttpOutcome outcome{.error = ErrorClass::kSkipped,
                      .detail = "it asked for more time than there is before it is asked again"};
  for (bool again = false; welcome; again = true) {
    outcome = co_await ask(url, endpoint);
    result_.attempts.push_back(record_of(url, outcome));
    const Moment now = moment_now();
    const auto wish = asked_to_wait(outcome, now);
    if (!wish || !outcome.response) co_return outcome;
    note_wish(tools_.facts, host, outcome.response->status, *wish, now);
    if (again) co_return outcome;
    welcome = co_await respect_wish(host);
  }
  if (outcome.error == ErrorClass::kSkipped) result_.attempts.push_back(record_of(url, outcome));
  co_return outcome;
}

asio::awaitable<HttpOutcome> HttpStage::ask(Url url, Endpoint endpoint) {
  const std::string address = names_.address_of(url, endpoint);
  const std::string owner = registrable_domain(url.host);
  const std::optional<Turn> turn =
      co_await take_turn(tools_.pace, workplace_, time_, address, owner);
  if (!turn) co_return HttpOutcome{.error = ErrorClass::kCancelled, .detail = "cancelled"};
  const Deadline deadline = time_.http();
  const Milliseconds connect_patience = time_.connect_patience();
  co_return co_await tools_.http.get(url.text, endpoint, deadline, connect_patience);
}

asio::awaitable<bool> HttpStage::respect_wish(std::string host) {
  const auto wish = wish_of(tools_.facts, host, moment_now());
  if (!wish) co_return true;
  // The wait is part of the budget: the domain itself asked for it.
  const Deadline then = Deadline::in(*wish);
  if (then.at() >= time_.http().at()) co_return false;
  workplace_.step_aside();
  const Woken woken = co_await sleep_until(then);
  co_return woken == Woken::kTimedOut;
}

}  // namespace tidemark::analyzer
