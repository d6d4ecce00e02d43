// Sub-resources that the pages of all hosts share, so that ten thousand hosts cost no more than
// ten.
#pragma once

#include <cstdint>
#include <map>

#include "harness/sites/http_reply.hpp"
#include "probes/base/bytes.hpp"

namespace tidemark::harness {

// Makes each file once and keeps it. One thread.
class ResourceShelf {
 public:
  [[nodiscard]] ResponsePtr script(Bytes size);
  [[nodiscard]] ResponsePtr style(Bytes size);
  [[nodiscard]] ResponsePtr image(Bytes size);
  [[nodiscard]] ResponsePtr not_found();

 private:
  using BySize = std::map<Bytes, ResponsePtr>;
  BySize scripts_;
  BySize styles_;
  BySize images_;
  ResponsePtr not_found_;
};

}  // namespace tidemark::harness
