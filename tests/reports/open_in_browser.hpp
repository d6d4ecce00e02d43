// Opens a report in headless Chromium, as its readers will.
#pragma once

#include <string>

namespace tidemark::reports {

struct Opened {
  std::string page{};  // after its scripts ran
  std::string log{};
};

// What became of `html`, at an address that ends in `fragment` ("#q=shoe").
[[nodiscard]] Opened opened(const std::string& html, const std::string& fragment = "");

}  // namespace tidemark::reports
