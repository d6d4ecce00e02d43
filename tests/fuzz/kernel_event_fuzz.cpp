// Whatever arrives on the process connector's socket, decoding it ends, reads nothing beyond it,
// and never takes a thread for a process.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

#include "probes/ownership/event_ledger.hpp"
#include "probes/ownership/kernel_event.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tidemark::probes::KernelEvent;
  tidemark::probes::ConnectorNews news;
  tidemark::probes::decode_connector(std::as_bytes(std::span(data, size)), news);
  if (news.events.size() + news.answers.size() > size / 16) std::abort();
  tidemark::probes::EventLedger ledger({.tick = std::chrono::milliseconds(10)});
  ledger.add_ancestor(1);
  for (const KernelEvent& event : news.events) {
    if (event.kind == KernelEvent::Kind::kFork && event.pid != event.thread) std::abort();
    ledger.take(event);
  }
  tidemark::probes::TreeSample sample;
  ledger.settle(sample, tidemark::SteadyTime::max());
  return 0;
}
