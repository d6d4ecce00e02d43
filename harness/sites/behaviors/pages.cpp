// Sites that answer with a page.
#include <fmt/format.h>
#include <openssl/evp.h>

#include "harness/sites/behaviors/handlers.hpp"

namespace tidemark::harness {
namespace {

std::string page_html(const behaviors::Page& page, const PageParts& parts,
                      const SiteIdentity& identity) {
  const std::string name = site_name(identity.host);
  std::string body;
  for (unsigned i = 0; i < page.images; ++i) {
    body += fmt::format("<img src=\"/image-{}.gif\" width=\"120\" height=\"80\" alt=\"\">\n", i);
  }
  body += paragraphs(prose(identity, page.text_chars));
  for (const std::string& link : page.links) {
    body += fmt::format("<p><a href=\"https://{0}/\">{0}</a></p>\n", html_escaped(link));
  }
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>\n"
      "<meta name=\"description\" content=\"{}\">\n"
      "<link rel=\"stylesheet\" href=\"/site.css\"><script src=\"/site.js\" defer></script>\n"
      "</head><body>\n{}<h1>{}</h1>\n{}{}</body></html>\n",
      html_escaped(parts.title.value_or(name)), html_escaped(name), parts.before_text,
      html_escaped(name), body, parts.after_text);
}

// An ordinary site: one document and its sub-resources, made when first asked for.
class PageSite {
 public:
  PageSite(behaviors::Page page, PageParts parts, const HandlerSite& site)
      : page_(std::move(page)),
        parts_(std::move(parts)),
        identity_(site.identity),
        shelf_(site.shelf) {}

  Reply operator()(const Request& request) {
    const std::string_view path = request.path();
    if (path == "/" || path == "/index.html") return SendWhole{document()};
    if (path == "/site.js") return SendWhole{shelf_.script(page_.script_size)};
    if (path == "/site.css") return SendWhole{shelf_.style(page_.style_size)};
    if (path.starts_with("/image-") && path.ends_with(".gif")) {
      return SendWhole{shelf_.image(page_.image_size)};
    }
    return SendWhole{shelf_.not_found()};
  }

 private:
  const ResponsePtr& document() {
    if (!document_)
      document_ = make_response(200, kHtml, page_html(page_, parts_, identity_), parts_.headers);
    return document_;
  }

  behaviors::Page page_;
  PageParts parts_;
  SiteIdentity identity_;
  ResourceShelf& shelf_;
  ResponsePtr document_;
};

std::string base64(std::string_view text) {
  std::string out(4 * ((text.size() + 2) / 3) + 1, '\0');  // EVP_EncodeBlock ends with a NUL
  const int size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()),
                                   static_cast<int>(text.size()));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

constexpr std::string_view kShellDocument =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>{}</title>\n"
    "<link rel=\"stylesheet\" href=\"/site.css\"></head>\n"
    "<body><div id=\"root\"></div><script src=\"/app.js\"></script></body></html>\n";

constexpr std::string_view kShellScript = R"js(
fetch('/api/content.json').then(answer => answer.json()).then(content => {
  const root = document.getElementById('root');
  const heading = document.createElement('h1');
  heading.textContent = content.heading;
  root.append(heading);
  for (const text of content.text.split('. ')) {
    const paragraph = document.createElement('p');
    paragraph.textContent = text;
    root.append(paragraph);
  }
});
)js";

}  // namespace

Handler serve_page(const behaviors::Page& page, PageParts parts, const HandlerSite& site) {
  return PageSite(page, std::move(parts), site);
}

Handler handle(const behaviors::Page& page, const HandlerSite& site) {
  return serve_page(page, {}, site);
}

Handler handle(const behaviors::Shell& shell, const HandlerSite& site) {
  const std::string name = site_name(site.identity.host);
  const auto document =
      make_response(200, kHtml, fmt::format(fmt::runtime(kShellDocument), html_escaped(name)));
  const auto script = make_response(200, "application/javascript", kShellScript);
  // Host names and our words hold nothing that JSON would have to escape.
  const auto content = make_response(200, "application/json",
                                     fmt::format(R"({{"heading": "{}", "text": "{}"}})", name,
                                                 prose(site.identity, shell.text_chars)));
  const auto rest = handle(behaviors::Page{}, site);
  return [=, delay = shell.data_delay](const Request& request) -> Reply {
    const std::string_view path = request.path();
    if (path == "/" || path == "/index.html") return SendWhole{document};
    if (path == "/app.js") return SendWhole{script};
    if (path == "/api/content.json") return SendWhole{content, delay};
    return rest(request);
  };
}

Handler handle(const behaviors::Title& title, const HandlerSite& site) {
  PageParts parts;
  parts.title = title.title;
  return serve_page({}, std::move(parts), site);
}

Handler handle(const behaviors::Alert& alert, const HandlerSite& site) {
  // The message travels in an attribute, where HTML escaping is all it needs.
  const std::string dialog = fmt::format(
      "<script data-message=\"{}\">alert(document.currentScript.dataset.message);</script>\n",
      html_escaped(alert.message));
  PageParts parts;
  parts.before_text = dialog;
  return serve_page({}, std::move(parts), site);
}

Handler handle(const behaviors::Busy& /*busy*/, const HandlerSite& site) {
  PageParts parts;
  parts.after_text = "<script>for (;;) {}</script>\n";
  return serve_page({}, std::move(parts), site);
}

Handler handle(const behaviors::HttpAuth& auth, const HandlerSite& site) {
  // A quoted string (RFC 9110, 5.6.4) of what may stand in a header line.
  std::string realm;
  for (const char c : auth.realm) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '\\') realm += c;
  }
  const auto refusal =
      make_response(401, kHtml, "<title>Unauthorized</title>Unauthorized",
                    {{"WWW-Authenticate", fmt::format("Basic realm=\"{}\"", realm)}});
  return [refusal, expected = "Basic " + base64(auth.user + ":" + auth.password),
          page = handle(behaviors::Page{}, site)](const Request& request) -> Reply {
    if (request.authorization != expected) return SendWhole{refusal};
    return page(request);
  };
}

}  // namespace tidemark::harness
