// Keywords as a JSON file; docs/scores.md describes the format.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

struct KeywordFamily {
  std::string name;
  int weight = 1;  // points for each distinct keyword that a page contains
  int cap = 100;   // points of the family at most
};

// A word or phrase in all the ways that count as the same, the one that names it first.
using Keyword = std::vector<std::string>;

struct KeywordGroup {
  std::string name;
  std::string family;
  std::vector<Keyword> keywords;
  std::string pointer;  // where in its file it stands
};

struct KeywordFile {
  std::string version = {};               // as the file says it, for people
  bool replaces_built_in = false;         // else it is laid on top
  std::vector<std::string> without = {};  // "group" or "group/keyword" of the built-in ones
  std::vector<KeywordFamily> families = {};
  std::vector<KeywordGroup> groups = {};
};

// kBadInput says where and what: "NAME: line 3, column 7: ...", "NAME: /groups/2/words/0 ...".
// Unknown keys, repeated names, a word given twice in a group, phrases of more than 12 words and
// more than 128 KiB of words are refused.
[[nodiscard]] Result<KeywordFile> parse_keyword_file(std::string_view text, std::string_view name);

// The same from a file of at most 8 MiB.
[[nodiscard]] Result<KeywordFile> load_keyword_file(const std::filesystem::path& file);

// `own` on top of `base`, or alone if it says so: families of a known name are replaced, groups of
// a known name get the further keywords, everything else is added. kBadInput (without a file's
// name): it leaves out what is not there, or a group is of no family or of another than it was.
[[nodiscard]] Result<KeywordFile> combine(KeywordFile base, const KeywordFile& own);

}  // namespace tidemark::analyzer
