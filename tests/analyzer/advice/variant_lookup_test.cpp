// Variants looked up at a scripted DNS server.
#include "analyzer/advice/variant_lookup.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "tests/analyzer/scripted_dns_server.hpp"

namespace tidemark::analyzer {
namespace {

using namespace std::chrono_literals;

constexpr int kServfail = 2;
constexpr int kNxdomain = 3;

class VariantLookup : public ::testing::Test {
 protected:
  // The address of each name that has one; "silent" and "servfail" are failures.
  FoundVariants look_up(std::map<std::string, std::string> zone,
                        const std::vector<VariantCandidate>& candidates,
                        VariantLookupOptions options = {.patience = 300ms, .per_second = 5000}) {
    ScriptedDnsServer server(io_, [zone = std::move(zone)](const DnsQuestion& question) {
      const auto found = zone.find(question.name);
      const auto ending = zone.find("*" + question.name.substr(question.name.rfind('.')));
      const std::string said = found != zone.end()    ? found->second
                               : ending != zone.end() ? ending->second
                                                      : std::string();
      if (said.empty()) return DnsReply{.rcode = kNxdomain};
      if (said == "silent") return DnsReply{.silent = true};
      if (said == "servfail") return DnsReply{.rcode = kServfail};
      if (question.type != 1) return DnsReply{};
      return DnsReply{.records = {{.type = 1, .name = "", .data = said}}};
    });
    auto resolver = Resolver::create(io_.get_executor(), {server.address()});
    EXPECT_TRUE(resolver);
    FoundVariants found;
    const auto data = VariantData::built_in();
    boost::asio::co_spawn(io_,
                          look_up_variants(**resolver, candidates, data, options,
                                           [this](std::size_t done) { done_ = done; }),
                          [&](const std::exception_ptr& thrown, FoundVariants variants) {
                            EXPECT_EQ(thrown, nullptr);
                            found = std::move(variants);
                            io_.stop();
                          });
    io_.run();
    asked_ = server.asked().size();
    return found;
  }

  boost::asio::io_context io_;
  std::size_t done_ = 0;
  std::size_t asked_ = 0;
};

TEST_F(VariantLookup, TellsThoseThatAreFromThoseThatAreNotAndThoseNobodyKnows) {
  const FoundVariants found = look_up({{"burger.com", "192.0.2.1"},
                                       {"burger.de", "192.0.2.1"},
                                       {"burger.fr", "silent"},
                                       {"burger.it", "servfail"},
                                       {"*.es", "198.51.100.1"},
                                       {"burger.nl", "91.195.240.9"}},
                                      {{"burger.de", "food", "burger.com", "de"},
                                       {"burger.fr", "food", "burger.com", "fr"},
                                       {"burger.it", "food", "burger.com", "it"},
                                       {"burger.es", "food", "burger.com", "es"},
                                       {"burger.nl", "food", "burger.com", "nl"},
                                       {"burger.pl", "food", "burger.com", "pl"}});
  ASSERT_EQ(found.recommendations.size(), 1U);
  EXPECT_EQ(found.recommendations[0].domain, "burger.de");
  EXPECT_EQ(found.recommendations[0].confidence, Confidence::kMedium);
  EXPECT_EQ(found.asked, 6U);
  EXPECT_EQ(found.absent, 1U);
  EXPECT_EQ(found.unknown, 2U);
  EXPECT_EQ(found.nobodys, 2U);
  // The brand once, the candidates, and a made up name for each ending.
  EXPECT_EQ(done_, 1U + 6U + 6U);
}

TEST_F(VariantLookup, AsksNoFasterThanItMay) {
  std::vector<VariantCandidate> candidates;
  for (int i = 0; i < 18; ++i) {
    candidates.push_back({"www.b" + std::to_string(i) + ".com", "food", "burger.com", ""});
  }
  const SteadyTime begun = steady_now();
  static_cast<void>(look_up({}, candidates, {.patience = 300ms, .per_second = 90}));
  // 19 names: the last may be asked for 18/90 s after the first.
  EXPECT_GE(steady_now() - begun, 200ms);
  EXPECT_EQ(done_, 19U);
}

TEST_F(VariantLookup, NothingToAskIsNothingFound) {
  const FoundVariants found = look_up({}, {});
  EXPECT_EQ(found.asked, 0U);
  EXPECT_EQ(asked_, 0U);
}

}  // namespace
}  // namespace tidemark::analyzer
