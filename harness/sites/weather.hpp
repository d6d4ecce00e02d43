// What the network between the simulator and its clients lets through.
#pragma once

namespace tidemark::harness {

// The state of that network. In `kReset` every open connection is reset, and every new one as soon
// as it is made; in `kSilent` packets vanish on their way in either direction, as behind a cut
// cable: connections stay, nothing arrives, and new ones are not answered (or, where the kernel
// refuses us filters, made and never served). DNS is silent in both.
struct Weather {
  enum class Link { kOpen, kReset, kSilent };
  enum class Dns { kAnswers, kSilent, kServfail };
  Link link = Link::kOpen;
  Dns dns = Dns::kAnswers;
  friend bool operator==(const Weather&, const Weather&) = default;
};

[[nodiscard]] inline bool dns_is_silent(const Weather& weather) {
  return weather.link != Weather::Link::kOpen || weather.dns == Weather::Dns::kSilent;
}

// Makes a listening socket deaf: the kernel drops whatever arrives for it, so that no connection is
// made (a filter as in socket(7), SO_ATTACH_FILTER; some kernels keep them for root). Nothing
// happens where that is refused.
void set_deaf(int socket, bool deaf);
// Lets the socket's end be a reset instead of an orderly close.
void reset_at_close(int socket);

}  // namespace tidemark::harness
