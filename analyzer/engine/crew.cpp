#include "analyzer/engine/crew.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>

namespace tidemark::analyzer {
namespace asio = boost::asio;

class Crew::Member final : public Workplace {
 public:
  Member(Crew& crew, int number) : crew_(crew), number_(number) {}
  Member(const Member&) = delete;
  Member& operator=(const Member&) = delete;
  ~Member() override {
    leave();
    if (replaced_) --crew_.beside_;
  }

  void step_aside() override {
    if (!has_place_ || (!replaced_ && !crew_.replace())) return;
    replaced_ = true;
    leave();
  }
  asio::awaitable<bool> come_back() override {
    if (!has_place_) has_place_ = co_await crew_.take_place();
    co_return has_place_;
  }
  void leave() {
    if (has_place_) crew_.give_place();
    has_place_ = false;
  }

  [[nodiscard]] int number() const { return number_; }
  [[nodiscard]] bool is_replaced() const { return replaced_; }
  asio::cancellation_signal& signal() { return signal_; }

 private:
  Crew& crew_;
  int number_;
  bool has_place_ = false;
  bool replaced_ = false;  // a stand-in works on: this one ends with what it is doing
  asio::cancellation_signal signal_;
};

Crew::Crew(asio::any_io_executor executor, CrewSize size, TaskEvents& events, Work work)
    : executor_(executor),
      size_(size),
      events_(events),
      work_(std::move(work)),
      queue_(executor),
      all_ended_(std::move(executor)) {}

Crew::~Crew() = default;

asio::awaitable<void> Crew::run() {
  for (int i = 0; i < size_.workers; ++i) hire();
  while (!members_.empty()) {
    const Deadline look_again = Deadline::in(std::chrono::hours(1));
    (void)co_await all_ended_.wait(look_again);
  }
  if (broken_) std::rethrow_exception(broken_);
}

void Crew::cancel() {
  cancelled_ = true;
  for (const auto& [number, member] : members_) {
    member->signal().emit(asio::cancellation_type::terminal);
  }
}

// Numbers are used again, so that a small crew keeps small numbers.
void Crew::hire() {
  int number = 1;
  while (members_.contains(number)) ++number;
  const auto [place, added] = members_.emplace(number, std::make_unique<Member>(*this, number));
  Member& member = *place->second;
  asio::co_spawn(executor_, be_member(member),
                 asio::bind_cancellation_slot(member.signal().slot(),
                                              [this, number](const std::exception_ptr& thrown) {
                                                if (thrown) broken_ = thrown;
                                                // Not here: the signal must outlive its own
                                                // handler.
                                                asio::post(executor_, [this, number] {
                                                  members_.erase(number);
                                                  if (members_.empty()) all_ended_.notify();
                                                });
                                              }));
}

asio::awaitable<void> Crew::be_member(Member& member) {
  co_await asio::this_coro::throw_if_cancelled(false);
  events_.worker_started(member.number());
  bool more = true;
  while (more && !member.is_replaced()) {
    more = co_await work_(member.number(), member);
    member.leave();
  }
  events_.worker_ended(member.number());
}

bool Crew::replace() {
  if (cancelled_ || beside_ >= size_.beside) return false;
  ++beside_;
  hire();
  return true;
}

asio::awaitable<bool> Crew::take_place() {
  if (at_work_ < size_.workers) {
    ++at_work_;
    co_return true;
  }
  const Deadline never = Deadline::in(std::chrono::days(365));
  const Woken woken = co_await queue_.wait(never);
  co_return woken == Woken::kNotified;
}

void Crew::give_place() {
  // It goes straight to the one who waits longest: nobody can come in between.
  if (!queue_.wake_one()) --at_work_;
}

}  // namespace tidemark::analyzer
