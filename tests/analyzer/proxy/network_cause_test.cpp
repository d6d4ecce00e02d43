#include "analyzer/browser/network_cause.hpp"

#include <gtest/gtest.h>

namespace tidemark::analyzer {
namespace {

LaneReport one_contact(Contact contact) {
  contact.host = "shop.example";
  contact.port = 443;
  return {.contacts = {std::move(contact)}};
}

PageVisit explained(ErrorClass error, const std::string& detail, const LaneReport& traffic) {
  PageVisit visit{.error = error, .detail = detail};
  explain(visit, "https://shop.example/path", traffic);
  return visit;
}

TEST(NetworkCause, ComesFromTheLaneWhereChromiumCannotKnowIt) {
  const LaneReport traffic = one_contact(
      {.error = ErrorClass::kDnsNxdomain, .detail = "127.0.0.1: shop.example does not exist"});
  const PageVisit visit =
      explained(ErrorClass::kNavigationFailed, "net::ERR_ADDRESS_UNREACHABLE", traffic);
  EXPECT_EQ(visit.error, ErrorClass::kDnsNxdomain);
  EXPECT_EQ(visit.detail, "127.0.0.1: shop.example does not exist");
}

TEST(NetworkCause, StaysChromiumsWhereItIsItsOwnFinding) {
  const LaneReport traffic = one_contact(
      {.reached = Contact::Reached::kHost, .error = ErrorClass::kConnectRefused, .connections = 1});
  EXPECT_EQ(explained(ErrorClass::kNavigationFailed, "net::ERR_CERT_DATE_INVALID", traffic).error,
            ErrorClass::kTlsExpired);
  EXPECT_EQ(explained(ErrorClass::kNavigationFailed, "net::ERR_SSL_PROTOCOL_ERROR", {}).error,
            ErrorClass::kTlsFailed);
  EXPECT_EQ(classify_network_error("net::ERR_CERT_COMMON_NAME_INVALID"),
            ErrorClass::kTlsNameMismatch);
  EXPECT_EQ(classify_network_error("net::ERR_SOMETHING_NEW"), ErrorClass::kNavigationFailed);
}

TEST(NetworkCause, OfATimeoutIsHowFarItCame) {
  const auto cause = [](Contact contact) {
    return explained(ErrorClass::kNavigationTimeout, "timed out", one_contact(contact)).error;
  };
  EXPECT_EQ(cause({}), ErrorClass::kDnsTimeout);
  EXPECT_EQ(cause({.reached = Contact::Reached::kName}), ErrorClass::kConnectTimeout);
  EXPECT_EQ(cause({.reached = Contact::Reached::kHost}), ErrorClass::kTlsTimeout);
  EXPECT_EQ(cause({.reached = Contact::Reached::kHost, .received = Bytes{1}}),
            ErrorClass::kNavigationTimeout);
}

TEST(NetworkCause, LeavesOtherEndingsAlone) {
  const LaneReport traffic = one_contact({.error = ErrorClass::kConnectRefused});
  EXPECT_EQ(explained(ErrorClass::kBrowserLost, "gone", traffic).error, ErrorClass::kBrowserLost);
  PageVisit fine;
  explain(fine, "https://shop.example/", traffic);
  EXPECT_EQ(fine.error, std::nullopt);
}

TEST(NetworkCause, OfAnotherHostDoesNotCount) {
  LaneReport traffic = one_contact({.error = ErrorClass::kConnectRefused});
  traffic.contacts[0].host = "tracker.example";
  EXPECT_EQ(explained(ErrorClass::kNavigationFailed, "net::ERR_FAILED", traffic).error,
            ErrorClass::kNavigationFailed);
}

}  // namespace
}  // namespace tidemark::analyzer
