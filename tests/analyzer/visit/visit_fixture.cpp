#include "tests/analyzer/visit/visit_fixture.hpp"

#include <algorithm>
#include <fstream>
#include <future>
#include <stdexcept>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>

#include "analyzer/loop/alarm.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "analyzer/visit/domain_visit.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// The real client, led to ports that a test may listen on.
class ShiftedPorts final : public HttpClient {
 public:
  ShiftedPorts(std::unique_ptr<HttpClient> client,
               const std::map<std::uint16_t, std::uint16_t>& ports, int& transfers)
      : client_(std::move(client)), ports_(ports), transfers_(transfers) {}

  asio::awaitable<HttpOutcome> get(std::string url, Endpoint endpoint, Deadline deadline,
                                   Milliseconds connect_patience) override {
    ++transfers_;
    const auto shifted = ports_.find(endpoint.port);
    if (shifted != ports_.end()) endpoint.port = shifted->second;
    return client_->get(std::move(url), std::move(endpoint), deadline, connect_patience);
  }
  void close_idle() override { client_->close_idle(); }

 private:
  std::unique_ptr<HttpClient> client_;
  const std::map<std::uint16_t, std::uint16_t>& ports_;
  int& transfers_;
};

class OwnWorkplace final : public Workplace {
 public:
  std::function<void()> on_step_aside;
  std::chrono::milliseconds comes_back_after{0};

  void step_aside() override { on_step_aside(); }
  asio::awaitable<bool> come_back() override {
    const Deadline then = Deadline::in(comes_back_after);
    co_return co_await sleep_until(then) == Woken::kTimedOut;
  }
};

std::string http_answer(const std::string& status, const std::string& headers,
                        const std::string& body) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         headers + "\r\n" + body;
}

DnsReply reply_to(const DnsQuestion& question,
                  const std::map<std::string, std::vector<std::string>>& names) {
  const auto found = names.find(question.name);
  if (found == names.end()) return {.rcode = 3};
  DnsReply reply;
  for (const std::string& address : found->second) {
    const std::uint16_t type = address.find(':') == std::string::npos ? 1 : 28;
    if (type == question.type) reply.records.push_back({.type = type, .name = "", .data = address});
  }
  return reply;
}

}  // namespace

SiteAct ordinary_page() {
  const std::string body =
      "<!DOCTYPE html><title>Bread</title><h1>Bread</h1><p>We bake bread every morning of the "
      "week, and on Saturdays there is cake as well. Come and see us.</p>";
  return {.send = http_answer("200 OK", "Content-Type: text/html\r\n", body),
          .then = SiteAct::Then::kNextRequest};
}

SiteAct redirect_to(const std::string& location) {
  return {.send = http_answer("302 Found", "Location: " + location + "\r\n", ""),
          .then = SiteAct::Then::kNextRequest};
}

SiteScript always(SiteAct act) {
  return {.on_request = [act = std::move(act)](const std::string&) { return act; }};
}

VisitFixture::VisitFixture()
    : dir_(TempDir::create("tidemark-test").value()),
      dns_(io_, [this](const DnsQuestion& question) { return reply_to(question, names); }) {
  std::ofstream(dir_.path() / "ca.pem") << authority_.certificate();
}

ScriptedSite& VisitFixture::serve_tls(const std::string& host, SiteScript script) {
  script.tls = authority_.issue(host);
  return serve(std::move(script));
}

void VisitFixture::map(const std::string& host, std::uint16_t port) {
  const auto added = map_.add(host + "=127.0.0.1:" + std::to_string(port));
  EXPECT_TRUE(added) << added.error().message;
}

std::uint16_t VisitFixture::closed_port() {
  using asio::ip::tcp;
  const tcp::acceptor acceptor(io_, tcp::endpoint(asio::ip::address_v4::loopback(), 0));
  return acceptor.local_endpoint().port();
}

// Makes the tools of a visit and lets `work` use them; `work` returns an awaitable.
template <typename Work>
auto VisitFixture::run(Work work) {
  const asio::any_io_executor executor = io_.get_executor();
  auto resolver = Resolver::create(executor, {dns_.address()}).value();
  ShiftedPorts http(HttpClient::create(executor, {.ca_file = dir_.path() / "ca.pem"}).value(),
                    ports, transfers);
  const RuleBook rules = RuleBook::built_in();
  const KeywordBook keywords = KeywordBook::built_in();
  CpuPool cpu(executor, 1);
  std::promise<void> judged;
  const Alarm judging(executor, others_judge_for, [&judged] { judged.set_value(); });
  std::function<bool()> before_us = [&judged] {
    judged.get_future().wait();
    return true;
  };
  asio::co_spawn(io_, cpu.run<bool>(std::move(before_us), Deadline::in(kGenerous)), asio::detached);
  const auto events = TaskEvents::connect("").value();
  FactBook facts;
  // Two fifths of it are for HTTP.
  const auto strategy = make_strategy(StrategyKind::kBudget, http_share_ * 5 / 2, facts);
  Waiters learning(executor);
  Pace pace(executor, limits);
  const VisitTools tools{.resolver = *resolver,
                         .http = http,
                         .browsers = browsers,
                         .cpu = cpu,
                         .rules = rules,
                         .keywords = keywords,
                         .events = *events,
                         .map = map_,
                         .addresses = policy,
                         .facts = facts,
                         .strategy = *strategy,
                         .learning = learning,
                         .pace = pace};
  using Given = typename decltype(work(tools))::value_type;
  std::optional<Given> answer;
  auto ended = [&](const std::exception_ptr& thrown, Given given) {
    EXPECT_EQ(thrown, nullptr);
    answer = std::move(given);
    io_.stop();
  };
  asio::co_spawn(io_, work(tools), asio::bind_cancellation_slot(cancel_.slot(), std::move(ended)));
  io_.restart();
  io_.run_for(std::chrono::seconds(50));
  if (!answer) throw std::runtime_error("it did not end");
  return *std::move(answer);
}

DomainResult VisitFixture::visit(const std::string& domain, std::chrono::milliseconds http_share) {
  http_share_ = http_share;
  OwnWorkplace workplace;
  workplace.comes_back_after = comes_back_after;
  std::optional<DomainVisit> visit;
  return run([&](const VisitTools& tools) {
    workplace.on_step_aside = [&] { on_step_aside(tools.pace); };
    visit.emplace(tools, options, workplace, 1);
    return visit->run(domain, "test");
  });
}

std::expected<std::vector<Endpoint>, ErrorClass> VisitFixture::locate(const std::string& url) {
  DomainResult result;
  std::optional<NameStage> stage;
  return run([&](const VisitTools& tools) {
    stage.emplace(tools, options, result);
    return stage->locate(parse_url(url).value(), Deadline::in(kGenerous));
  });
}

void VisitFixture::cancel() {
  asio::post(io_, [this] { cancel_.emit(asio::cancellation_type::terminal); });
}

std::vector<std::string> VisitFixture::names_asked() const {
  std::vector<std::string> asked;
  for (const DnsQuestion& question : dns_.asked()) {
    if (question.type == 1) asked.push_back(question.name);
  }
  return asked;
}

const StageVerdict* verdict_on(const DomainResult& result, Stage stage) {
  const auto found = std::ranges::find(result.stages, stage, &StageVerdict::stage);
  return found == result.stages.end() ? nullptr : &*found;
}

std::vector<std::string> urls_tried(const DomainResult& result) {
  std::vector<std::string> urls;
  for (const Attempt& attempt : result.attempts) {
    if (attempt.method == Method::kHttp) urls.push_back(attempt.url);
  }
  return urls;
}

}  // namespace tidemark::analyzer
