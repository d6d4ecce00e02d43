#include "analyzer/browser/page_reading.hpp"

#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "analyzer/page/products.hpp"

namespace tidemark::analyzer {
using nlohmann::json;

namespace {

// Takes its getters from the prototypes of its own world, so that neither scripts nor elements of
// the page (<img name=body>) can answer in their place. Half a surrogate pair at a cut would not
// be JSON. Counts are bounded too: a page may have millions of links, and outerHTML would write out
// all of a document of 300 MB.
constexpr const char* kReadPage = R"js((() => {
  const of = (proto, name, object) => Object.getOwnPropertyDescriptor(proto, name).get.call(object);
  const cut = (text, length) => String(text ?? '').slice(0, length).toWellFormed();
  const flat = (text) => text.replace(/\s+/g, ' ').trim();
  const all = (selector) => Document.prototype.querySelectorAll.call(document, selector);
  const root = of(Document.prototype, 'documentElement', document);
  const body = of(Document.prototype, 'body', document) ?? root;
  const seen = body instanceof HTMLElement ? of(HTMLElement.prototype, 'innerText', body)
             : body ? of(Node.prototype, 'textContent', body) : '';
  const text = seen.trim();
  const bare = (host) => host.replace(/^www\./, '');
  const host = bare(location.host);
  const hosts = (elements, attribute, most) => {
    const counts = new Map();
    for (let i = 0; i < Math.min(elements.length, 20000); ++i) {
      let url;
      try { url = new URL(elements[i].getAttribute(attribute), document.baseURI); } catch { continue; }
      if (!/^https?:$/.test(url.protocol) || bare(url.host) === host) continue;
      if (counts.has(url.hostname)) counts.set(url.hostname, counts.get(url.hostname) + 1);
      else if (counts.size < most) counts.set(url.hostname, 1);
    }
    return [...counts].map(([name, links]) => [cut(name, 255), links]);
  };
  const meta = [];
  for (const element of all('meta[content]')) {
    const name = element.getAttribute('name') ?? element.getAttribute('property');
    const content = flat(element.getAttribute('content').slice(0, 4000));
    if (name && content) meta.push([cut(name, 100).toLowerCase(), cut(content, 1000)]);
    if (meta.length === 100) break;
  }
  const json_ld = [];
  let room = 262144;
  for (const element of all('script[type^="application/ld+json" i]')) {
    const part = cut(element.textContent, room);
    room -= part.length;
    if (part !== '') json_ld.push(part);
    if (room <= 0 || json_ld.length === 100) break;
  }
  // Too much is told by a few nodes: laying out the text of an element that holds all would cost
  // what reading the page costs.
  const brief = (element) => {
    const walker = Document.prototype.createTreeWalker.call(document, element, NodeFilter.SHOW_TEXT);
    let length = 0;
    let nodes = 0;
    for (let node; (node = walker.nextNode());) {
      length += of(CharacterData.prototype, 'length', node);
      if (++nodes > 100 || length > 4000) return false;
    }
    return true;
  };
  const products = [];
  for (const kind of ['.product', '.menu-item', '.item', 'h3', 'h4']) {
    const elements = all(kind);
    for (let i = 0; i < Math.min(elements.length, 10); ++i) {
      if (!(elements[i] instanceof HTMLElement) || !brief(elements[i])) continue;
      const name = flat(of(HTMLElement.prototype, 'innerText', elements[i]));
      if (name !== '') products.push(cut(name, 200));
    }
  }
  const told = new Map([['script', ['type', 'src']], ['iframe', ['src']], ['frame', ['src']],
                        ['embed', ['src']], ['img', ['src']], ['link', ['href']],
                        ['form', ['action']], ['meta', ['http-equiv', 'content']],
                        ['noscript', []], ['noframes', []]]);
  const raw = new Set(['script', 'noscript', 'iframe', 'noframes']);
  const tag = (element) => {
    const kind = of(Element.prototype, 'localName', element);
    const name = told.has(kind) ? kind : 'i';
    let start = '<' + name;
    for (const key of ['id', 'class', ...(told.get(kind) ?? [])]) {
      const value = Element.prototype.getAttribute.call(element, key)?.slice(0, 1000);
      if (value) start += ` ${key}="${value.replace(/&/g, '&amp;').replace(/"/g, '&quot;')}"`;
    }
    const inside = raw.has(name) ? of(Node.prototype, 'textContent', element).slice(0, 16384) : '';
    return `${start}>${inside}</${name}>`;
  };
  const markup = () => {
    const elements = Document.prototype.getElementsByTagName.call(document, '*');
    let out = '';
    for (let i = 0; out.length < 65536 && elements[i]; ++i) out += tag(elements[i]);
    return cut(out, 65536);
  };
  const scripts = all('script:not([type]), script[type=""], script[type=module i], script[type$="javascript" i]');
  return {url: cut(location.href, 2000), text: flat(cut(text, 65536)), length: text.length,
          title: cut(flat(of(Document.prototype, 'title', document).slice(0, 4000)), 300),
          language: cut(root?.getAttribute('lang'), 40), meta, json_ld, products,
          links: hosts(all('a[href]'), 'href', 1000),
          script_hosts: hosts(all('script[src]'), 'src', 100).map(([name]) => name),
          scripts: scripts.length, forms: all('form').length,
          password: all('input[type=password i]').length > 0,
          markup: text.length < 6000 ? markup() : '',
          inert: scripts.length === 0 && all('iframe, frame, [onload]').length === 0};
})())js";

std::string text_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

template <typename Number>
Number number_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number() ? found->get<Number>() : Number{};
}

bool flag_in(const json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

const json& list_in(const json& object, const char* name) {
  static const json empty = json::array();
  const auto found = object.find(name);
  return found != object.end() && found->is_array() ? *found : empty;
}

bool is_pair(const json& entry) {
  return entry.is_array() && entry.size() == 2 && entry[0].is_string();
}

PageContent content_in(const json& page) {
  PageContent content;
  content.title = text_in(page, "title");
  content.language = text_in(page, "language");
  content.text = text_in(page, "text");
  content.text_length = number_in<std::size_t>(page, "length");
  content.scripts = number_in<int>(page, "scripts");
  content.forms = number_in<int>(page, "forms");
  content.has_password_field = flag_in(page, "password");
  for (const json& entry : list_in(page, "meta")) {
    if (is_pair(entry) && entry[1].is_string()) {
      content.meta.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
    }
  }
  for (const json& text : list_in(page, "json_ld")) {
    if (text.is_string()) content.json_ld.push_back(text.get<std::string>());
  }
  std::vector<std::string> products;
  for (const json& text : list_in(page, "products")) {
    if (text.is_string()) products.push_back(text.get<std::string>());
  }
  content.products = kept_products(content.json_ld, products);
  for (const json& entry : list_in(page, "links")) {
    if (is_pair(entry) && entry[1].is_number_integer()) {
      content.links.push_back({entry[0].get<std::string>(), entry[1].get<int>()});
    }
  }
  for (const json& host : list_in(page, "script_hosts")) {
    if (host.is_string()) content.script_hosts.push_back(host.get<std::string>());
  }
  return content;
}

}  // namespace

const std::string& reading_script() {
  static const std::string script = kReadPage;
  return script;
}

Result<PageReading> reading_in(const json& answer) {
  const auto result = answer.find("result");
  const auto value = result != answer.end() ? result->find("value") : answer.end();
  if (result == answer.end() || value == result->end() || !value->is_object()) {
    return failure(ErrorCode::kProtocol, "the page could not be read");
  }
  return PageReading{.url = text_in(*value, "url"),
                     .content = content_in(*value),
                     .markup = text_in(*value, "markup"),
                     .inert = flag_in(*value, "inert")};
}

}  // namespace tidemark::analyzer
