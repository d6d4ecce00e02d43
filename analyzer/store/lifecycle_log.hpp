// The task events of a run, written into the store's lifecycle log.
#pragma once

#include <memory>

#include "analyzer/events/task_events.hpp"
#include "analyzer/store/store_queue.hpp"

namespace tidemark::analyzer {

// Hears what a harness hears. The queue must outlive it.
[[nodiscard]] std::unique_ptr<TaskEvents> make_lifecycle_log(StoreQueue& queue);

}  // namespace tidemark::analyzer
