// Sites whose pages do to a browser what only a script can.
#include <fmt/format.h>

#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {
namespace {

Handler page_with_script(const std::string& script, const HandlerSite& site) {
  PageParts parts;
  parts.after_text = fmt::format("<script>{}</script>\n", script);
  return serve_page({}, std::move(parts), site);
}

// Opens nothing from the windows it has opened: their path is another.
constexpr std::string_view kPopups = R"js(
let opened = 0;
function open_next() {{
  while (opened < {count}) {{
    window.open('/popup?' + opened++, '_blank', 'width=200,height=200');
    if ({interval} > 0) return setTimeout(open_next, {interval});
  }}
}}
if (location.pathname === '/') open_next();
)js";

// Every page of memory is written to, so that it is really taken; random numbers, so that it is not
// made small again by compression.
constexpr std::string_view kHog = R"js(
window.kept = [];
let taken = 0;
function take_more() {{
  if (taken >= {size}) return;
  const piece = new Uint32Array(Math.min({step}, {size} - taken + 3) >> 2);
  for (let i = 0; i < piece.length; i++) piece[i] = Math.random() * 4294967296;
  window.kept.push(piece);
  taken += Math.max(4, piece.byteLength);
  setTimeout(take_more, {interval});
}}
take_more();
)js";

constexpr std::string_view kRegister = R"js(
if ('serviceWorker' in navigator) {
  navigator.serviceWorker.register('/worker.js').then(() => navigator.serviceWorker.ready).then(
    () => { document.documentElement.dataset.worker = 'ready'; });
}
)js";

constexpr std::string_view kWorker = R"js(
self.addEventListener('install', event => {
  event.waitUntil(caches.open('kept').then(cache => cache.addAll(['/site.js', '/site.css'])));
  self.skipWaiting();
});
self.addEventListener('activate', event => event.waitUntil(self.clients.claim()));
self.addEventListener('fetch', event => event.respondWith(
  caches.match(event.request).then(kept => kept || fetch(event.request))));
)js";

}  // namespace

Handler handle(const behaviors::PopupStorm& storm, const HandlerSite& site) {
  const Handler page = page_with_script(fmt::format(kPopups, fmt::arg("count", storm.count),
                                                    fmt::arg("interval", storm.interval.count())),
                                        site);
  const auto popup = make_response(200, kHtml, "<title>Popup</title><h1>A window</h1>");
  return [page, popup](const Request& request) -> Reply {
    if (request.path() == "/popup") return SendWhole{popup};
    return page(request);
  };
}

Handler handle(const behaviors::MemoryHog& hog, const HandlerSite& site) {
  return page_with_script(
      fmt::format(kHog, fmt::arg("size", hog.size.count), fmt::arg("step", hog.step.count),
                  fmt::arg("interval", hog.interval.count())),
      site);
}

Handler handle(const behaviors::ServiceWorker& /*worker*/, const HandlerSite& site) {
  const Handler page = page_with_script(std::string(kRegister), site);
  const auto worker = make_response(200, "application/javascript", kWorker);
  return [page, worker](const Request& request) -> Reply {
    if (request.path() == "/worker.js") return SendWhole{worker};
    return page(request);
  };
}

}  // namespace tidemark::harness
