// analyzer/dns/resolver against scripted servers: the verdicts, fail-over, and that every lookup
// ends.
#include "analyzer/dns/resolver.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include "analyzer/dns/dns_server.hpp"
#include "tests/analyzer/scripted_dns_server.hpp"

namespace tidemark::analyzer {
namespace {

namespace asio = boost::asio;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using namespace std::chrono_literals;

constexpr std::uint16_t kA = 1;
constexpr std::uint16_t kCname = 5;
constexpr std::uint16_t kAaaa = 28;
constexpr int kServfail = 2;
constexpr int kNxdomain = 3;
constexpr int kRefused = 5;
constexpr auto kGenerous = 20s;

std::size_t open_descriptors() {
  using Entries = std::filesystem::directory_iterator;
  return static_cast<std::size_t>(std::distance(Entries("/proc/self/fd"), Entries()));
}

DnsReply both(const DnsQuestion& question) {
  if (question.type == kA) return {.records = {{.type = kA, .name = "", .data = "192.0.2.1"}}};
  return {.records = {{.type = kAaaa, .name = "", .data = "2001:db8::1"}}};
}

struct Timed {
  Resolution found;
  std::chrono::nanoseconds took{};
};

class ResolverTest : public ::testing::Test {
 protected:
  ScriptedDnsServer& serve(ScriptedDnsServer::Script script) {
    servers_.push_back(std::make_unique<ScriptedDnsServer>(io_, std::move(script)));
    addresses_.push_back(servers_.back()->address());
    return *servers_.back();
  }

  std::unique_ptr<Resolver> resolver() {
    auto created = Resolver::create(io_.get_executor(), addresses_);
    EXPECT_TRUE(created) << created.error().message;
    return *std::move(created);
  }

  // Starts a lookup; the future is there when the loop has run.
  std::shared_ptr<std::optional<Timed>> start(Resolver& resolver, const std::string& host,
                                              std::chrono::nanoseconds budget,
                                              asio::cancellation_signal* cancel = nullptr) {
    auto result = std::make_shared<std::optional<Timed>>();
    const SteadyTime begun = steady_now();
    ++running_;
    auto done = [this, result, begun](const std::exception_ptr& thrown, Resolution found) {
      EXPECT_EQ(thrown, nullptr);
      *result = Timed{std::move(found), steady_now() - begun};
      if (--running_ == 0) io_.stop();
    };
    const auto slot = cancel != nullptr ? cancel->slot() : asio::cancellation_slot();
    asio::co_spawn(io_, resolver.resolve(host, Deadline::in(budget)),
                   asio::bind_cancellation_slot(slot, done));
    return result;
  }

  void run() {
    io_.restart();
    io_.run_for(60s);
    ASSERT_EQ(running_, 0) << "a lookup did not end";
  }

  Timed resolve(const std::string& host, std::chrono::nanoseconds budget = kGenerous) {
    const auto asking = resolver();
    const auto result = start(*asking, host, budget);
    run();
    return result->value_or(Timed{});
  }

  asio::io_context io_;
  std::vector<std::unique_ptr<ScriptedDnsServer>> servers_;
  std::vector<std::string> addresses_;
  int running_ = 0;
};

TEST_F(ResolverTest, AsksForBothFamiliesAndPutsIpv4First) {
  const auto& server = serve(both);
  const Resolution found = resolve("a.example").found;
  EXPECT_EQ(found.error, std::nullopt) << found.detail;
  EXPECT_THAT(found.addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
  EXPECT_EQ(server.asked().size(), 2U);
  EXPECT_EQ(server.asked().front().name, "a.example");
}

TEST_F(ResolverTest, FollowsAChainOfCnamesInTheAnswer) {
  serve([](const DnsQuestion& question) -> DnsReply {
    if (question.type == kAaaa) return {};
    return {.records = {{kCname, "", "b.example"},
                        {kCname, "b.example", "c.example"},
                        {kA, "c.example", "192.0.2.7"},
                        {kA, "c.example", "192.0.2.8"}}};
  });
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.7", "192.0.2.8"));
}

TEST_F(ResolverTest, KeepsTheReasonsApart) {
  const auto reason = [this](const DnsReply& reply) {
    servers_.clear();
    addresses_.clear();
    serve([reply](const DnsQuestion&) { return reply; });
    const Resolution found = resolve("a.example").found;
    EXPECT_THAT(found.addresses, IsEmpty());
    EXPECT_THAT(found.detail, HasSubstr(addresses_.front()));
    return found.error;
  };
  EXPECT_EQ(reason({.rcode = kNxdomain}), ErrorClass::kDnsNxdomain);
  EXPECT_EQ(reason({}), ErrorClass::kDnsNoData);
  EXPECT_EQ(reason({.records = {{kCname, "", "b.example"}}}), ErrorClass::kDnsNoData);
  EXPECT_EQ(reason({.rcode = kNxdomain, .records = {{kCname, "", "b.example"}}}),
            ErrorClass::kDnsNxdomain);
  EXPECT_EQ(reason({.rcode = kServfail}), ErrorClass::kDnsServfail);
  EXPECT_EQ(reason({.rcode = kRefused}), ErrorClass::kDnsRefused);
}

TEST_F(ResolverTest, OneFamilyIsEnough) {
  serve([](const DnsQuestion& question) -> DnsReply {
    if (question.type == kAaaa) return both(question);
    return {};
  });
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("2001:db8::1"));
}

TEST_F(ResolverTest, DoesNotBelieveNxdomainForIpv6Alone) {
  serve([](const DnsQuestion& question) -> DnsReply {
    return question.type == kAaaa ? DnsReply{.rcode = kNxdomain} : both(question);
  });
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.1"));
}

TEST_F(ResolverTest, WaitsOnlyBrieflyForTheOtherFamily) {
  serve([](const DnsQuestion& question) -> DnsReply {
    return question.type == kAaaa ? DnsReply{.silent = true} : both(question);
  });
  const Timed result = resolve("a.example");
  EXPECT_THAT(result.found.addresses, ElementsAre("192.0.2.1"));
  EXPECT_GE(result.took, 300ms);
  EXPECT_LT(result.took, 5s);
}

TEST_F(ResolverTest, AsksTheNextServerWhenOneFails) {
  for (const DnsReply& bad : {DnsReply{.rcode = kServfail}, DnsReply{.rcode = kRefused},
                              DnsReply{.silent = true}, DnsReply{.rcode = 4}}) {
    servers_.clear();
    addresses_.clear();
    serve([bad](const DnsQuestion&) { return bad; });
    const auto& second = serve(both);
    EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
    EXPECT_EQ(second.asked().size(), 2U);
  }
}

TEST_F(ResolverTest, DoesNotAskTheNextServerAboutAnAnswer) {
  serve([](const DnsQuestion&) { return DnsReply{.rcode = kNxdomain}; });
  const auto& second = serve(both);
  EXPECT_EQ(resolve("a.example").found.error, ErrorClass::kDnsNxdomain);
  EXPECT_THAT(second.asked(), IsEmpty());
}

TEST_F(ResolverTest, AnUnreachableServerIsAFailureNotAnAnswer) {
  serve(both);
  servers_.clear();  // its port is closed now
  const Timed result = resolve("a.example");
  EXPECT_EQ(result.found.error, ErrorClass::kDnsFailed);
  EXPECT_THAT(result.found.detail, HasSubstr("cannot be reached"));
  serve(both);
  EXPECT_EQ(resolve("a.example").found.error, std::nullopt);
}

TEST_F(ResolverTest, SilenceEndsAtTheDeadline) {
  serve([](const DnsQuestion&) { return DnsReply{.silent = true}; });
  serve([](const DnsQuestion&) { return DnsReply{.silent = true}; });
  const Timed result = resolve("a.example", 400ms);
  EXPECT_EQ(result.found.error, ErrorClass::kDnsTimeout);
  EXPECT_GE(result.took, 400ms);
  EXPECT_LT(result.took, 900ms);
}

TEST_F(ResolverTest, ADeadlineThatHasPassedAsksNobody) {
  const auto& server = serve(both);
  EXPECT_EQ(resolve("a.example", 0s).found.error, ErrorClass::kDnsTimeout);
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(ResolverTest, GarbageDoesNotPassForAnAnswer) {
  serve([](const DnsQuestion&) { return DnsReply{.raw = "garbage"}; });
  EXPECT_EQ(resolve("a.example", 300ms).found.error, ErrorClass::kDnsTimeout);
  servers_.clear();
  addresses_.clear();
  serve([](const DnsQuestion& question) {
    DnsReply reply = both(question);
    reply.noise_before = std::string(700, '\xff');
    return reply;
  });
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
}

TEST_F(ResolverTest, AnAnswerThatBreaksOffIsAFailureOfThatServer) {
  const auto broken = [](const DnsQuestion& question) {
    DnsReply reply = both(question);
    reply.missing_bytes = 3;
    return reply;
  };
  serve(broken);
  EXPECT_EQ(resolve("a.example").found.error, ErrorClass::kDnsFailed);
  serve(both);
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
}

TEST_F(ResolverTest, LongAnswersComeOverTcp) {
  const auto& server = serve([](const DnsQuestion& question) {
    return question.over_tcp ? both(question) : DnsReply{.truncated = true};
  });
  EXPECT_THAT(resolve("a.example").found.addresses, ElementsAre("192.0.2.1", "2001:db8::1"));
  EXPECT_TRUE(server.asked().back().over_tcp);
}

TEST_F(ResolverTest, AnAddressIsItsOwnAnswer) {
  const auto& server = serve(both);
  EXPECT_THAT(resolve("192.0.2.9").found.addresses, ElementsAre("192.0.2.9"));
  EXPECT_THAT(resolve("[2001:DB8::0:9]").found.addresses, ElementsAre("2001:db8::9"));
  EXPECT_THAT(server.asked(), IsEmpty());
}

TEST_F(ResolverTest, ImpossibleNamesAreNotAsked) {
  const auto& server = serve(both);
  const std::string long_label(64, 'a');
  std::string long_name = "a";
  while (long_name.size() < 254) long_name += ".b";
  for (const std::string& name :
       {std::string(), std::string("."), std::string("a..b"), std::string(".a"), long_label,
        long_name, std::string("a b"), std::string("a\0b", 3), std::string("\u00e9.example"),
        std::string("a\\.b"), std::string("*.example")}) {
    const Resolution found = resolve(name).found;
    EXPECT_EQ(found.error, ErrorClass::kDnsFailed) << name;
    EXPECT_THAT(found.detail, HasSubstr("is no host name"));
  }
  EXPECT_THAT(server.asked(), IsEmpty());
  EXPECT_EQ(resolve(std::string(63, 'a') + ".example.").found.error, std::nullopt);
}

TEST_F(ResolverTest, CancellationEndsALookupAtOnce) {
  serve([](const DnsQuestion&) { return DnsReply{.silent = true}; });
  const auto asking = resolver();
  asio::cancellation_signal cancel;
  const auto result = start(*asking, "a.example", kGenerous, &cancel);
  asio::post(io_, [this, &cancel] {
    asio::post(io_, [&cancel] { cancel.emit(asio::cancellation_type::terminal); });
  });
  run();
  ASSERT_TRUE(*result);
  EXPECT_EQ((*result)->found.error, ErrorClass::kCancelled);
  EXPECT_LT((*result)->took, 5s);
}

TEST_F(ResolverTest, ManyLookupsAtOnceLeaveNoDescriptorBehind) {
  serve([](const DnsQuestion& question) -> DnsReply {
    if (question.name.starts_with("silent")) return {.silent = true};
    if (question.name.starts_with("none")) return {.rcode = kNxdomain};
    return both(question);
  });
  const auto asking = resolver();
  const std::size_t before = open_descriptors();
  std::vector<std::shared_ptr<std::optional<Timed>>> silent;
  std::vector<std::shared_ptr<std::optional<Timed>>> found;
  for (int i = 0; i < 70; ++i) {
    silent.push_back(start(*asking, "silent" + std::to_string(i), 1s));
    found.push_back(start(*asking, "found" + std::to_string(i), kGenerous));
    start(*asking, "none" + std::to_string(i), kGenerous);
  }
  run();
  for (const auto& result : silent) {
    EXPECT_EQ((*result)->found.error, ErrorClass::kDnsTimeout);
    EXPECT_LT((*result)->took, 1500ms);
  }
  for (const auto& result : found) EXPECT_EQ((*result)->found.addresses.size(), 2U);
  EXPECT_EQ(open_descriptors(), before);
}

TEST_F(ResolverTest, MayBeDroppedWithTheLoopWhileLookupsRun) {
  const std::size_t before = open_descriptors();
  {
    asio::io_context io;
    ScriptedDnsServer server(io, [](const DnsQuestion&) { return DnsReply{.silent = true}; });
    auto asking = Resolver::create(io.get_executor(), {server.address()});
    ASSERT_TRUE(asking);
    for (int i = 0; i < 10; ++i) {
      asio::co_spawn(io, (*asking)->resolve("a.example", Deadline::in(kGenerous)),
                     [](const std::exception_ptr&, const Resolution&) {});
    }
    io.run_for(20ms);
    asking->reset();
  }
  EXPECT_EQ(open_descriptors(), before);
}

TEST(DnsServer, IsReadInEverySpelling) {
  EXPECT_EQ(parse_dns_server("192.0.2.1"), (DnsServer{"192.0.2.1", 53}));
  EXPECT_EQ(parse_dns_server("192.0.2.1:5353"), (DnsServer{"192.0.2.1", 5353}));
  EXPECT_EQ(parse_dns_server("2001:db8::1"), (DnsServer{"2001:db8::1", 53}));
  EXPECT_EQ(parse_dns_server("[2001:db8::1]"), (DnsServer{"2001:db8::1", 53}));
  EXPECT_EQ(parse_dns_server("[2001:db8::1]:5353"), (DnsServer{"2001:db8::1", 5353}));
  EXPECT_EQ(to_string(DnsServer{"2001:db8::1", 53}), "[2001:db8::1]:53");
}

TEST(DnsServer, ThatIsNoAddressIsBadInput) {
  for (const char* text : {"", "dns.example", "192.0.2.1:", "192.0.2.1:0", "192.0.2.1:70000", ":53",
                           "[192.0.2.1]:53", "[2001:db8::1", "192.0.2.1:53x"}) {
    const auto server = parse_dns_server(text);
    ASSERT_FALSE(server) << text;
    EXPECT_EQ(server.error().code, ErrorCode::kBadInput);
    EXPECT_THAT(server.error().message, HasSubstr(text));
  }
  asio::io_context io;
  EXPECT_EQ(Resolver::create(io.get_executor(), {"dns.example"}).error().code,
            ErrorCode::kBadInput);
}

TEST(DnsServer, TheSystemsAreNumericAddresses) {
  const auto servers = system_dns_servers();
  ASSERT_TRUE(servers) << servers.error().message;
  for (const auto& server : *servers) EXPECT_TRUE(parse_dns_server(to_string(server)));
}

}  // namespace
}  // namespace tidemark::analyzer
