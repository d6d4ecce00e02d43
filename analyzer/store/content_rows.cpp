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

std::string select_content(std::string_view which) {
  std::string sql = "SELECT ";
  sql += content_columns();
  sql += " FROM content ";
  return sql += which;
}

bool is_empty(const PageContent& content) {
  return content.text_length == 0 && content.title.empty() && content.meta.empty() &&
         content.json_ld.empty() && content.links.empty() && content.script_hosts.empty() &&
         content.scripts == 0 && content.forms == 0;
}

}  // namespace

std::string_view content_columns() {
  return "content.content, content.visit, content.domain, content.version, content.checked_us, "
         "content.final_url, content.title, content.language, content.meta, content.links, "
         "content.script_hosts, content.text_length, content.scripts, content.forms, "
         "content.has_password_field, content.json_ld, content.text, content.products";
}

PackedContent packed_from(const Statement& row) {
  PackedContent packed{.row = row.integer(0), .visit = row.integer(1)};
  packed.plain.domain = row.text(2);
  packed.plain.version = static_cast<int>(row.integer(3));
  packed.plain.checked_at = probes::wall_from_us(row.integer(4));
  packed.plain.final_url = row.text(5);
  PageContent& content = packed.plain.content;
  content.title = row.text(6);
  content.language = row.text(7);
  packed.meta = row.text(8);
  packed.links = row.text(9);
  packed.script_hosts = row.text(10);
  content.text_length = static_cast<std::size_t>(row.integer(11));
  content.scripts = static_cast<int>(row.integer(12));
  content.forms = static_cast<int>(row.integer(13));
  content.has_password_field = row.integer(14) != 0;
  packed.json_ld = row.blob(15);
  packed.text = row.blob(16);
  packed.products = row.text(17);
  return packed;
}

Result<StoredContent> unpack(PackedContent packed, Decompressor& decompressor) {
  auto json_ld = decompressor.decompress(packed.json_ld, kLongestText);
  if (!json_ld) return std::unexpected(json_ld.error());
  auto text = decompressor.decompress(packed.text, kLongestText);
  if (!text) return std::unexpected(text.error());
  PageContent& content = packed.plain.content;
  content.meta = pairs_from(packed.meta);
  content.json_ld = strings_from(*json_ld);
  content.links = hosts_from(packed.links);
  content.script_hosts = strings_from(packed.script_hosts);
  content.products = strings_from(packed.products);
  content.text = *std::move(text);
  return std::move(packed.plain);
}

Result<ContentRows> ContentRows::prepare(Database& database) {
  auto statement = database.prepare(
      "INSERT OR REPLACE INTO content VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
      "?, ?)");
  if (!statement) return std::unexpected(statement.error());
  return ContentRows(*std::move(statement));
}

Result<void> ContentRows::write(const DomainResult& result, std::int64_t visit) {
  const PageContent& content = result.content;
  if (is_empty(content)) return {};
  const std::string meta = to_json_text(content.meta);
  const std::string links = to_json_text(content.links);
  const std::string scripts = to_json_text(content.script_hosts);
  const std::string products = to_json_text(content.products);
  const std::string json_ld = compressor_.compress(to_json_text(content.json_ld));
  const std::string text = compressor_.compress(content.text);
  return statement_
      .bind(std::string_view(result.domain), visit, std::int64_t{kContentVersion},
            probes::to_us(result.checked_at), std::string_view(result.final_url),
            std::string_view(content.title), std::string_view(content.language),
            std::string_view(meta), std::string_view(links), std::string_view(scripts),
            static_cast<std::int64_t>(content.text_length), std::int64_t{content.scripts},
            std::int64_t{content.forms}, std::int64_t{content.has_password_field},
            probes::Blob{json_ld}, probes::Blob{text}, std::string_view(products))
      .run();
}

Result<void> for_each_content(Database& database,
                              const std::function<bool(const StoredContent&)>& take) {
  auto rows = database.prepare(select_content("ORDER BY content"));
  if (!rows) return std::unexpected(rows.error());
  Decompressor decompressor;
  while (true) {
    const auto more = rows->next();
    if (!more) return std::unexpected(more.error());
    if (!*more) return {};
    const auto stored = unpack(packed_from(*rows), decompressor);
    if (!stored) return std::unexpected(stored.error());
    if (!take(*stored)) return {};
  }
}

Result<std::optional<StoredContent>> read_content(Database& database, std::string_view domain) {
  auto rows = database.prepare(select_content("WHERE domain = ?"));
  if (!rows) return std::unexpected(rows.error());
  rows->bind(domain);
  const auto found = rows->next();
  if (!found) return std::unexpected(found.error());
  if (!*found) return std::nullopt;
  Decompressor decompressor;
  auto stored = unpack(packed_from(*rows), decompressor);
  if (!stored) return std::unexpected(stored.error());
  return *std::move(stored);
}

}  // namespace tidemark::analyzer
