// The keywords that pages are scored by, in groups and families; docs/scores.md describes them and
// the file format.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "analyzer/result/page_content.hpp"
#include "analyzer/result/page_score.hpp"
#include "analyzer/scoring/keyword_file.hpp"
#include "probes/base/result.hpp"

namespace tidemark::analyzer {

enum class Matching {
  kWords,      // whole words only
  kSubstrings  // as the seed does it: "jerusalem" contains "sale"
};

// Immutable once made; any number of threads may score with one.
class KeywordBook {
 public:
  [[nodiscard]] static KeywordBook built_in(Matching matching = Matching::kWords);
  // The built-in one with `file` on top, or instead of it (the file says which). kBadInput says
  // where and what: "NAME: line 3, column 7: ...", "NAME: /groups/2/words/0: ...".
  [[nodiscard]] static Result<KeywordBook> load(const std::filesystem::path& file,
                                                Matching matching = Matching::kWords);

  // The same of a file that was read already; `name` is what it is called.
  [[nodiscard]] static Result<KeywordBook> with(const KeywordFile& own, std::string_view name,
                                                Matching matching = Matching::kWords);

  KeywordBook(const KeywordBook&) = delete;
  KeywordBook& operator=(const KeywordBook&) = delete;
  KeywordBook(KeywordBook&&) noexcept;
  KeywordBook& operator=(KeywordBook&&) noexcept;
  ~KeywordBook();

  // "built-in 1, words": the name and version of the file and the way of matching.
  [[nodiscard]] const std::string& name() const;
  // Of everything that decides a score: stored scores of another fingerprint are stale.
  [[nodiscard]] const std::string& fingerprint() const;

  // Time proportional to the size of `content`. Pure.
  [[nodiscard]] PageScore score(const PageContent& content) const;

 private:
  struct Parts;
  static KeywordBook of(KeywordFile file, std::string_view name, Matching matching);
  explicit KeywordBook(std::unique_ptr<const Parts> parts);
  std::unique_ptr<const Parts> parts_;
};

}  // namespace tidemark::analyzer
