#include "cli/analyze/network_options.hpp"

#include <CLI/CLI.hpp>

namespace tidemark::cli {

void add_network_options(CLI::App& command, NetworkOptions& options) {
  command
      .add_option("--map", options.map_rules,
                  "HOST[:PORT]=ADDR:PORT: connect there instead; HOST may be *; repeatable")
      ->allow_extra_args(false);
  command.add_option("--ca", options.ca_file,
                     "Certificate authority (PEM) to trust besides the system's");
  command
      .add_option("--resolver", options.resolvers,
                  "ADDR[:PORT] of a DNS server to ask instead of the system's, also for names that "
                  "--map covers; repeatable")
      ->allow_extra_args(false);
  command.add_flag("--allow-private", options.allow_private,
                   "Connect to private, loopback, link-local and metadata addresses too");
}

Result<void> settle(NetworkOptions& options) {
  for (const std::string& rule : options.map_rules) {
    if (const auto added = options.map.add(rule); !added) return std::unexpected(added.error());
  }
  return {};
}

}  // namespace tidemark::cli
