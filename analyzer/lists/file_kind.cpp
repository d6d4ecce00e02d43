#include "analyzer/lists/file_kind.hpp"

#include <algorithm>
#include <array>

#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

struct Kind {
  std::string_view beginning;
  std::string_view what;
};

constexpr std::array kBytes{
    Kind{"\x1f\x8b", "compressed (gzip); unpack it first"},
    Kind{"PK\x03\x04", "a zip archive; unpack it first"},
    Kind{"\x28\xb5\x2f\xfd", "compressed (zstd); unpack it first"},
    Kind{"\xfd"
         "7zXZ",
         "compressed (xz); unpack it first"},
    Kind{"BZh", "compressed (bzip2); unpack it first"},
    Kind{"\x7f"
         "ELF",
         "a program, not a list"},
    Kind{"%PDF-", "a PDF document, not a list"},
    Kind{"\xff\xfe", "UTF-16 text; convert it first (iconv -f utf-16 -t utf-8)"},
    Kind{"\xfe\xff", "UTF-16 text; convert it first (iconv -f utf-16 -t utf-8)"},
};

// After white space, in any case.
constexpr std::array<std::string_view, 7> kMarkup{"<!doctype", "<html", "<head",  "<body",
                                                  "<?xml",     "<!--",  "<script"};

}  // namespace

std::string_view not_a_list(std::string_view beginning) {
  for (const Kind& kind : kBytes) {
    if (beginning.starts_with(kind.beginning)) return kind.what;
  }
  if (beginning.starts_with("\xEF\xBB\xBF")) beginning.remove_prefix(3);
  const std::string_view text = trim(beginning);
  if (std::ranges::any_of(kMarkup, [&](auto tag) { return begins_with_word(text, tag); })) {
    return "an HTML page, not a list (was it fetched from the page that shows the list, or is it "
           "an error page?)";
  }
  return {};
}

}  // namespace tidemark::analyzer
