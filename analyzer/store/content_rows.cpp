#include "analyzer/store/content_rows.hpp"

#include <string_view>
#include <utility>

#include "analyzer/store/json_text.hpp"
#include "probes/database/units.hpp"

namespace tidemark::analyzer {
namespace {

using probes::Database;
using probes::Statement;

// Above what extraction keeps, so that only a damaged frame exceeds it.
constexpr std::size_t kLongestText = std::size_t{4} * 1024 * 1024;

constexpr std::string_view kColumns =
    "SELECT domain, version, checked_us, final_url, title, language, meta, links, script_hosts, "
    "text_length, scripts, forms, has_password_field, json_ld, text FROM content";

bool is_empty(const PageContent& content) {
  return content.text_length == 0 && content.title.empty() && content.meta.empty() &&
         content.json_ld.empty() && content.links.empty() && content.script_hosts.empty() &&
         content.scripts == 0 && content.forms == 0;
}

Result<StoredContent> content_of(const Statement& row, Decompressor& decompressor) {
  auto json_ld = decompressor.decompress(row.blob(13), kLongestText);
  if (!json_ld) return std::unexpected(json_ld.error());
  auto text = decompressor.decompress(row.blob(14), kLongestText);
  if (!text) return std::unexpected(text.error());
  StoredContent stored{.domain = row.text(0),
                       .version = static_cast<int>(row.integer(1)),
                       .checked_at = probes::wall_from_us(row.integer(2)),
                       .final_url = row.text(3)};
  PageContent& content = stored.content;
  content.title = row.text(4);
  content.language = row.text(5);
  content.meta = pairs_from(row.text(6));
  content.json_ld = strings_from(*json_ld);
  content.links = hosts_from(row.text(7));
  content.script_hosts = strings_from(row.text(8));
  content.text = *std::move(text);
  content.text_length = static_cast<std::size_t>(row.integer(9));
  content.scripts = static_cast<int>(row.integer(10));
  content.forms = static_cast<int>(row.integer(11));
  content.has_password_field = row.integer(12) != 0;
  return stored;
}

}  // namespace

Result<ContentRows> ContentRows::prepare(Database& database) {
  auto statement = database.prepare(
      "INSERT OR REPLACE INTO content VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?)");
  if (!statement) return std::unexpected(statement.error());
  return ContentRows(*std::move(statement));
}

Result<void> ContentRows::write(const DomainResult& result, std::int64_t visit) {
  const PageContent& content = result.content;
  if (is_empty(content)) return {};
  const std::string meta = to_json_text(content.meta);
  const std::string links = to_json_text(content.links);
  const std::string scripts = to_json_text(content.script_hosts);
  const std::string json_ld = compressor_.compress(to_json_text(content.json_ld));
  const std::string text = compressor_.compress(content.text);
  return statement_
      .bind(std::string_view(result.domain), visit, std::int64_t{kContentVersion},
            probes::to_us(result.checked_at), std::string_view(result.final_url),
            std::string_view(content.title), std::string_view(content.language),
            std::string_view(meta), std::string_view(links), std::string_view(scripts),
            static_cast<std::int64_t>(content.text_length), std::int64_t{content.scripts},
            std::int64_t{content.forms}, std::int64_t{content.has_password_field},
            probes::Blob{json_ld}, probes::Blob{text})
      .run();
}

Result<void> for_each_content(Database& database,
                              const std::function<bool(const StoredContent&)>& take) {
  auto rows = database.prepare(std::string(kColumns) + " ORDER BY content");
  if (!rows) return std::unexpected(rows.error());
  Decompressor decompressor;
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    const auto stored = content_of(*rows, decompressor);
    if (!stored) return std::unexpected(stored.error());
    if (!take(*stored)) return {};
  }
}

Result<std::optional<StoredContent>> read_content(Database& database, std::string_view domain) {
  auto rows = database.prepare(std::string(kColumns) + " WHERE domain = ?");
  if (!rows) return std::unexpected(rows.error());
  rows->bind(domain);
  const auto found = rows->next();
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  Decompressor decompressor;
  auto stored = content_of(*rows, decompressor);
  if (!stored) return std::unexpected(stored.error());
  return *std::move(stored);
}

}  // namespace tidemark::analyzer
