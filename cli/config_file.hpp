// The options of a command from a JSON file.
#pragma once

namespace CLI {
class App;
}

namespace tidemark::cli {

// Adds `--config FILE`: an object whose keys are the command's options by their long names without
// the dashes, "input" for its INPUT; repeatable options take arrays, flags take true. What the
// command line gives wins over the file, also where the two exclude each other. A mistake ends as
// any usage error, with the file and the line or the JSON pointer. Add it before the other options:
// they are then checked as if they had been typed.
void add_config_option(CLI::App& command);

}  // namespace tidemark::cli
