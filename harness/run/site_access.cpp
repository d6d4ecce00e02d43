#include "harness/run/site_access.hpp"

#include <fmt/format.h>

namespace tidemark::harness {
namespace {

std::vector<std::string> maps(const ListenAt& at) {
  return {fmt::format("*:80={}:{}", at.address, at.http_port),
          fmt::format("*:443={}:{}", at.address, at.https_port)};
}

std::string resolver(const ListenAt& at) { return fmt::format("{}:{}", at.address, at.dns_port); }

std::string host_rules(const ListenAt& at, const Scenario& scenario) {
  std::string rules;
  for (const Site& site : scenario.sites) {
    // A name that fails only at first resolves later, which a rule cannot say.
    if (!std::holds_alternative<behaviors::NoDns>(site.behavior) || site.fails) continue;
    for (const std::string& host : site.hosts) rules += fmt::format("MAP {} ~NOTFOUND,", host);
  }
  return rules +
         fmt::format("MAP *:80 {0}:{1},MAP *:443 {0}:{2}", at.address, at.http_port, at.https_port);
}

}  // namespace

std::vector<std::string> site_options(const SiteServer& server, bool on_stage) {
  if (on_stage) return {"--ca", server.ca_file().string()};
  std::vector<std::string> options;
  for (std::string& map : maps(server.at())) {
    options.emplace_back("--map");
    options.push_back(std::move(map));
  }
  for (const auto& [name, value] : {std::pair("--ca", server.ca_file().string()),
                                    std::pair("--resolver", resolver(server.at()))}) {
    options.emplace_back(name);
    options.push_back(value);
  }
  return options;
}

std::vector<std::string> site_environment(const SiteServer& server, const Scenario& scenario) {
  const ListenAt& at = server.at();
  return {fmt::format("TIDEMARK_MAP={}", fmt::join(maps(at), ",")),
          "TIDEMARK_CA=" + server.ca_file().string(), "TIDEMARK_RESOLVER=" + resolver(at),
          "TIDEMARK_HOST_RULES=" + host_rules(at, scenario), "TIDEMARK_NETWORK=mapped"};
}

std::vector<std::string> stage_environment(const SiteServer& server, const Stage& stage) {
  std::vector<std::string> environment = stage.environment();
  environment.insert(environment.end(),
                     {"TIDEMARK_CA=" + server.ca_file().string(), "TIDEMARK_NETWORK=isolated"});
  return environment;
}

}  // namespace tidemark::harness
