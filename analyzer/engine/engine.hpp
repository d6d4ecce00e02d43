// Many domains at once: workers take tasks, visit domains, hand results on.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "analyzer/engine/crew.hpp"
#include "analyzer/output/line_writer.hpp"
#include "analyzer/result/domain_result.hpp"
#include "analyzer/store/result_memory.hpp"
#include "analyzer/tasks/task_source.hpp"
#include "analyzer/visit/domain_visit.hpp"

namespace tidemark::analyzer {

// An input line that names no domain.
struct RejectedLine {
  std::string source;
  std::string reason;
};

// What has been done so far; all counts are lines or domains.
struct Progress {
  std::size_t finished = 0;  // results handed to the writer
  std::size_t cached = 0;    // of those, answered from the store
  std::size_t rejected = 0;
  std::size_t allowed = 0;   // allow rules, not visited
  std::size_t repeated = 0;  // asked for before, not visited again
  std::size_t running = 0;
  std::size_t unfinished = 0;  // given up because we were told to stop
  std::map<State, std::size_t> by_state = {};
  std::vector<RejectedLine> first_rejected = {};  // at most 20
};

// How results and tasks that are no visit are written, one line each.
struct LineFormat {
  std::function<std::string(const DomainResult&)> result = {};
  std::function<std::string(const Task&)> unvisited = {};
};

// Runs visits until the source ends. Results are written as soon as they are there and, with a
// memory, safe in it; a task that is no visit is answered too.
class Engine {
 public:
  Engine(boost::asio::any_io_executor executor, VisitTools tools, VisitOptions options,
         TaskSource& source, LineWriter& writer, ResultMemory* memory = nullptr);

  // Returns when every worker has ended.
  [[nodiscard]] boost::asio::awaitable<void> run(CrewSize size, LineFormat format);
  // Takes no further line; what runs goes on.
  void stop_admitting();
  // Ends running visits at once, without a result.
  void cancel();

  [[nodiscard]] const Progress& progress() const { return progress_; }

 private:
  // What a worker does over and over. False: it should end.
  boost::asio::awaitable<bool> work(int worker, Workplace& workplace);
  boost::asio::awaitable<bool> handle(int worker, Workplace& workplace, Task task);
  // Writes the result, once `memory` has it.
  boost::asio::awaitable<bool> answer(int worker, std::shared_ptr<const DomainResult> result);
  boost::asio::awaitable<bool> answer_unvisited(Task task);

  boost::asio::any_io_executor executor_;
  VisitTools tools_;
  VisitOptions options_;
  TaskSource& source_;
  LineWriter& writer_;
  ResultMemory* memory_;  // absent: every domain is visited
  LineFormat format_;
  Progress progress_;
  std::unique_ptr<Crew> crew_;
};

}  // namespace tidemark::analyzer
