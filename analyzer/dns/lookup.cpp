#include "analyzer/dns/lookup.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netdb.h>
#include <sys/socket.h>

#include <array>
#include <expected>
#include <memory>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

// How long a silent server is left alone with a question before the next one is asked as well.
constexpr std::chrono::seconds kPatience{1};
// How long addresses of one family wait for the other family's.
constexpr std::chrono::milliseconds kOtherFamily{300};
constexpr int kMaxAddresses = 64;

using HostEntry = std::unique_ptr<hostent, decltype(&::ares_free_hostent)>;

// The names that the asked one is an alias of, the last being the one with the addresses. c-ares
// lists the aliases in their order, the asked name first.
std::vector<std::string> aliases_of(const hostent& entry) {
  std::vector<std::string> names;
  if (entry.h_aliases == nullptr || *entry.h_aliases == nullptr) return names;
  for (char** alias = entry.h_aliases + 1; *alias != nullptr; ++alias) names.emplace_back(*alias);
  names.emplace_back(entry.h_name);
  return names;
}

// The addresses in an answer, and the chain of CNAMEs that led to them.
Result<Resolution> read_addresses(RecordType type, std::span<const unsigned char> packet) {
  std::array<ares_addrttl, kMaxAddresses> v4{};
  std::array<ares_addr6ttl, kMaxAddresses> v6{};
  int count = kMaxAddresses;
  const int size = static_cast<int>(packet.size());
  const bool is_v4 = type == RecordType::kA;
  hostent* entry = nullptr;
  const int status = is_v4
                         ? ::ares_parse_a_reply(packet.data(), size, &entry, v4.data(), &count)
                         : ::ares_parse_aaaa_reply(packet.data(), size, &entry, v6.data(), &count);
  const HostEntry owner(entry, &::ares_free_hostent);
  if (status == ARES_ENODATA) return {};
  if (status != ARES_SUCCESS) return failure(ErrorCode::kProtocol, ::ares_strerror(status));
  Resolution found;
  if (entry != nullptr) found.cnames = aliases_of(*entry);
  found.addresses.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const void* binary = is_v4 ? static_cast<const void*>(&v4[at].ipaddr) : &v6[at].ip6addr;
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(is_v4 ? AF_INET : AF_INET6, binary, text.data(), text.size());
    found.addresses.emplace_back(text.data());
  }
  return found;
}

// Which of two servers' failures says more: an answer more than silence.
int weight(ErrorClass error) {
  switch (error) {
    case ErrorClass::kDnsServfail: return 3;
    case ErrorClass::kDnsRefused: return 2;
    case ErrorClass::kDnsFailed: return 1;
    default: return 0;
  }
}

ErrorClass server_failure(int status) {
  switch (status) {
    case ARES_ESERVFAIL: return ErrorClass::kDnsServfail;
    case ARES_EREFUSED: return ErrorClass::kDnsRefused;
    case ARES_ETIMEOUT: return ErrorClass::kDnsTimeout;
    default: return ErrorClass::kDnsFailed;
  }
}

std::string words_for(const DnsServer& server, int status) {
  const std::string who = to_string(server);
  switch (status) {
    case ARES_ESERVFAIL: return who + " answered SERVFAIL";
    case ARES_EREFUSED: return who + " answered REFUSED";
    case ARES_ETIMEOUT: return who + " did not answer";
    case ARES_ECONNREFUSED: return who + " cannot be reached";
    default: return fmt::format("{}: {}", who, ::ares_strerror(status));
  }
}

// The answer of a server, addresses or none; otherwise the ARES_... status says why it is no
// answer.
std::expected<Resolution, int> read_answer(RecordType type, const DnsServer& server, int status,
                                           std::span<const unsigned char> packet) {
  if (status == ARES_ENOTFOUND) {
    return Resolution{.error = ErrorClass::kDnsNxdomain,
                      .detail = to_string(server) + " answered NXDOMAIN"};
  }
  if (status != ARES_SUCCESS && status != ARES_ENODATA) return std::unexpected(status);
  Resolution found;
  if (status == ARES_SUCCESS) {
    auto addresses = read_addresses(type, packet);
    if (!addresses) return std::unexpected(ARES_EBADRESP);
    found = *std::move(addresses);
  }
  if (found.addresses.empty()) {
    found.error = ErrorClass::kDnsNoData;
    found.detail = to_string(server) + " knows the name, but no address of it";
  }
  return found;
}

bool has_addresses(const std::optional<Resolution>& answer) {
  return answer && !answer->addresses.empty();
}

bool is_nxdomain(const std::optional<Resolution>& answer) {
  return answer && answer->error == ErrorClass::kDnsNxdomain;
}

}  // namespace

Lookup::Lookup(asio::any_io_executor executor, const std::vector<DnsServer>& servers,
               std::string name)
    : executor_(std::move(executor)),
      servers_(servers),
      name_(std::move(name)),
      wakeup_(executor_) {}

asio::awaitable<Resolution> Lookup::run(Deadline deadline) {
  while (true) {
    if (deadline.passed()) co_return conclude();
    ask_where_needed();
    if (auto done = verdict()) co_return *std::move(done);
    const Deadline step = next_step(deadline);
    const Woken woken = co_await wakeup_.wait(step);
    if (woken == Woken::kCancelled) {
      co_return Resolution{.error = ErrorClass::kCancelled, .detail = "cancelled"};
    }
  }
}

void Lookup::ask_where_needed() {
  for (Progress* progress : {&a_, &aaaa_}) {
    while (!progress->answer && progress->asked < servers_.size() &&
           (progress->outstanding == 0 || steady_now() >= progress->patience_ends)) {
      ask_next_server(*progress);
    }
  }
}

void Lookup::ask_next_server(Progress& progress) {
  const std::size_t index = progress.asked++;
  const DnsServer& server = servers_[index];
  progress.patience_ends = steady_now() + kPatience;
  ++progress.outstanding;
  if (index == channels_.size()) {
    auto channel = AresChannel::open(executor_, server);
    channels_.push_back(channel ? *std::move(channel) : nullptr);
  }
  if (channels_[index] == nullptr) return record(progress, server, ARES_ECONNREFUSED, {});
  channels_[index]->ask(
      name_, progress.type,
      [this, &progress, &server](int status, std::span<const unsigned char> packet) {
        record(progress, server, status, packet);
      });
}

void Lookup::record(Progress& progress, const DnsServer& server, int status,
                    std::span<const unsigned char> packet) {
  --progress.outstanding;
  wakeup_.notify();
  if (progress.answer) return;
  auto answer = read_answer(progress.type, server, status, packet);
  if (answer) {
    progress.answer = *std::move(answer);
    progress.answered_at = steady_now();
    return;
  }
  const ErrorClass error = server_failure(answer.error());
  if (!progress.failure || weight(error) > weight(progress.failure->error)) {
    progress.failure = Failure{error, words_for(server, answer.error())};
  }
}

bool Lookup::is_settled(const Progress& progress) const {
  return progress.answer || (progress.outstanding == 0 && progress.asked == servers_.size());
}

std::optional<Resolution> Lookup::verdict() const {
  const bool both = is_settled(a_) && is_settled(aaaa_);
  // A name that has no A because it does not exist has no AAAA either. The reverse is not relied
  // on: there are servers that answer NXDOMAIN to every AAAA question.
  if (both || is_nxdomain(a_.answer)) return conclude();
  for (const Progress* progress : {&a_, &aaaa_}) {
    const bool waited = steady_now() >= progress->answered_at + kOtherFamily;
    if (has_addresses(progress->answer) && waited) return conclude();
  }
  return std::nullopt;
}

Resolution Lookup::conclude() const {
  Resolution found;
  for (const Progress* progress : {&a_, &aaaa_}) {
    if (!progress->answer) continue;
    const auto& addresses = progress->answer->addresses;
    found.addresses.insert(found.addresses.end(), addresses.begin(), addresses.end());
    if (found.cnames.empty()) found.cnames = progress->answer->cnames;
  }
  if (!found.addresses.empty()) return found;
  const Resolution* a = a_.answer ? &*a_.answer : nullptr;
  const Resolution* aaaa = aaaa_.answer ? &*aaaa_.answer : nullptr;
  if (a != nullptr && (aaaa != nullptr || is_nxdomain(a_.answer))) return *a;
  if (aaaa != nullptr && is_nxdomain(aaaa_.answer)) return *aaaa;
  const Progress& failed = a != nullptr || !a_.failure ? aaaa_ : a_;
  if (failed.failure) return {.error = failed.failure->error, .detail = failed.failure->detail};
  if (channels_.empty()) {
    return {.error = ErrorClass::kDnsTimeout,
            .detail = "the time was up before a server was asked"};
  }
  std::string who;
  for (std::size_t i = 0; i < channels_.size(); ++i) {
    who += (who.empty() ? "" : ", ") + to_string(servers_[i]);
  }
  return {.error = ErrorClass::kDnsTimeout,
          .detail = fmt::format("no answer in time from {}", who)};
}

Deadline Lookup::next_step(Deadline deadline) const {
  SteadyTime next = deadline.at();
  for (const Progress* progress : {&a_, &aaaa_}) {
    if (has_addresses(progress->answer))
      next = std::min(next, progress->answered_at + kOtherFamily);
    if (!progress->answer && progress->asked < servers_.size()) {
      next = std::min(next, progress->patience_ends);
    }
  }
  return Deadline(next);
}

}  // namespace tidemark::analyzer
