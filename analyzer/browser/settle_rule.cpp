#include "analyzer/browser/settle_rule.hpp"

namespace tidemark::analyzer {
using std::chrono::milliseconds;

namespace {

// A text of this length is an article, a shop, a start page: what scripts add later changes
// nothing about what the domain is. Shells, challenges and parking pages stay below it.
constexpr std::size_t kRichText = 1000;
// What a script that has its data needs to show it.
constexpr milliseconds kShowingTime(60);

constexpr milliseconds kQuietTime(500);
constexpr milliseconds kIdleTime(1000);
// A page that keeps changing, or that waits for one hanging part, is read as it is after this time.
constexpr milliseconds kLongestLoaded(3000);
constexpr milliseconds kQuietUnloaded(2000);

bool is_rich_and_complete(const Settling& page) {
  return page.dom_ready && page.texts_idle && !page.leaving &&
         page.length.value_or(0) >= kRichText && page.now - page.texts_changed_at >= kShowingTime;
}

}  // namespace

bool has_settled(const Settling& page) {
  if (!page.length) return false;
  if (is_rich_and_complete(page)) return true;
  const bool has_text = *page.length > 0;
  const auto quiet = page.now - page.unchanged_since;
  if (!page.loaded_at) return page.dom_ready && has_text && quiet >= kQuietUnloaded;
  const auto loaded = page.now - *page.loaded_at;
  if (has_text && loaded >= kLongestLoaded) return true;
  if (page.leaving) return false;
  if (page.inert && has_text) return true;
  if (has_text && quiet >= kQuietTime) return true;
  return loaded >= kIdleTime && page.idle;
}

}  // namespace tidemark::analyzer
