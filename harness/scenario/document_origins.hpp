// Where the parts of a composed document were written.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace tidemark::harness {

// A place in a file.
struct DocumentPlace {
  std::string file{};
  std::string pointer{};  // RFC 6901
  friend bool operator==(const DocumentPlace&, const DocumentPlace&) = default;
};

// Knows for each place of a document made of several files which file says what is there.
class DocumentOrigins {
 public:
  // All of the document is in `file`.
  explicit DocumentOrigins(std::string file);

  // What is at `pointer` from now on, with all below it, comes from `place`.
  void set(const std::string& pointer, DocumentPlace place);
  [[nodiscard]] DocumentPlace find(std::string_view pointer) const;

  // A message that begins with the pointer of what is wrong, and may name another place after
  // " at ": both as the files have them, the first with its file.
  [[nodiscard]] std::string in_files(const std::string& message) const;

 private:
  std::map<std::string, DocumentPlace, std::less<>> places_;  // by pointer; "" is there always
};

}  // namespace tidemark::harness
