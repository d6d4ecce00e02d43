// Politeness: how much at once goes to one address and one owner, and how many requests a second in
// all.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/loop/wakeup.hpp"
#include "probes/base/clock.hpp"

namespace tidemark::analyzer {

// 0: no limit.
struct PaceLimits {
  int per_address = 24;            // requests at once to one address; none for --map targets
  int per_registrable_domain = 6;  // requests at once to names of one owner, after the PSL
  double requests_per_second = 0;  // in all
};

class Pace;

// The right to have one request (or one browser page) under way; given back when destroyed.
class Turn {
 public:
  Turn() = default;
  Turn(Turn&& other) noexcept;
  Turn& operator=(Turn&& other) noexcept;
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() { give_back(); }

 private:
  friend class Pace;
  Turn(Pace& pace, std::string address, std::string owner)
      : pace_(&pace), address_(std::move(address)), owner_(std::move(owner)) {}
  void give_back();

  Pace* pace_ = nullptr;
  std::string address_;
  std::string owner_;
};

// Hands out turns. Outlives them. One thread.
class Pace {
 public:
  Pace(boost::asio::any_io_executor executor, const PaceLimits& limits);

  // A turn if one is free right now. `address` may be empty; `owner` is a registrable domain.
  [[nodiscard]] std::optional<Turn> try_take(const std::string& address, const std::string& owner);
  // Waits for one. Nothing: cancelled.
  [[nodiscard]] boost::asio::awaitable<std::optional<Turn>> take(std::string address,
                                                                 std::string owner);

 private:
  friend class Turn;
  [[nodiscard]] bool has_room(const std::string& address, const std::string& owner) const;
  void give_back(const std::string& address, const std::string& owner);
  // Room has come free there: wakes who has waited longest for each part of it, and nobody else,
  // because a thousand may wait.
  void wake(const std::string& address, const std::string& owner);

  struct Waiting {
    std::string address;
    std::string owner;
    Wakeup wakeup;
    bool woken = false;
  };

  class Place;

  boost::asio::any_io_executor executor_;
  PaceLimits limits_;
  std::chrono::nanoseconds interval_{0};
  SteadyTime next_request_{};
  std::map<std::string, int> at_address_;
  std::map<std::string, int> of_owner_;
  std::deque<std::shared_ptr<Waiting>> waiting_;  // in the order in which they came
};

}  // namespace tidemark::analyzer
