// Where processes and directories of a subject came from.
#pragma once

#include <map>
#include <string>

#include "probes/base/process_id.hpp"

namespace tidemark::harness {

struct Origin {
  int cycle = 0;
  std::string task = {};  // the tasks that ran when it appeared; empty: none did
};

struct Origins {
  std::map<ProcessId, Origin> processes = {};
  std::map<std::string, Origin> entries = {};  // by path
};

}  // namespace tidemark::harness
