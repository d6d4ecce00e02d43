// Messages to the person running a command: always on stderr, never mixed with results.
#pragma once

namespace tidemark::cli {

// Sets up spdlog for this process: plain lines on stderr, warnings and errors marked; with `quiet`
// only errors.
void set_up_log(bool quiet);

}  // namespace tidemark::cli
