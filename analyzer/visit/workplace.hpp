// A visit's place among the workers, as the visit sees it.
#pragma once

#include <boost/asio/awaitable.hpp>

namespace tidemark::analyzer {

// Given by whoever runs the visit; a visit begins with a worker.
class Workplace {
 public:
  virtual ~Workplace() = default;

  // The visit waits for something that costs nothing but time: its worker may do other work
  // meanwhile, as far as there is room for visits beside the workers. Does nothing where it has
  // been done already.
  virtual void step_aside() = 0;
  // Waits for a worker again after stepping aside. False: cancelled.
  [[nodiscard]] virtual boost::asio::awaitable<bool> come_back() = 0;
};

}  // namespace tidemark::analyzer
