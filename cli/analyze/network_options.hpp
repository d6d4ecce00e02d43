// Whom to ask and where to connect: the options about the network of `tidemark analyze`.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analyzer/dns/endpoint_map.hpp"
#include "probes/base/result.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct NetworkOptions {
  std::vector<std::string> map_rules;
  analyzer::EndpointMap map;  // of map_rules; settle() fills it in
  std::filesystem::path ca_file;
  std::vector<std::string> resolvers;
  bool allow_private = false;
};

void add_network_options(CLI::App& command, NetworkOptions& options);
// Checks what the option parser cannot, and fills in defaults. kBadInput names the option.
[[nodiscard]] Result<void> settle(NetworkOptions& options);

}  // namespace tidemark::cli
