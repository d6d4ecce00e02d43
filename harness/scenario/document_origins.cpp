#include "harness/scenario/document_origins.hpp"

#include <algorithm>
#include <utility>

namespace tidemark::harness {

DocumentOrigins::DocumentOrigins(std::string file) {
  places_[""] = {.file = std::move(file), .pointer = ""};
}

void DocumentOrigins::set(const std::string& pointer, DocumentPlace place) {
  const std::string below = pointer + "/";
  std::erase_if(places_, [&](const auto& known) { return known.first.starts_with(below); });
  places_[pointer] = std::move(place);
}

DocumentPlace DocumentOrigins::find(std::string_view pointer) const {
  std::string_view above = pointer;
  for (;;) {
    if (const auto known = places_.find(above); known != places_.end()) {
      DocumentPlace place = known->second;
      place.pointer += pointer.substr(above.size());
      return place;
    }
    above = above.substr(0, above.rfind('/'));  // "" at last, which is known
  }
}

std::string DocumentOrigins::in_files(const std::string& message) const {
  constexpr std::string_view kElsewhere = " at /";
  const std::size_t end = std::min(message.find(": "), message.size());
  const DocumentPlace place = find(std::string_view(message).substr(0, end));
  std::string what = message.substr(end);
  if (const auto at = what.find(kElsewhere); at != std::string::npos) {
    const std::size_t begin = at + kElsewhere.size() - 1;
    const std::size_t length = std::min(what.find(' ', begin), what.size()) - begin;
    const DocumentPlace other = find(what.substr(begin, length));
    what.replace(begin, length,
                 other.file == place.file ? other.pointer : other.file + ": " + other.pointer);
  }
  return place.file + ": " + (place.pointer.empty() ? "/" : place.pointer) + what;
}

}  // namespace tidemark::harness
