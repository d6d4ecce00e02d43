#include "analyzer/lists/list_feed.hpp"

#include "analyzer/lists/file_kind.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {

Result<void> ListFeed::check_beginning() const {
  const std::string_view instead = not_a_list(beginning_);
  if (instead.empty()) return {};
  return failure(ErrorCode::kBadInput, printable(name_) + " is " + std::string(instead));
}

}  // namespace tidemark::analyzer
