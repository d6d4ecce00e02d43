#include "analyzer/scoring/keyword_book.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "analyzer/page/json_ld_text.hpp"
#include "analyzer/scoring/built_in_keywords.hpp"
#include "analyzer/scoring/excerpt.hpp"
#include "analyzer/scoring/phrase_finder.hpp"
#include "analyzer/scoring/substring_finder.hpp"
#include "probes/base/fnv1a.hpp"
#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace {

constexpr int kMostPoints = 100;
// Raised when the same keywords would find something else, so that stored scores tell.
constexpr int kScoringVersion = 1;

constexpr std::array<std::string_view, 7> kMetaNames = {
    "description",  "keywords",      "og:title",           "og:description",
    "og:site_name", "twitter:title", "twitter:description"};

// A text of the page, and what people call its place.
struct Passage {
  std::string place;
  std::string_view text;
};

// Where a keyword was first found.
struct Find {
  std::size_t passage = 0;
  std::size_t begin = 0;
  std::size_t end = 0;
};

KeywordFile built_in_file() {
  auto file = parse_keyword_file(kBuiltInKeywords, "keywords.json");
  // Only a build with a broken file gets here; the tests would have said so.
  if (!file) throw std::logic_error(file.error().message);
  return *std::move(file);
}

// Over texts that are told apart from their neighbours.
class Fingerprint {
 public:
  void add(std::string_view text) {
    hash_ = fnv1a("\xFF", fnv1a(text, hash_));  // a byte of no UTF-8
  }
  void add(int number) { add(std::to_string(number)); }
  [[nodiscard]] std::string text() const { return fmt::format("{:016x}", hash_); }

 private:
  std::uint64_t hash_ = kFnvStart;
};

std::string fingerprint_of(const KeywordFile& file, Matching matching) {
  Fingerprint print;
  print.add(kScoringVersion);
  print.add(matching == Matching::kWords ? "words" : "substrings");
  for (const KeywordFamily& family : file.families) {
    print.add(family.name);
    print.add(family.weight);
    print.add(family.cap);
  }
  for (const KeywordGroup& group : file.groups) {
    print.add("group");
    print.add(group.name);
    print.add(group.family);
    for (const Keyword& keyword : group.keywords) {
      print.add("keyword");
      for (const std::string& form : keyword) print.add(form);
    }
  }
  return print.text();
}

std::unique_ptr<const KeywordFinder> finder_of(const std::vector<KeywordForm>& forms,
                                               Matching matching) {
  if (matching == Matching::kWords) return std::make_unique<PhraseFinder>(forms);
  return std::make_unique<SubstringFinder>(forms);
}

}  // namespace

struct KeywordBook::Parts {
  std::string name;
  std::string fingerprint;
  Matching matching = Matching::kWords;
  KeywordFile file;
  std::size_t keywords = 0;
  std::unique_ptr<const KeywordFinder> finder;

  [[nodiscard]] std::vector<Passage> passages(const PageContent& content,
                                              const std::vector<std::string>& offers) const;
  [[nodiscard]] std::vector<std::optional<Find>> find(const std::vector<Passage>& passages) const;
};

std::vector<Passage> KeywordBook::Parts::passages(const PageContent& content,
                                                  const std::vector<std::string>& offers) const {
  std::vector<Passage> out = {{"title", content.title}, {"text", content.text}};
  for (const auto& [key, value] : content.meta) {
    if (std::ranges::find(kMetaNames, key) == kMetaNames.end()) continue;
    out.push_back({"meta " + key, value});
  }
  for (const std::string& text : offers) out.push_back({"json-ld", text});
  // The seed had them in its text only.
  if (matching == Matching::kSubstrings) return out;
  for (const std::string& text : content.products) out.push_back({"product", text});
  return out;
}

std::vector<std::optional<Find>> KeywordBook::Parts::find(
    const std::vector<Passage>& passages) const {
  std::vector<std::optional<Find>> finds(keywords);
  for (std::size_t i = 0; i < passages.size(); ++i) {
    finder->find(passages[i].text, [&](const KeywordSpan& span) {
      std::optional<Find>& find = finds[span.keyword];
      if (!find) find = Find{.passage = i, .begin = span.begin, .end = span.end};
    });
  }
  return finds;
}

KeywordBook::KeywordBook(std::unique_ptr<const Parts> parts) : parts_(std::move(parts)) {}
KeywordBook::KeywordBook(KeywordBook&&) noexcept = default;
KeywordBook& KeywordBook::operator=(KeywordBook&&) noexcept = default;
KeywordBook::~KeywordBook() = default;

KeywordBook KeywordBook::of(KeywordFile file, std::string_view name, Matching matching) {
  auto parts = std::make_unique<Parts>();
  std::vector<KeywordForm> forms;
  std::uint32_t number = 0;
  for (const KeywordGroup& group : file.groups) {
    for (const Keyword& keyword : group.keywords) {
      for (const std::string& form : keyword) forms.push_back({.keyword = number, .text = form});
      ++number;
    }
  }
  parts->name = fmt::format("{} {}, {}", printable(name, 80), printable(file.version, 60),
                            matching == Matching::kWords ? "words" : "substrings");
  parts->fingerprint = fingerprint_of(file, matching);
  parts->matching = matching;
  parts->keywords = number;
  parts->finder = finder_of(forms, matching);
  parts->file = std::move(file);
  return KeywordBook(std::move(parts));
}

KeywordBook KeywordBook::built_in(Matching matching) {
  return of(built_in_file(), "built-in", matching);
}

Result<KeywordBook> KeywordBook::with(const KeywordFile& own, std::string_view name,
                                      Matching matching) {
  auto file = combine(built_in_file(), own);
  if (!file) {
    return failure(file.error().code, printable(name) + ": " + file.error().message);
  }
  return of(*std::move(file), name, matching);
}

Result<KeywordBook> KeywordBook::load(const std::filesystem::path& file, Matching matching) {
  const auto own = load_keyword_file(file);
  if (!own) return std::unexpected(own.error());
  return with(*own, file.string(), matching);
}

const std::string& KeywordBook::name() const { return parts_->name; }
const std::string& KeywordBook::fingerprint() const { return parts_->fingerprint; }

PageScore KeywordBook::score(const PageContent& content) const {
  std::vector<std::string> offers;
  for (const std::string& json_ld : content.json_ld) {
    std::ranges::move(offer_texts(json_ld), std::back_inserter(offers));
  }
  const std::vector<Passage> passages = parts_->passages(content, offers);
  const std::vector<std::optional<Find>> finds = parts_->find(passages);

  PageScore score;
  for (const KeywordFamily& family : parts_->file.families) {
    score.families.push_back({.family = family.name, .points = 0, .cap = family.cap});
  }
  std::size_t number = 0;
  for (const KeywordGroup& group : parts_->file.groups) {
    GroupScore found{.group = group.name, .family = group.family, .hits = {}};
    for (const Keyword& keyword : group.keywords) {
      const std::optional<Find>& find = finds[number++];
      if (!find) continue;
      const auto& [place, text] = passages[find->passage];
      found.hits.push_back({.keyword = keyword.front(),
                            .place = place,
                            .excerpt = excerpt(text, find->begin, find->end)});
    }
    if (found.hits.empty()) continue;
    for (std::size_t i = 0; i < score.families.size(); ++i) {
      const KeywordFamily& family = parts_->file.families[i];
      if (family.name != group.family) continue;
      const int points = family.weight * static_cast<int>(found.hits.size());
      score.families[i].points = std::min(score.families[i].points + points, family.cap);
    }
    score.groups.push_back(std::move(found));
  }
  for (const FamilyScore& family : score.families) score.points += family.points;
  score.points = std::min(score.points, kMostPoints);
  return score;
}

}  // namespace tidemark::analyzer
