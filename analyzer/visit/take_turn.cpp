#include "analyzer/visit/take_turn.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;

asio::awaitable<std::optional<Turn>> take_turn(Pace& pace, Workplace& workplace, TimeBudget& time,
                                               std::string address, std::string owner) {
  if (auto turn = pace.try_take(address, owner)) co_return turn;
  const SteadyTime since = steady_now();
  workplace.step_aside();
  std::optional<Turn> turn = co_await pace.take(address, owner);
  if (turn) {
    const bool back = co_await workplace.come_back();
    if (!back) turn.reset();
  }
  time.hold(steady_now() - since);
  co_return turn;
}

}  // namespace tidemark::analyzer
