// One function per behaviour: what a host of that kind answers to a request.
#pragma once

#include <optional>
#include <string>

#include "harness/scenario/behavior.hpp"
#include "harness/sites/http_reply.hpp"
#include "harness/sites/page_content.hpp"
#include "harness/sites/resource_shelf.hpp"

namespace tidemark::harness {

// What every handler is made from. `shelf` outlives the handlers.
struct HandlerSite {
  SiteIdentity identity;
  ResourceShelf& shelf;
};

// The handler of any behaviour. A behaviour that shows before a request (DNS, TLS) answers requests
// that come nevertheless with an ordinary page.
[[nodiscard]] Handler make_handler(const Behavior& behavior, const HandlerSite& site);

// What sets a page apart from an ordinary one; HTML where not said otherwise.
struct PageParts {
  std::optional<std::string> title;  // plain text; absent: made from the host
  std::string before_text;
  std::string after_text;
  Headers headers;  // with the document
};

// pages.cpp
[[nodiscard]] Handler serve_page(const behaviors::Page& page, PageParts parts,
                                 const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Page& page, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Shell& shell, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Title& title, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Alert& alert, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Busy& busy, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::HttpAuth& auth, const HandlerSite& site);

// scripted_pages.cpp
[[nodiscard]] Handler handle(const behaviors::PopupStorm& storm, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::MemoryHog& hog, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::ServiceWorker& worker, const HandlerSite& site);

// walls.cpp
[[nodiscard]] Handler handle(const behaviors::Block& block, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Challenge& challenge, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Present& present, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Refuse& refuse, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Status& status, const HandlerSite& site);

// stalls.cpp
[[nodiscard]] Handler handle(const behaviors::Tarpit& tarpit, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Drip& drip, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Slow& slow, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Reset& reset, const HandlerSite& site);

// detours.cpp
[[nodiscard]] Handler handle(const behaviors::Redirect& redirect, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Loop& loop, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Big& big, const HandlerSite& site);
[[nodiscard]] Handler handle(const behaviors::Download& download, const HandlerSite& site);

}  // namespace tidemark::harness
