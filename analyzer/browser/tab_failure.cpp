#include "analyzer/browser/tab_failure.hpp"

#include <utility>

#include <nlohmann/json.hpp>

namespace tidemark::analyzer {

void fail(PageVisit& visit, ErrorClass error, std::string detail) {
  visit.error = error;
  visit.detail = std::move(detail);
}

void fail(PageVisit& visit, const Error& error, ErrorClass on_timeout) {
  switch (error.code) {
    case ErrorCode::kTimedOut: return fail(visit, on_timeout, error.message);
    case ErrorCode::kCancelled: return fail(visit, ErrorClass::kCancelled, error.message);
    case ErrorCode::kGone: return fail(visit, ErrorClass::kBrowserLost, error.message);
    default: return fail(visit, ErrorClass::kNavigationFailed, error.message);
  }
}

std::string text_in(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

}  // namespace tidemark::analyzer
