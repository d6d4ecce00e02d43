#include "tests/analyzer/proxy/scripted_resolver.hpp"

#include "analyzer/loop/wakeup.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

asio::awaitable<Resolution> ScriptedResolver::resolve(std::string host, Deadline deadline) {
  asked.push_back(host);
  const auto found = answers.find(host);
  if (found == answers.end()) {
    (void)co_await sleep_until(deadline);
    co_return Resolution{.error = ErrorClass::kDnsTimeout};
  }
  Resolution answer = found->second.front();
  if (found->second.size() > 1) found->second.pop_front();
  co_return answer;
}

}  // namespace tidemark::analyzer
