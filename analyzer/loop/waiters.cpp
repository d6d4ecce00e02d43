#include "analyzer/loop/waiters.hpp"

#include <utility>

namespace tidemark::analyzer {
namespace asio = boost::asio;

asio::awaitable<Woken> Waiters::wait(Deadline deadline) {
  const auto wakeup = std::make_shared<Wakeup>(executor_);
  waiting_.push_back(wakeup);
  const Woken woken = co_await wakeup->wait(deadline);
  std::erase(waiting_, wakeup);
  co_return woken;
}

bool Waiters::wake_one() {
  if (waiting_.empty()) return false;
  waiting_.front()->notify();
  waiting_.pop_front();
  return true;
}

void Waiters::wake_all() {
  for (const auto& wakeup : std::exchange(waiting_, {})) wakeup->notify();
}

}  // namespace tidemark::analyzer
