#include "analyzer/pace/pace.hpp"

#include <utility>

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

int count_of(const std::map<std::string, int>& counts, const std::string& key) {
  const auto found = counts.find(key);
  return found == counts.end() ? 0 : found->second;
}

void take_one(std::map<std::string, int>& counts, const std::string& key) {
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

std::chrono::nanoseconds interval_of(double per_second) {
  if (per_second <= 0) return std::chrono::nanoseconds(0);
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::chrono::duration<double>(1 / per_second));
}

}  // namespace

// Among those who wait. However it is left (a cancelled coroutine may end in any co_await, another
// may have been quicker), nobody is woken in vain: room it was woken for and does not use is the
// next one's.
class Pace::Place {
 public:
  Place(Pace& pace, const std::string& address, const std::string& owner)
      : pace_(pace), waiting_(std::make_shared<Waiting>(address, owner, Wakeup(pace.executor_))) {
    pace_.waiting_.push_back(waiting_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  // NOLINTNEXTLINE(bugprone-exception-escape): only lack of memory, which ends the program anyway
  ~Place() {
    if (!waiting_->woken) {
      std::erase(pace_.waiting_, waiting_);
    } else if (!uses_room_) {
      pace_.wake(waiting_->address, waiting_->owner);
    }
  }

  [[nodiscard]] asio::awaitable<Woken> wait(Deadline deadline) {
    return waiting_->wakeup.wait(deadline);
  }
  void use_room() { uses_room_ = true; }

 private:
  Pace& pace_;
  std::shared_ptr<Waiting> waiting_;
  bool uses_room_ = false;
};

Turn::Turn(Turn&& other) noexcept
    : pace_(std::exchange(other.pace_, nullptr)),
      address_(std::move(other.address_)),
      owner_(std::move(other.owner_)) {}

Turn& Turn::operator=(Turn&& other) noexcept {
  if (this != &other) {
    give_back();
    pace_ = std::exchange(other.pace_, nullptr);
    address_ = std::move(other.address_);
    owner_ = std::move(other.owner_);
  }
  return *this;
}

void Turn::give_back() {
  if (pace_ != nullptr) pace_->give_back(address_, owner_);
  pace_ = nullptr;
}

Pace::Pace(asio::any_io_executor executor, const PaceLimits& limits)
    : executor_(std::move(executor)),
      limits_(limits),
      interval_(interval_of(limits.requests_per_second)) {}

bool Pace::has_room(const std::string& address, const std::string& owner) const {
  const auto below = [](int count, int limit) { return limit == 0 || count < limit; };
  return (address.empty() || below(count_of(at_address_, address), limits_.per_address)) &&
         below(count_of(of_owner_, owner), limits_.per_registrable_domain);
}

std::optional<Turn> Pace::try_take(const std::string& address, const std::string& owner) {
  const SteadyTime now = steady_now();
  if (!has_room(address, owner) || next_request_ > now) return std::nullopt;
  next_request_ = now + interval_;
  if (!address.empty()) ++at_address_[address];
  ++of_owner_[owner];
  return Turn(*this, address, owner);
}

asio::awaitable<std::optional<Turn>> Pace::take(std::string address, std::string owner) {
  auto turn = try_take(address, owner);
  while (!turn) {
    // Whoever is kept back by the rate alone looks again when the next request is due; whoever
    // waits for room is woken when a turn is given back.
    const bool rate_alone = has_room(address, owner);
    const Deadline look_again =
        rate_alone ? Deadline(next_request_) : Deadline::in(std::chrono::hours(1));
    Place place(*this, address, owner);
    const Woken woken = co_await place.wait(look_again);
    if (woken == Woken::kCancelled) co_return std::nullopt;
    turn = try_take(address, owner);
    if (turn || has_room(address, owner)) place.use_room();
  }
  co_return turn;
}

void Pace::give_back(const std::string& address, const std::string& owner) {
  if (!address.empty()) take_one(at_address_, address);
  take_one(of_owner_, owner);
  wake(address, owner);
}

void Pace::wake(const std::string& address, const std::string& owner) {
  bool address_free = !address.empty();
  bool owner_free = true;
  for (auto next = waiting_.begin(); next != waiting_.end() && (address_free || owner_free);) {
    const std::shared_ptr<Waiting> waiting = *next;
    const bool same_address = waiting->address == address;
    const bool same_owner = waiting->owner == owner;
    const bool concerned = (address_free && same_address) || (owner_free && same_owner);
    if (!concerned || !has_room(waiting->address, waiting->owner)) {
      ++next;
      continue;
    }
    if (same_address) address_free = false;
    if (same_owner) owner_free = false;
    waiting->woken = true;
    next = waiting_.erase(next);
    waiting->wakeup.notify();
  }
}

}  // namespace tidemark::analyzer
