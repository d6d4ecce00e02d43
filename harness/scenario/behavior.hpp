// How a site of a scenario behaves: one plain struct per kind, named as the scenario file names it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "harness/scenario/ip_address.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::harness {

// Whose wall a site stands behind.
enum class BotVendor {
  kCloudflare,
  kAkamai,
  kDataDome,
  kHuman,
  kKasada,
  kImperva,
  kAwsWaf,
  kF5,
  kVercel,
};

namespace behaviors {

// An ordinary page with a script, a stylesheet and images of the same host.
struct Page {
  static constexpr std::string_view kKind = "page";
  std::size_t text_chars = 3000;  // visible text
  unsigned images = 3;
  Bytes image_size = Bytes::kib(4);
  Bytes script_size = Bytes::kib(24);
  Bytes style_size = Bytes::kib(12);
  std::vector<std::string> links;  // other hosts the page links to
};

// A page without text whose script fetches JSON from the same host and renders it: empty without a
// browser.
struct Shell {
  static constexpr std::string_view kKind = "shell";
  std::size_t text_chars = 3000;
  Milliseconds data_delay{0};  // before the JSON answers
};

// Refuses at once, as the vendor does: its status, headers and page.
struct Block {
  static constexpr std::string_view kKind = "block";
  BotVendor vendor = BotVendor::kCloudflare;  // one that has a block of its own
};

// The vendor's interstitial, which reloads itself.
struct Challenge {
  static constexpr std::string_view kKind = "challenge";
  BotVendor vendor = BotVendor::kCloudflare;  // one that has a challenge of its own
  Milliseconds reload{2000};
  bool signal = true;  // false: status 200 and no trace of a vendor, only the reload loop
  std::optional<unsigned>
      passes_after;  // loads by one client (cookie) before the page comes; absent: never
};

// An ordinary page with what the vendor adds to pages that it lets through: no wall.
struct Present {
  static constexpr std::string_view kKind = "present";
  BotVendor vendor = BotVendor::kCloudflare;
};

// Accepts, reads the request, never answers.
struct Tarpit {
  static constexpr std::string_view kKind = "tarpit";
};

// Accepts on the TLS port and never handshakes; plain HTTP redirects there.
struct TlsStall {
  static constexpr std::string_view kKind = "tls_stall";
};

// A valid page, a few bytes at a time.
struct Drip {
  static constexpr std::string_view kKind = "drip";
  std::size_t bytes = 16;
  Milliseconds interval{500};
};

// A valid page whose first byte comes late.
struct Slow {
  static constexpr std::string_view kKind = "slow";
  Milliseconds delay{5000};
};

// Cuts the connection (RST) as soon as the request has come.
struct Reset {
  static constexpr std::string_view kKind = "reset";
};

// A page behind a certificate that ran out yesterday; plain HTTP redirects there.
struct ExpiredCertificate {
  static constexpr std::string_view kKind = "expired_certificate";
};

// A page behind a certificate for another host; plain HTTP redirects there.
struct WrongCertificate {
  static constexpr std::string_view kKind = "wrong_certificate";
};

// A name that DNS does not resolve.
struct NoDns {
  static constexpr std::string_view kKind = "no_dns";
  enum class Answer { kSilence, kServfail, kNxdomain, kNoAddress };
  Answer answer = Answer::kSilence;
};

// A page behind a name whose DNS answers come late.
struct DnsSlow {
  static constexpr std::string_view kKind = "dns_slow";
  Milliseconds delay{3000};
};

// A page behind a name that DNS rebinding is tried with: an address that may be asked for, then one
// that must not, each to be forgotten at once.
struct Rebind {
  static constexpr std::string_view kKind = "rebind";
  std::optional<Ipv4Address> first;  // absent: the site's own
  Ipv4Address then{127, 0, 0, 1};
  unsigned after = 1;  // queries (type A) of one client that get the first
};

// A plain 403 of nobody in particular.
struct Refuse {
  static constexpr std::string_view kKind = "refuse";
};

// Any other status with a short page.
struct Status {
  static constexpr std::string_view kKind = "status";
  unsigned code = 500;
};

// 401 (Basic) until the client names user and password, then a page.
struct HttpAuth {
  static constexpr std::string_view kKind = "http_auth";
  std::string realm = "members";
  std::string user = "guest";
  std::string password = "guest";
};

struct Redirect {
  static constexpr std::string_view kKind = "redirect";
  std::string to;  // absolute URL or path
  unsigned code = 302;
};

// Redirects among `length` URLs of the same host, for ever.
struct Loop {
  static constexpr std::string_view kKind = "loop";
  unsigned length = 2;
};

// A page whose <title> is exactly this text, whatever it holds.
struct Title {
  static constexpr std::string_view kKind = "title";
  std::string title;
};

// An HTML document of this size, or one that never ends.
struct Big {
  static constexpr std::string_view kKind = "big";
  std::optional<Bytes> size;
};

// A page that opens a dialog before its text.
struct Alert {
  static constexpr std::string_view kKind = "alert";
  std::string message = "Please answer";
};

// A page whose script never returns.
struct Busy {
  static constexpr std::string_view kKind = "busy";
};

// A page that opens windows, each with a page of the same host.
struct PopupStorm {
  static constexpr std::string_view kKind = "popup_storm";
  unsigned count = 50;
  Milliseconds interval{0};  // between two; 0: as fast as it can
};

// A page that takes and keeps this much memory.
struct MemoryHog {
  static constexpr std::string_view kKind = "memory_hog";
  Bytes size = Bytes::mib(1024);
  Bytes step = Bytes::mib(16);  // at a time
  Milliseconds interval{20};
};

// A page that registers a service worker, which then answers for the host and stays.
struct ServiceWorker {
  static constexpr std::string_view kKind = "service_worker";
};

// A file to save instead of a page.
struct Download {
  static constexpr std::string_view kKind = "download";
  Bytes size = Bytes::mib(1);
};

}  // namespace behaviors

using Behavior =
    std::variant<behaviors::Page, behaviors::Shell, behaviors::Block, behaviors::Challenge,
                 behaviors::Tarpit, behaviors::TlsStall, behaviors::Drip, behaviors::Slow,
                 behaviors::Reset, behaviors::ExpiredCertificate, behaviors::NoDns,
                 behaviors::Refuse, behaviors::Status, behaviors::Redirect, behaviors::Loop,
                 behaviors::Title, behaviors::Big, behaviors::Alert, behaviors::Busy,
                 behaviors::Download, behaviors::Present, behaviors::WrongCertificate,
                 behaviors::HttpAuth, behaviors::PopupStorm, behaviors::MemoryHog,
                 behaviors::ServiceWorker, behaviors::DnsSlow, behaviors::Rebind>;

// As the scenario file names it.
[[nodiscard]] constexpr std::string_view kind_of(const Behavior& behavior) {
  return std::visit([](const auto& kind) { return kind.kKind; }, behavior);
}

}  // namespace tidemark::harness
