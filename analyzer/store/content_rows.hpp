// The content of pages in the store: one row per domain, of its latest visit that read a page.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "analyzer/result/domain_result.hpp"
#include "analyzer/store/compression.hpp"
#include "probes/base/result.hpp"
#include "probes/database/database.hpp"

namespace tidemark::analyzer {

struct StoredContent {
  std::string domain = {};
  int version = 0;  // kContentVersion of the Tidemark that extracted it
  std::chrono::system_clock::time_point checked_at{};
  std::string final_url = {};
  PageContent content = {};
};

// A row as it lies in the file. Unpacking is what costs time, and can be done on another thread.
struct PackedContent {
  std::int64_t row = 0;  // its place in the order of the file
  std::int64_t visit = 0;
  StoredContent plain = {};  // all but what is packed
  std::string meta = {};     // JSON texts
  std::string links = {};
  std::string script_hosts = {};
  std::string products = {};
  std::string json_ld = {};  // zstd frames
  std::string text = {};
};

// The columns that packed_from() takes, of a table `content`.
[[nodiscard]] std::string_view content_columns();
[[nodiscard]] PackedContent packed_from(const probes::Statement& row);
// kBadInput: damaged.
[[nodiscard]] Result<StoredContent> unpack(PackedContent packed, Decompressor& decompressor);

// Writes rows. The database must outlive it; transactions are the caller's.
class ContentRows {
 public:
  [[nodiscard]] static Result<ContentRows> prepare(probes::Database& database);
  // Replaces what the domain had; nothing if the visit read no page.
  [[nodiscard]] Result<void> write(const DomainResult& result, std::int64_t visit);

 private:
  explicit ContentRows(probes::Statement statement) : statement_(std::move(statement)) {}
  probes::Statement statement_;
  Compressor compressor_;
};

// Calls `take` with every stored content, in the order of the file, until it returns false.
// kBadInput when the file is damaged. Reads the store beside a running analyzer; at most one
// content is in memory at a time.
[[nodiscard]] Result<void> for_each_content(probes::Database& database,
                                            const std::function<bool(const StoredContent&)>& take);

// The content of one domain.
[[nodiscard]] Result<std::optional<StoredContent>> read_content(probes::Database& database,
                                                                std::string_view domain);

}  // namespace tidemark::analyzer
