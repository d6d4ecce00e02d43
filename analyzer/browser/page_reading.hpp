// A page as its own scripts made it, read inside the tab.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "analyzer/result/page_content.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// What one reading found. Untrusted and bounded: the script cuts before anything leaves the tab.
struct PageReading {
  std::string url;
  PageContent content;
  // Of a page with less than 6000 characters of text, for read_page() to find its markers in: the
  // tags with what rules look at of their attributes, in document order, and what scripts and
  // fallbacks hold. At most 64 Ki characters.
  std::string markup;
  bool inert = false;  // has no script, so nothing will change it
};

// The expression that reads a page; to be evaluated in a script world of its own.
[[nodiscard]] const std::string& reading_script();

// What Runtime.evaluate answered to it. kProtocol: the page could not be read.
[[nodiscard]] Result<PageReading> reading_in(const nlohmann::json& answer);

}  // namespace tidemark::analyzer
