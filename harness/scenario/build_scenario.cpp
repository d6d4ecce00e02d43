#include "harness/scenario/build_scenario.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <bit>
#include <unordered_map>

#include <nlohmann/json.hpp>

#include "probes/base/printable.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

// Reads `key` into `target` if it is there; the schema has checked type and range.
void read(const json& from, const char* key, auto& target) {
  if (const auto found = from.find(key); found != from.end()) found->get_to(target);
}
template <typename T>
void read(const json& from, const char* key, std::optional<T>& target) {
  if (const auto found = from.find(key); found != from.end()) target = found->get<T>();
}
void read(const json& from, const char* key, Milliseconds& target) {
  if (const auto found = from.find(key); found != from.end()) {
    target = Milliseconds(found->get<std::int64_t>());
  }
}
void read(const json& from, const char* key, std::optional<Milliseconds>& target) {
  if (const auto found = from.find(key); found != from.end()) {
    target = Milliseconds(found->get<std::int64_t>());
  }
}
void read(const json& from, const char* key, Bytes& target) { read(from, key, target.count); }

void read_parameters(const json& from, behaviors::Page& page) {
  read(from, "text_chars", page.text_chars);
  read(from, "images", page.images);
  read(from, "image_bytes", page.image_size);
  read(from, "script_bytes", page.script_size);
  read(from, "style_bytes", page.style_size);
  read(from, "links", page.links);
}
void read_parameters(const json& from, behaviors::Shell& shell) {
  read(from, "text_chars", shell.text_chars);
  read(from, "data_delay_ms", shell.data_delay);
}
void read_parameters(const json& from, behaviors::Challenge& challenge) {
  read(from, "reload_ms", challenge.reload);
  read(from, "signal", challenge.signal);
  read(from, "passes_after", challenge.passes_after);
}
void read_parameters(const json& from, behaviors::Drip& drip) {
  read(from, "bytes", drip.bytes);
  read(from, "interval_ms", drip.interval);
}
void read_parameters(const json& from, behaviors::Slow& slow) {
  read(from, "delay_ms", slow.delay);
}
void read_parameters(const json& from, behaviors::NoDns& no_dns) {
  using Answer = behaviors::NoDns::Answer;
  const std::string answer = from.value("answer", "silence");
  no_dns.answer = answer == "servfail"     ? Answer::kServfail
                  : answer == "nxdomain"   ? Answer::kNxdomain
                  : answer == "no_address" ? Answer::kNoAddress
                                           : Answer::kSilence;
}
void read_parameters(const json& from, behaviors::Status& status) {
  read(from, "code", status.code);
}
void read_parameters(const json& from, behaviors::Redirect& redirect) {
  read(from, "to", redirect.to);
  read(from, "code", redirect.code);
}
void read_parameters(const json& from, behaviors::Loop& loop) { read(from, "length", loop.length); }
void read_parameters(const json& from, behaviors::Title& title) {
  read(from, "title", title.title);
}
void read_parameters(const json& from, behaviors::Big& big) {
  std::optional<std::uint64_t> bytes;
  read(from, "bytes", bytes);
  if (bytes) big.size = Bytes{*bytes};
}
void read_parameters(const json& from, behaviors::Alert& alert) {
  read(from, "message", alert.message);
}
void read_parameters(const json& from, behaviors::Download& download) {
  read(from, "bytes", download.size);
}
void read_parameters(const json& /*from*/, auto& /*a behaviour without parameters*/) {}

template <typename T>
Behavior make(const json& from) {
  T behavior;
  read_parameters(from, behavior);
  return behavior;
}

Behavior build_behavior(const json& from) {
  using namespace behaviors;
  static const std::unordered_map<std::string, Behavior (*)(const json&)> kinds = {
      {"page", make<Page>},     {"shell", make<Shell>},
      {"block", make<Block>},   {"challenge", make<Challenge>},
      {"tarpit", make<Tarpit>}, {"tls_stall", make<TlsStall>},
      {"drip", make<Drip>},     {"slow", make<Slow>},
      {"reset", make<Reset>},   {"expired_certificate", make<ExpiredCertificate>},
      {"no_dns", make<NoDns>},  {"refuse", make<Refuse>},
      {"status", make<Status>}, {"redirect", make<Redirect>},
      {"loop", make<Loop>},     {"title", make<Title>},
      {"big", make<Big>},       {"alert", make<Alert>},
      {"busy", make<Busy>},     {"download", make<Download>}};
  return kinds.at(from.at("kind").get<std::string>())(from);
}

std::unexpected<Error> wrong(const std::string& pointer, const std::string& what) {
  return failure(ErrorCode::kBadInput, pointer + ": " + what);
}

// The host in lower case, or nothing if it is no DNS name (letters, digits, `-`, `_`; RFC 1035
// lengths).
std::optional<std::string> normalized_host(std::string_view text) {
  if (text.empty() || text.size() > 253) return std::nullopt;
  std::string host;
  std::size_t label = 0;
  for (const char c : text) {
    const char lower = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    const bool allowed = (lower >= 'a' && lower <= 'z') || (lower >= '0' && lower <= '9') ||
                         lower == '-' || lower == '_';
    if (lower == '.' ? label == 0 : !allowed || ++label > 63) return std::nullopt;
    if (lower == '.') label = 0;
    host += lower;
  }
  if (label == 0) return std::nullopt;
  return host;
}

Result<std::string> read_host(const std::string& text, const std::string& pointer) {
  if (auto host = normalized_host(text)) return *host;
  return wrong(pointer, fmt::format("\"{}\" is not a host name (write an international name in its "
                                    "xn-- form)",
                                    printable(text, 80)));
}

std::optional<std::array<std::uint8_t, 4>> read_address(const std::string& text) {
  in_addr address{};
  if (::inet_pton(AF_INET, text.c_str(), &address) != 1) return std::nullopt;
  return std::bit_cast<std::array<std::uint8_t, 4>>(address.s_addr);
}

Result<DnsRecord> build_dns(const json& from, const std::string& pointer) {
  DnsRecord record;
  if (from.contains("address")) {
    record.address = read_address(from["address"].get<std::string>());
    if (!record.address) return wrong(pointer + "/address", "this is not an IPv4 address");
  }
  if (from.contains("cname")) {
    auto host = read_host(from["cname"].get<std::string>(), pointer + "/cname");
    if (!host) return std::unexpected(host.error());
    record.cname = std::move(*host);
  }
  return record;
}

// Where each host was first named, as a JSON pointer.
using SeenHosts = std::unordered_map<std::string, std::string>;

Result<Site> build_site(const json& from, const std::string& pointer, SeenHosts& seen) {
  if (from.contains("hosts") == from.contains("brand") ||
      from.contains("brand") != from.contains("tlds")) {
    return wrong(pointer, "a site is given by \"hosts\", or by \"brand\" and \"tlds\"");
  }
  const char* key = from.contains("hosts") ? "hosts" : "tlds";
  const std::string start = from.contains("brand") ? from["brand"].get<std::string>() + "." : "";
  Site site;
  for (std::size_t i = 0; i < from[key].size(); ++i) {
    const std::string here = fmt::format("{}/{}/{}", pointer, key, i);
    auto host = read_host(start + from[key][i].get<std::string>(), here);
    if (!host) return std::unexpected(host.error());
    const auto [first, is_new] = seen.emplace(*host, here);
    if (!is_new) {
      return wrong(here, fmt::format("the host {} is already at {}", *host, first->second));
    }
    site.hosts.push_back(std::move(*host));
  }
  site.behavior = build_behavior(from.at("behavior"));
  read(from, "fails", site.fails);
  if (from.contains("dns")) {
    auto record = build_dns(from["dns"], pointer + "/dns");
    if (!record) return std::unexpected(record.error());
    site.dns = std::move(*record);
  }
  return site;
}

Result<Load> build_load(const json& from) {
  Load load;
  read(from, "cycles", load.cycles);
  read(from, "budget_ms", load.budget);
  read(from, "workers", load.workers);
  const json domains = from.value("domains", json::array());
  for (std::size_t i = 0; i < domains.size(); ++i) {
    auto host = read_host(domains[i].get<std::string>(), fmt::format("/load/domains/{}", i));
    if (!host) return std::unexpected(host.error());
    load.domains.push_back(std::move(*host));
  }
  return load;
}

Result<PlannedFault> build_fault(const json& from, const std::string& pointer) {
  if (from.contains("after_ms") == from.contains("after_domains")) {
    return wrong(pointer, "give exactly one of \"after_ms\" and \"after_domains\"");
  }
  PlannedFault fault;
  fault.kind =
      from.at("kind") == "kill" ? PlannedFault::Kind::kKill : PlannedFault::Kind::kTerminate;
  fault.target = from.value("target", "subject") == "browser" ? PlannedFault::Target::kBrowser
                                                              : PlannedFault::Target::kSubject;
  read(from, "after_ms", fault.after.time);
  read(from, "after_domains", fault.after.domains);
  read(from, "count", fault.count);
  return fault;
}

PlannedSubject build_subject(const json& from) {
  PlannedSubject subject;
  read(from, "command", subject.command);
  subject.kind = from.value("kind", "per_cycle") == "long_running"
                     ? PlannedSubject::Kind::kLongRunning
                     : PlannedSubject::Kind::kPerCycle;
  return subject;
}

}  // namespace

std::vector<std::string> hosts_of(const Scenario& scenario) {
  std::vector<std::string> hosts;
  for (const Site& site : scenario.sites) {
    hosts.insert(hosts.end(), site.hosts.begin(), site.hosts.end());
  }
  return hosts;
}

Result<Scenario> build_scenario(const json& document) {
  Scenario scenario;
  read(document, "name", scenario.name);
  read(document, "description", scenario.description);
  read(document, "seed", scenario.seed);
  SeenHosts seen;
  for (std::size_t i = 0; i < document.at("sites").size(); ++i) {
    auto site = build_site(document["sites"][i], fmt::format("/sites/{}", i), seen);
    if (!site) return std::unexpected(site.error());
    scenario.sites.push_back(std::move(*site));
  }
  auto load = build_load(document.value("load", json::object()));
  if (!load) return std::unexpected(load.error());
  scenario.load = std::move(*load);
  if (scenario.load.domains.empty()) scenario.load.domains = hosts_of(scenario);
  if (document.contains("subject")) scenario.subject = build_subject(document["subject"]);
  const json faults = document.value("faults", json::array());
  for (std::size_t i = 0; i < faults.size(); ++i) {
    auto fault = build_fault(faults[i], fmt::format("/faults/{}", i));
    if (!fault) return std::unexpected(fault.error());
    scenario.faults.push_back(*fault);
  }
  if (document.contains("rest")) read(document["rest"], "deadline_ms", scenario.rest.deadline);
  return scenario;
}

}  // namespace tidemark::harness
