// Two listeners to the same task events.
#pragma once

#include <memory>

#include "analyzer/events/task_events.hpp"

namespace tidemark::analyzer {

// Tells every event to `first` and then to `second`.
[[nodiscard]] std::unique_ptr<TaskEvents> tell_both(std::unique_ptr<TaskEvents> first,
                                                    std::unique_ptr<TaskEvents> second);

}  // namespace tidemark::analyzer
