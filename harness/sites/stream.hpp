// One accepted connection, plain or TLS, as the coroutine that serves it sees it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <unordered_set>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>

#include "harness/sites/site_io.hpp"
#include "harness/sites/traffic_ledger.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/unique_fd.hpp"

namespace tidemark::harness {

using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

// Owns the socket and the connection's entry in the ledger. Reads and writes are bounded by the
// deadline in force: whoever holds the set of all streams closes those whose deadline has passed,
// which costs a request no timer of its own.
class Stream {
 public:
  using Set = std::unordered_set<Stream*>;

  Stream(SiteSocket socket, OpenConnection& record, Set& all);
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  ~Stream();

  void set_deadline(Deadline deadline) { deadline_ = deadline; }
  [[nodiscard]] const Deadline& deadline() const { return deadline_; }

  // Becomes a TLS server; `hello` is what was read already. False if the handshake fails.
  SiteTask<bool> handshake(TlsContext context, boost::asio::const_buffer hello);
  // Bytes read, 0 at the end of the connection however it came.
  SiteTask<std::size_t> read_some(boost::asio::mutable_buffer into);
  // False if the connection broke; what was sent is in the ledger.
  SiteTask<bool> write(boost::asio::const_buffer bytes);

  // Lets time pass: true when it has, false as soon as the peer has hung up (or we close). Reads
  // nothing.
  SiteTask<bool> wait(std::chrono::nanoseconds length);

  // Ends our side and gives the peer a moment to read what was sent: closing with unread input
  // would cut it off.
  SiteTask<void> finish();
  // While muted, nothing that is written or read gets through before it is unmuted: the network is
  // cut.
  void set_muted(bool muted) { muted_ = muted; }

  // Ends the connection with RST.
  void cut_off();
  void close();
  // Which of the two, if any, ended it.
  enum class End { kNone, kReset, kClosed };
  [[nodiscard]] End end() const { return end_; }

 private:
  [[nodiscard]] bool hung_up();
  SiteTask<void> unmuted();

  SiteSocket socket_;
  std::optional<boost::asio::ssl::stream<SiteSocket&>> tls_;
  TlsContext context_;
  OpenConnection& record_;
  Set& all_;
  Deadline deadline_;
  bool muted_ = false;
  End end_ = End::kNone;
};

}  // namespace tidemark::harness
