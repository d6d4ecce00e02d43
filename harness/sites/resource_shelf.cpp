#include "harness/sites/resource_shelf.hpp"

#include "harness/sites/page_content.hpp"

namespace tidemark::harness {

ResponsePtr ResourceShelf::script(Bytes size) {
  ResponsePtr& file = scripts_[size];
  if (!file) file = make_response(200, "application/javascript", filler_script(size));
  return file;
}

ResponsePtr ResourceShelf::style(Bytes size) {
  ResponsePtr& file = styles_[size];
  if (!file) file = make_response(200, "text/css", filler_style(size));
  return file;
}

ResponsePtr ResourceShelf::image(Bytes size) {
  ResponsePtr& file = images_[size];
  if (!file) file = make_response(200, "image/gif", filler_gif(size));
  return file;
}

ResponsePtr ResourceShelf::not_found() {
  if (!not_found_) not_found_ = make_response(404, kHtml, "<title>Not found</title>Not found");
  return not_found_;
}

}  // namespace tidemark::harness
