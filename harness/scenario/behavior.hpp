// How a site of a scenario behaves: one plain struct per kind, named as the scenario file names it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
  std::size_t text_chars = 3000;
  Milliseconds data_delay{0};  // before the JSON answers
};

// Refuses at once, as the vendor does: its status, headers and page.
struct Block {
  BotVendor vendor = BotVendor::kCloudflare;  // one that has a block of its own
};

// The vendor's interstitial, which reloads itself.
struct Challenge {
  BotVendor vendor = BotVendor::kCloudflare;  // one that has a challenge of its own
  Milliseconds reload{2000};
  bool signal = true;  // false: status 200 and no trace of a vendor, only the reload loop
  std::optional<unsigned>
      passes_after;  // loads by one client (cookie) before the page comes; absent: never
};

// An ordinary page with what the vendor adds to pages that it lets through: no wall.
struct Present {
  BotVendor vendor = BotVendor::kCloudflare;
};

// Accepts, reads the request, never answers.
struct Tarpit {};

// Accepts on the TLS port and never handshakes; plain HTTP redirects there.
struct TlsStall {};

// A valid page, a few bytes at a time.
struct Drip {
  std::size_t bytes = 16;
  Milliseconds interval{500};
};

// A valid page whose first byte comes late.
struct Slow {
  Milliseconds delay{5000};
};

// Cuts the connection (RST) as soon as the request has come.
struct Reset {};

// A page behind a certificate that ran out yesterday; plain HTTP redirects there.
struct ExpiredCertificate {};

// A page behind a certificate for another host; plain HTTP redirects there.
struct WrongCertificate {};

// A name that DNS does not resolve.
struct NoDns {
  enum class Answer { kSilence, kServfail, kNxdomain, kNoAddress };
  Answer answer = Answer::kSilence;
};

// A plain 403 of nobody in particular.
struct Refuse {};

// Any other status with a short page.
struct Status {
  unsigned code = 500;
};

// 401 (Basic) until the client names user and password, then a page.
struct HttpAuth {
  std::string realm = "members";
  std::string user = "guest";
  std::string password = "guest";
};

struct Redirect {
  std::string to;  // absolute URL or path
  unsigned code = 302;
};

// Redirects among `length` URLs of the same host, for ever.
struct Loop {
  unsigned length = 2;
};

// A page whose <title> is exactly this text, whatever it holds.
struct Title {
  std::string title;
};

// An HTML document of this size, or one that never ends.
struct Big {
  std::optional<Bytes> size;
};

// A page that opens a dialog before its text.
struct Alert {
  std::string message = "Please answer";
};

// A page whose script never returns.
struct Busy {};

// A page that opens windows, each with a page of the same host.
struct PopupStorm {
  unsigned count = 50;
  Milliseconds interval{0};  // between two; 0: as fast as it can
};

// A page that takes and keeps this much memory.
struct MemoryHog {
  Bytes size = Bytes::mib(1024);
  Bytes step = Bytes::mib(16);  // at a time
  Milliseconds interval{20};
};

// A page that registers a service worker, which then answers for the host and stays.
struct ServiceWorker {};

// A file to save instead of a page.
struct Download {
  Bytes size = Bytes::mib(1);
};

}  // namespace behaviors

using Behavior = std::variant<
    behaviors::Page, behaviors::Shell, behaviors::Block, behaviors::Challenge, behaviors::Tarpit,
    behaviors::TlsStall, behaviors::Drip, behaviors::Slow, behaviors::Reset,
    behaviors::ExpiredCertificate, behaviors::NoDns, behaviors::Refuse, behaviors::Status,
    behaviors::Redirect, behaviors::Loop, behaviors::Title, behaviors::Big, behaviors::Alert,
    behaviors::Busy, behaviors::Download, behaviors::Present, behaviors::WrongCertificate,
    behaviors::HttpAuth, behaviors::PopupStorm, behaviors::MemoryHog, behaviors::ServiceWorker>;

}  // namespace tidemark::harness
