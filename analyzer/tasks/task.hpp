// What the input asks for: one domain to visit, or a line that gives none and is answered too.
#pragma once

#include <string>
#include <string_view>

namespace tidemark::analyzer {

struct Task {
  enum class Kind {
    kVisit,
    kRejected,  // the line names no domain; `reason` says why
    kAllowed,   // an allow rule: the list says not to block `domain`
    kRepeated,  // `domain` has been asked for before; `reason` says where
  };
  Kind kind = Kind::kVisit;
  std::string domain = {};  // punycode, lower case, no trailing dot; empty with kRejected
  std::string source = {};  // "list.txt:12", "argument 3", "stdin:7"
  std::string reason = {};  // printable
  // The name as the list writes it, where that is not just a matter of case; untrusted.
  std::string written = {};
  // The name mixes scripts as look-alikes of other names do (Latin with Cyrillic, say).
  bool mixes_scripts = false;
};

// The word for `kind` in results: "rejected", "allowed", "repeated"; "visit" has none there.
[[nodiscard]] std::string_view to_string(Task::Kind kind);

}  // namespace tidemark::analyzer
