// Text made safe to stand inside an HTML file.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tidemark::reports {

// Untrusted text for an element's content or a quoted attribute: printable(), then escaped. Longer
// texts end in "...".
[[nodiscard]] std::string html_text(std::string_view text, std::size_t max_columns = 1000);

// JSON for a <script type="application/json"> element: what could end the element or start a
// comment is written as \uNNNN, which reads back as the same JSON.
[[nodiscard]] std::string json_for_script(std::string_view json);

// `page` with every {{name}} replaced; values are inserted as they are and not looked at again. A
// name without a value stays, so that a test sees it.
using Slots = std::vector<std::pair<std::string_view, std::string>>;
[[nodiscard]] std::string filled(std::string_view page, const Slots& slots);

}  // namespace tidemark::reports
