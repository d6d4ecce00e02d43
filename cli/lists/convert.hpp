// `tidemark lists convert`: lists of any format in, one list of one format out.
#pragma once

#include <string>
#include <vector>

#include "analyzer/lists/list_writer.hpp"
#include "analyzer/tasks/input.hpp"
#include "cli/exit_code.hpp"

namespace CLI {
class App;
}

namespace tidemark::cli {

struct ConvertOptions {
  std::vector<std::string> inputs;
  analyzer::Dialect dialect = analyzer::Dialect::kAny;
  analyzer::WriteOptions write;
  bool trees = false;  // names become trees
  std::string file;    // empty: standard output
  bool strict = false;
  bool json = false;
  bool quiet = false;
};

void add_convert_command(CLI::App& lists, ExitCode& exit);
[[nodiscard]] ExitCode convert_lists(ConvertOptions options);

}  // namespace tidemark::cli
