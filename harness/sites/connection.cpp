#include "harness/sites/connection.hpp"

#include <fmt/format.h>

#include <boost/beast/core/flat_static_buffer.hpp>

#include "harness/sites/client_hello.hpp"
#include "harness/sites/request_reader.hpp"

namespace tidemark::harness {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kMaxHello = Bytes::kib(18).count;  // one record

// What a reply says, if it says anything.
std::optional<unsigned> status_of(const Reply& reply) {
  if (const auto* whole = std::get_if<SendWhole>(&reply)) return whole->response->status;
  if (const auto* slowly = std::get_if<SendSlowly>(&reply)) return slowly->response->status;
  if (const auto* endless = std::get_if<SendFiller>(&reply)) return endless->start->status;
  return std::nullopt;
}

// Words without end, 62 KiB at a time: bare, and as a chunk of a chunked body.
struct Filler {
  std::string text = paragraphs(prose({"filler", 0}, Bytes::kib(62).count));
  std::string chunk = fmt::format("{:x}\r\n{}\r\n", text.size(), text);
};

const Filler& filler() {
  static const Filler made;
  return made;
}

asio::const_buffer buffer_of(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

class Connection {
 public:
  Connection(SiteSocket socket, ClientEndpoint client, Listener listener, SiteService& service)
      : service_(service),
        client_(client),
        secure_(listener == Listener::kHttps),
        record_(service.ledger, listener),
        stream_(std::move(socket), record_, service.streams) {}

  SiteTask<void> serve();

 private:
  enum class Next { kGoOn, kClose };
  using Via = SiteRequest::Via;
  using Outcome = SiteRequest::Outcome;

  SiteTask<bool> begin_tls();
  SiteTask<std::optional<ClientHello>> receive_hello();
  SiteTask<Next> serve_request();
  SiteTask<bool> receive(RequestReader& reader);
  SiteTask<void> refuse(unsigned status, std::string host, std::string asked);
  SiteTask<Outcome> perform(Reply reply, bool head_only);
  // Why what was to be sent was not.
  [[nodiscard]] Outcome interruption() const;
  [[nodiscard]] Via via() const { return secure_ ? Via::kHttps : Via::kHttp; }
  // What the log says of a request that begins now.
  [[nodiscard]] SiteRequest new_entry(Via via, std::string host, std::string asked) const;
  SiteTask<bool> send(std::string_view bytes);
  SiteTask<bool> send_slowly(const SendSlowly& reply, std::string_view bytes);
  SiteTask<bool> send_filler(const SendFiller& reply);

  SiteService& service_;
  ClientEndpoint client_;
  bool secure_;
  OpenConnection record_;
  Stream stream_;
  boost::beast::flat_static_buffer<kMaxRequestHead> input_;
};

SiteTask<void> Connection::serve() {
  if (secure_) {
    const bool ready = co_await begin_tls();
    if (!ready) co_return;
  }
  Next next = Next::kGoOn;
  while (next == Next::kGoOn) next = co_await serve_request();
}

SiteTask<std::optional<ClientHello>> Connection::receive_hello() {
  stream_.set_deadline(Deadline::in(service_.limits.handshake));
  for (;;) {
    const auto bytes = input_.data();
    ClientHello hello =
        read_client_hello({static_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    if (hello.state == ClientHello::State::kComplete) co_return hello;
    if (hello.state == ClientHello::State::kNotTls || bytes.size() >= kMaxHello) {
      co_return std::nullopt;
    }
    const auto space = input_.prepare(kMaxHello - bytes.size());
    const std::size_t count = co_await stream_.read_some(space);
    if (count == 0) co_return std::nullopt;
    input_.commit(count);
  }
}

SiteRequest Connection::new_entry(Via via, std::string host, std::string asked) const {
  if (host.size() > kLongestLogged) host.resize(kLongestLogged);
  return {.at = steady_now(),
          .via = via,
          .client = client_,
          .host = std::move(host),
          .asked = std::move(asked)};
}

Connection::Outcome Connection::interruption() const {
  switch (stream_.end()) {
    case Stream::End::kNone: return Outcome::kClientClosed;
    case Stream::End::kReset: return Outcome::kReset;
    case Stream::End::kClosed: return Outcome::kClientSlow;
  }
  return Outcome::kClientClosed;
}

// Enters the log only if it fails: what comes of it otherwise are the requests.
SiteTask<bool> Connection::begin_tls() {
  const std::optional<ClientHello> hello = co_await receive_hello();
  if (!hello) {
    if (input_.size() > 0) {
      OpenRequest entry(service_.log, new_entry(Via::kTls, "", ""));
      entry.end(stream_.end() == Stream::End::kNone ? Outcome::kHandshakeFailed : interruption(),
                0);
    }
    co_return false;
  }
  HostedSite* site = hello->host ? service_.sites.find(*hello->host) : nullptr;
  TlsConduct conduct = TlsConduct::kNormal;
  if (site != nullptr) {
    record_.name(site->index());
    conduct = site->begin_tls(client_.address);
  }
  std::optional<OpenRequest> entry;
  if (service_.log.wanted()) {
    SiteRequest begins = new_entry(Via::kTls, hello->host.value_or(""), "handshake");
    if (site != nullptr) begins.behavior = site->kind();
    entry.emplace(service_.log, std::move(begins));
  }
  if (conduct == TlsConduct::kStall) {
    const bool held = co_await stream_.wait(service_.limits.hold);
    if (entry) entry->end(held ? Outcome::kStalled : interruption(), 0);
    co_return false;
  }
  const TlsContext context = service_.sites.tls_for(
      conduct == TlsConduct::kWrongName ? nullptr : site,
      conduct == TlsConduct::kExpired ? CertificateAuthority::Validity::kExpired
                                      : CertificateAuthority::Validity::kCurrent);
  if (!context) co_return false;
  const auto received = input_.data();
  const bool shaken = co_await stream_.handshake(context, received);
  input_.clear();
  if (entry && shaken) entry->forget();
  if (entry && !shaken) {
    const bool by_client = stream_.end() == Stream::End::kNone;
    entry->end(by_client ? Outcome::kHandshakeFailed : interruption(), 0);
  }
  co_return shaken;
}

// One whole request into `reader`; false if it did not come or is none (then already answered).
SiteTask<bool> Connection::receive(RequestReader& reader) {
  using State = RequestReader::State;
  bool begun = input_.size() > 0;
  stream_.set_deadline(Deadline::in(begun ? service_.limits.request : service_.limits.idle));
  for (;;) {
    if (input_.size() > 0) {
      const auto bytes = input_.data();
      const auto [state, used] =
          reader.read({static_cast<const char*>(bytes.data()), bytes.size()});
      input_.consume(used);
      if (state == State::kComplete) co_return true;
      const bool too_large = state == State::kTooLarge || input_.size() == input_.capacity();
      if (too_large || state == State::kMalformed) {
        const unsigned status = too_large ? 413 : 400;
        std::string host = reader.host();
        std::string line = reader.line();
        co_await refuse(status, std::move(host), std::move(line));
        co_return false;
      }
    }
    const auto space =
        input_.prepare(std::min<std::size_t>(8192, input_.capacity() - input_.size()));
    const std::size_t count = co_await stream_.read_some(space);
    if (count == 0) co_return false;
    input_.commit(count);
    if (!begun) stream_.set_deadline(Deadline::in(service_.limits.request));
    begun = true;
  }
}

SiteTask<void> Connection::refuse(unsigned status, std::string host, std::string asked) {
  record_.request(std::nullopt);
  SiteRequest begins = new_entry(via(), std::move(host), std::move(asked));
  begins.status = status;
  OpenRequest entry(service_.log, std::move(begins));
  const std::uint64_t sent_before = record_.sent();
  const ResponsePtr response =
      make_response(status, "text/plain", "Not served here.\n", {{"Connection", "close"}});
  const bool sent = co_await send(response->bytes);
  entry.end(sent ? Outcome::kRefused : interruption(), record_.sent() - sent_before);
  if (sent) co_await stream_.finish();
}

SiteTask<Connection::Next> Connection::serve_request() {
  RequestReader reader;
  const bool received = co_await receive(reader);
  if (!received) co_return Next::kClose;
  const Request request = reader.request(secure_);
  HostedSite* site = service_.sites.find(request.host);
  if (site == nullptr) {
    const unsigned misdirected = 421;
    std::string host(request.host);
    std::string line = reader.line();
    co_await refuse(misdirected, std::move(host), std::move(line));
    co_return Next::kClose;
  }
  record_.request(site->index());
  SiteAnswer answer = site->answer(client_.address, request);
  std::optional<OpenRequest> entry;
  if (service_.log.wanted()) {
    SiteRequest begins = new_entry(via(), std::string(request.host), reader.line());
    begins.behavior = answer.behavior;
    begins.status = status_of(answer.reply);
    entry.emplace(service_.log, std::move(begins));
  }
  const bool head_only = reader.is_head();
  const std::uint64_t sent_before = record_.sent();
  const Outcome outcome = co_await perform(std::move(answer.reply), head_only);
  if (entry) entry->end(outcome, record_.sent() - sent_before);
  co_return reader.keeps_alive() && outcome == Outcome::kAnswered ? Next::kGoOn : Next::kClose;
}

SiteTask<Connection::Outcome> Connection::perform(Reply reply, bool head_only) {
  bool sent = false;
  if (const auto* whole = std::get_if<SendWhole>(&reply)) {
    if (whole->delay.count() > 0) {
      const bool still_there = co_await stream_.wait(whole->delay);
      if (!still_there) co_return interruption();
    }
    const std::string_view bytes = whole->response->bytes;
    sent = co_await send(head_only ? bytes.substr(0, whole->response->head_size) : bytes);
  } else if (const auto* slowly = std::get_if<SendSlowly>(&reply)) {
    const std::string_view bytes = slowly->response->bytes;
    sent = co_await send_slowly(*slowly,
                                head_only ? bytes.substr(0, slowly->response->head_size) : bytes);
  } else if (const auto* endless = std::get_if<SendFiller>(&reply)) {
    const std::string_view start = endless->start->bytes;
    sent = co_await send(head_only ? start.substr(0, endless->start->head_size) : start);
    if (sent && !head_only) sent = co_await send_filler(*endless);
  } else if (std::holds_alternative<NeverAnswer>(reply)) {
    const bool held = co_await stream_.wait(service_.limits.hold);
    co_return held ? Outcome::kStalled : interruption();
  } else {
    stream_.cut_off();
    co_return Outcome::kReset;
  }
  co_return sent ? Outcome::kAnswered : interruption();
}

SiteTask<bool> Connection::send(std::string_view bytes) {
  stream_.set_deadline(Deadline::in(service_.limits.write));
  const asio::const_buffer buffer = buffer_of(bytes);
  const bool sent = co_await stream_.write(buffer);
  co_return sent;
}

SiteTask<bool> Connection::send_slowly(const SendSlowly& reply, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::string_view piece = bytes.substr(0, reply.bytes);
    const bool sent = co_await send(piece);
    if (!sent) co_return false;
    bytes.remove_prefix(piece.size());
    const bool still_there = co_await stream_.wait(reply.interval);
    if (!still_there) co_return false;
  }
  co_return true;
}

SiteTask<bool> Connection::send_filler(const SendFiller& reply) {
  std::optional<std::uint64_t> left = reply.bytes;
  while (!left || *left > 0) {
    std::string_view piece = filler().chunk;
    if (left) {
      piece = std::string_view(filler().text).substr(0, *left);
      *left -= piece.size();
    }
    const bool sent = co_await send(piece);
    if (!sent) co_return false;
  }
  co_return true;
}

}  // namespace

SiteTask<void> serve_connection(SiteSocket socket, ClientEndpoint client, Listener listener,
                                SiteService& service) {
  const auto connection =
      std::make_unique<Connection>(std::move(socket), client, listener, service);
  co_await connection->serve();
}

}  // namespace tidemark::harness
