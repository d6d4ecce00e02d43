// Which other hosts a page leads to.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "analyzer/result/page_content.hpp"

namespace tidemark::analyzer {

// Counts links per host, and names the hosts that scripts come from, up to PageContent's limits.
class LinkCensus {
 public:
  // `own_host`, and its name with or without "www.", is not another host.
  explicit LinkCensus(std::string_view own_host);

  void add_link(std::string_view url);
  void add_script(std::string_view url);

  void move_into(PageContent& content);

 private:
  // Empty where the URL stays on the page's own host.
  [[nodiscard]] std::string other_host(std::string_view url) const;

  std::string own_host_;  // without "www."
  std::vector<OutboundHost> links_;
  std::unordered_map<std::string, std::size_t> positions_;  // in links_
  std::vector<std::string> script_hosts_;
};

}  // namespace tidemark::analyzer
