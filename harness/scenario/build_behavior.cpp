#include "harness/scenario/build_behavior.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <variant>

#include "harness/scenario/read_json.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

BotVendor read_vendor(const json& from) {
  static const std::unordered_map<std::string, BotVendor> vendors = {
      {"cloudflare", BotVendor::kCloudflare}, {"akamai", BotVendor::kAkamai},
      {"datadome", BotVendor::kDataDome},     {"human", BotVendor::kHuman},
      {"kasada", BotVendor::kKasada},         {"imperva", BotVendor::kImperva},
      {"aws_waf", BotVendor::kAwsWaf},        {"f5", BotVendor::kF5},
      {"vercel", BotVendor::kVercel}};
  return vendors.at(from.value("vendor", "cloudflare"));
}

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
void read_parameters(const json& from, behaviors::Block& block) {
  block.vendor = read_vendor(from);
}
void read_parameters(const json& from, behaviors::Present& present) {
  present.vendor = read_vendor(from);
}
void read_parameters(const json& from, behaviors::Challenge& challenge) {
  challenge.vendor = read_vendor(from);
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
void read_parameters(const json& from, behaviors::DnsSlow& slow) {
  read(from, "delay_ms", slow.delay);
}
void read_parameters(const json& from, behaviors::Status& status) {
  read(from, "code", status.code);
}
void read_parameters(const json& from, behaviors::HttpAuth& auth) {
  read(from, "realm", auth.realm);
  read(from, "user", auth.user);
  read(from, "password", auth.password);
}
void read_parameters(const json& from, behaviors::PopupStorm& storm) {
  read(from, "count", storm.count);
  read(from, "interval_ms", storm.interval);
}
void read_parameters(const json& from, behaviors::MemoryHog& hog) {
  read(from, "bytes", hog.size);
  read(from, "step_bytes", hog.step);
  read(from, "interval_ms", hog.interval);
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

Result<Behavior> build_rebind(const json& from, const std::string& pointer) {
  behaviors::Rebind rebind;
  read(from, "after", rebind.after);
  for (const char* key : {"first", "then"}) {
    if (!from.contains(key)) continue;
    const auto address = read_ipv4(from[key].get<std::string>());
    if (!address) return wrong(fmt::format("{}/{}", pointer, key), "this is not an IPv4 address");
    if (key == std::string_view("first")) rebind.first = address;
    if (key == std::string_view("then")) rebind.then = *address;
  }
  return rebind;
}

using Kinds = std::unordered_map<std::string_view, Behavior (*)(const json&)>;

template <typename... Alternatives>
Kinds kinds_of(std::type_identity<std::variant<Alternatives...>> /*behavior*/) {
  return {{Alternatives::kKind, make<Alternatives>}...};
}

}  // namespace

Result<Behavior> build_behavior(const json& from, const std::string& pointer) {
  static const Kinds kinds = kinds_of(std::type_identity<Behavior>{});
  const std::string kind = from.at("kind").get<std::string>();
  if (kind == behaviors::Rebind::kKind) return build_rebind(from, pointer);
  return kinds.at(kind)(from);
}

}  // namespace tidemark::harness
