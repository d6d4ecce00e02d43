#include "analyzer/page/link_census.hpp"

#include <algorithm>

#include "analyzer/page/url_host.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::size_t kMaxHosts = 1000;
constexpr std::size_t kMaxScriptHosts = 100;

std::string_view without_www(std::string_view host) {
  return host.starts_with("www.") ? host.substr(4) : host;
}

}  // namespace

LinkCensus::LinkCensus(std::string_view own_host) : own_host_(without_www(own_host)) {}

std::string LinkCensus::other_host(std::string_view url) const {
  std::string host = url_host(url);
  return without_www(host) == own_host_ ? std::string() : host;
}

void LinkCensus::add_link(std::string_view url) {
  std::string host = other_host(url);
  if (host.empty()) return;
  if (const auto known = positions_.find(host); known != positions_.end()) {
    ++links_[known->second].links;
  } else if (links_.size() < kMaxHosts) {
    positions_.emplace(host, links_.size());
    links_.push_back({.host = std::move(host), .links = 1});
  }
}

void LinkCensus::add_script(std::string_view url) {
  if (script_hosts_.size() >= kMaxScriptHosts) return;
  std::string host = other_host(url);
  if (!host.empty() && std::ranges::find(script_hosts_, host) == script_hosts_.end()) {
    script_hosts_.push_back(std::move(host));
  }
}

void LinkCensus::move_into(PageContent& content) {
  content.links = std::move(links_);
  content.script_hosts = std::move(script_hosts_);
}

}  // namespace tidemark::analyzer
