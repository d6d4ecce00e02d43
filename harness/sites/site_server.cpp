#include "harness/sites/site_server.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>
#include <cerrno>
#include <future>
#include <stop_token>
#include <thread>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "harness/sites/certificate_authority.hpp"
#include "harness/sites/connection.hpp"
#include "harness/sites/dns_service.hpp"
#include "harness/sites/site_directory.hpp"
#include "harness/sites/site_io.hpp"
#include "harness/sites/traffic_ledger.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kSweepInterval{100};
constexpr std::chrono::milliseconds kRetryAccept{50};
constexpr int kBatch = 64;  // accepts before others get their turn

struct Accepted {
  UniqueFd fd;
  ClientEndpoint client;
  int error = 0;
};

// Not through Asio, whose accept leaves the descriptor open for programs that this process starts.
Accepted accept_from(int listener) {
  sockaddr_in from{};
  socklen_t size = sizeof from;
  Accepted accepted;
  accepted.fd.reset(
      ::accept4(listener, reinterpret_cast<sockaddr*>(&from), &size, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!accepted.fd) accepted.error = errno;
  accepted.client = client_at(from);
  return accepted;
}

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

SiteTask<void> accept_connections(SiteDescriptor& descriptor, Listener listener,
                                  SiteService& service) {
  SiteTimer timer(descriptor.get_executor());
  for (;;) {
    const auto [error] = co_await descriptor.async_wait(SiteDescriptor::wait_read, kUse);
    if (error) co_return;
    if (service.weather.link == Weather::Link::kSilent) {
      timer.expires_after(kRetryAccept);
      co_await timer.async_wait(kUse);
      continue;
    }
    for (int i = 0; i < kBatch; ++i) {
      Accepted accepted = accept_from(descriptor.native_handle());
      if (out_of_resources(accepted.error)) {
        timer.expires_after(kRetryAccept);
        co_await timer.async_wait(kUse);
        break;
      }
      if (accepted.error == EAGAIN) break;
      if (!accepted.fd) continue;  // gone while it waited
      if (service.weather.link == Weather::Link::kReset) {
        reset_at_close(accepted.fd.get());
        continue;
      }
      const int yes = 1;
      ::setsockopt(accepted.fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
      SiteSocket socket(descriptor.get_executor(), asio::ip::tcp::v4(), accepted.fd.release());
      auto served = listener == Listener::kDns
                        ? serve_dns_connection(std::move(socket), accepted.client, service)
                        : serve_connection(std::move(socket), accepted.client, listener, service);
      asio::co_spawn(descriptor.get_executor(), std::move(served), asio::detached);
    }
  }
}

// Closes connections whose client took too long. Behind a cut cable nobody would learn of it.
SiteTask<void> sweep(SiteService& service, SiteExecutor executor) {
  SiteTimer timer(executor);
  for (;;) {
    timer.expires_after(kSweepInterval);
    const auto [error] = co_await timer.async_wait(kUse);
    if (error) co_return;
    if (service.weather.link == Weather::Link::kSilent) continue;
    const SteadyTime now = steady_now();
    for (Stream* stream : service.streams) {
      if (stream->deadline().at() <= now) stream->close();
    }
  }
}

Result<std::filesystem::path> write_file(const std::filesystem::path& file,
                                         const std::string& text) {
  const UniqueFd fd(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!fd) return system_failure("create " + file.string(), errno);
  if (::write(fd.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return system_failure("write " + file.string(), errno);
  }
  return file;
}

Ipv4Address address_of(int socket) {
  sockaddr_in at{};
  socklen_t size = sizeof at;
  Ipv4Address bytes{127, 0, 0, 1};
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&at), &size) == 0) {
    bytes = std::bit_cast<Ipv4Address>(at.sin_addr.s_addr);
  }
  return bytes;
}

// The event loop and what it watches. Its destructor ends every connection: the coroutines die with
// it.
struct Loop {
  explicit Loop(Listeners listeners)
      : http(context.get_executor(), listeners.http.release()),
        https(context.get_executor(), listeners.https.release()),
        dns(context.get_executor(), listeners.dns.release()),
        dns_tcp(context.get_executor()) {
    if (listeners.dns_tcp) dns_tcp.assign(listeners.dns_tcp.release());
  }

  asio::io_context context{1};
  SiteDescriptor http;
  SiteDescriptor https;
  SiteDescriptor dns;
  SiteDescriptor dns_tcp;  // may be closed
};

// On the loop's thread.
void put_in_force(const Weather& weather, Loop& loop, SiteService& service) {
  const bool silent = weather.link == Weather::Link::kSilent;
  set_deaf(loop.http.native_handle(), silent);
  set_deaf(loop.https.native_handle(), silent);
  if (loop.dns_tcp.is_open()) set_deaf(loop.dns_tcp.native_handle(), silent);
  for (Stream* stream : service.streams) {
    stream->set_muted(silent);
    if (weather.link == Weather::Link::kReset) stream->cut_off();
  }
}

}  // namespace

// Members are destroyed in reverse order: the thread, and with it the loop, before what it refers
// to.
struct SiteServer::Impl {
  Impl(const Scenario& scenario, CertificateAuthority authority, const Listeners& listeners,
       const SiteLimits& limits, AddressPlan addresses)
      : at(listeners.at),
        ledger(hosts_of(scenario)),
        log(limits.kept_requests),
        sites(scenario, std::move(authority), addresses, address_of(listeners.http.get())),
        service{sites, ledger, log, streams, limits} {}

  void run(Listeners listeners);

  ListenAt at;
  TempDir dir;
  std::filesystem::path ca_file;
  TrafficLedger ledger;
  RequestLog log;
  SiteDirectory sites;
  Stream::Set streams;
  SiteService service;
  Loop* serving = nullptr;  // of the thread, as long as it runs
  std::jthread thread;
};

void SiteServer::Impl::run(Listeners listeners) {
  auto loop = std::make_unique<Loop>(std::move(listeners));
  serving = loop.get();
  asio::io_context& context = loop->context;
  asio::co_spawn(context, accept_connections(loop->http, Listener::kHttp, service), asio::detached);
  asio::co_spawn(context, accept_connections(loop->https, Listener::kHttps, service),
                 asio::detached);
  if (loop->dns_tcp.is_open()) {
    asio::co_spawn(context, accept_connections(loop->dns_tcp, Listener::kDns, service),
                   asio::detached);
  }
  asio::co_spawn(context, answer_queries(loop->dns, service), asio::detached);
  asio::co_spawn(context, sweep(service, context.get_executor()), asio::detached);
  thread = std::jthread([loop = std::move(loop)](const std::stop_token& stop) mutable {
    {
      const std::stop_callback stops(stop, [&loop] { loop->context.stop(); });
      loop->context.run();
    }
    loop.reset();
  });
}

Result<SiteServer> SiteServer::start(const Scenario& scenario, const ListenAt& where,
                                     const SiteLimits& limits) {
  auto listeners = open_listeners(where);
  if (!listeners) return std::unexpected(listeners.error());
  return start_at(scenario, std::move(*listeners), limits);
}

Result<SiteServer> SiteServer::start_at(const Scenario& scenario, Listeners listeners,
                                        const SiteLimits& limits, AddressPlan addresses) {
  auto authority = CertificateAuthority::create();
  if (!authority) return std::unexpected(authority.error());
  auto dir = TempDir::create("tidemark-sites");
  if (!dir) return std::unexpected(dir.error());
  auto file = write_file(dir->path() / "ca.pem", authority->certificate_pem());
  if (!file) return std::unexpected(file.error());
  auto impl = std::make_unique<Impl>(scenario, std::move(*authority), listeners, limits, addresses);
  impl->dir = std::move(*dir);
  impl->ca_file = std::move(*file);
  try {
    impl->run(std::move(listeners));
  } catch (const std::exception& error) {  // no thread, or no descriptor for the loop
    return failure(ErrorCode::kUnavailable,
                   fmt::format("start the site simulator: {}", error.what()));
  }
  return SiteServer(std::move(impl));
}

SiteServer::SiteServer(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
SiteServer::SiteServer(SiteServer&&) noexcept = default;
SiteServer& SiteServer::operator=(SiteServer&&) noexcept = default;
SiteServer::~SiteServer() = default;

const ListenAt& SiteServer::at() const { return impl_->at; }
const std::filesystem::path& SiteServer::ca_file() const { return impl_->ca_file; }
SiteStats SiteServer::stats() const { return impl_->ledger.snapshot(); }
SiteStats SiteServer::totals() const { return impl_->ledger.totals(); }
RequestLog::Taken SiteServer::take_requests() { return impl_->log.take(); }

void SiteServer::set_link(Weather::Link link) {
  change_weather([link](Weather& weather) { weather.link = link; });
}

void SiteServer::set_dns(Weather::Dns dns) {
  change_weather([dns](Weather& weather) { weather.dns = dns; });
}

void SiteServer::change_weather(const std::function<void(Weather&)>& change) {
  if (!impl_->thread.joinable()) return;
  std::promise<void> changed;
  const std::future<void> done = changed.get_future();
  asio::post(impl_->serving->context,
             [impl = impl_.get(), &change, changed = std::move(changed)]() mutable {
               change(impl->service.weather);
               put_in_force(impl->service.weather, *impl->serving, impl->service);
               changed.set_value();
             });
  done.wait();
}

void SiteServer::stop() {
  impl_->thread.request_stop();
  if (impl_->thread.joinable()) impl_->thread.join();
  impl_->dir = TempDir();
}

}  // namespace tidemark::harness
