// DNS as a test wants it.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "analyzer/dns/resolver.hpp"

namespace tidemark::analyzer {

// Answers each name with the next of its scripted answers, the last of them for ever.
class ScriptedResolver : public Resolver {
 public:
  boost::asio::awaitable<Resolution> resolve(std::string host, Deadline deadline) override;

  std::map<std::string, std::deque<Resolution>> answers;  // none: silence until the deadline
  std::vector<std::string> asked;
};

}  // namespace tidemark::analyzer
