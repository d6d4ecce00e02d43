#include "analyzer/scoring/keyword_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include <nlohmann/json.hpp>

#include "analyzer/scoring/phrase_finder.hpp"
#include "analyzer/scoring/word_cutter.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::string_view kSchema = "tidemark.keywords/1";
constexpr Bytes kMaxFileSize = Bytes::mib(8);
constexpr std::size_t kMaxFamilies = 100;
constexpr std::size_t kMaxGroups = 1000;
constexpr std::size_t kMaxFormBytes = 200;
constexpr std::size_t kMaxWordBytes = std::size_t{128} * 1024;  // what finding them holds in memory
constexpr int kMostPoints = 100;

std::string read_name(const JsonPlace& place) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string name = place.text();
  if (name.size() > 60 || name.find_first_not_of(kAllowed) != std::string::npos) {
    place.fail("must consist of at most 60 of a-z, 0-9, - and _");
  }
  return name;
}

class KeywordReader {
 public:
  KeywordFile read(const JsonPlace& root) {
    root.allow_only({"schema", "version", "replaces_built_in", "without", "families", "groups"});
    if (root.at("schema").text() != kSchema) {
      root.at("schema").fail(fmt::format("must be \"{}\"", kSchema));
    }
    KeywordFile file{.version = root.at("version").text()};
    if (file.version.size() > 60) root.at("version").fail("must have at most 60 bytes");
    if (const auto replaces = root.find("replaces_built_in")) {
      file.replaces_built_in = replaces->flag();
    }
    if (const auto without = root.find("without")) {
      for (const JsonPlace& name : without->items()) file.without.push_back(name.text());
    }
    if (const auto families = root.find("families")) read_families(*families, file);
    if (const auto groups = root.find("groups")) read_groups(*groups, file);
    if (file.replaces_built_in && file.groups.empty()) {
      root.fail("replaces the built-in keywords and has no \"groups\"");
    }
    return file;
  }

 private:
  static void read_families(const JsonPlace& list, KeywordFile& file) {
    std::set<std::string> names;
    for (const JsonPlace& place : list.items()) {
      place.allow_only({"name", "weight", "cap"});
      KeywordFamily family{.name = read_name(place.at("name")),
                           .weight = place.at("weight").number(1, kMostPoints),
                           .cap = place.at("cap").number(1, kMostPoints)};
      if (!names.insert(family.name).second) place.fail(family.name + " is there twice");
      if (names.size() > kMaxFamilies) place.fail(fmt::format("is above {}", kMaxFamilies));
      file.families.push_back(std::move(family));
    }
  }

  void read_groups(const JsonPlace& list, KeywordFile& file) {
    std::set<std::string> names;
    for (const JsonPlace& place : list.items()) {
      place.allow_only({"name", "family", "words"});
      KeywordGroup group{.name = read_name(place.at("name")),
                         .family = read_name(place.at("family")),
                         .keywords = {},
                         .pointer = fmt::format("/groups/{}", file.groups.size())};
      if (!names.insert(group.name).second) place.fail(group.name + " is there twice");
      if (names.size() > kMaxGroups) place.fail(fmt::format("is above {}", kMaxGroups));
      std::set<Words> known;
      for (const JsonPlace& word : place.at("words").items()) {
        group.keywords.push_back(read_keyword(word, known));
      }
      file.groups.push_back(std::move(group));
    }
  }

  using Words = std::vector<std::string>;

  // Forms of one keyword may be the same words: substrings tell "fast-food" from "fast food".
  Keyword read_keyword(const JsonPlace& place, std::set<Words>& known) {
    std::set<Words> own;
    Keyword keyword;
    const std::vector<JsonPlace> forms = place.is_list() ? place.items() : std::vector{place};
    for (const JsonPlace& form : forms) {
      keyword.push_back(form.text());
      Words words = read_words(form, keyword.back());
      if (known.contains(words)) {
        form.fail(fmt::format("\"{}\" is there twice in this group", printable(form.text(), 80)));
      }
      own.insert(std::move(words));
    }
    known.merge(own);
    return keyword;
  }

  Words read_words(const JsonPlace& place, const std::string& form) {
    word_bytes_ += form.size();
    if (word_bytes_ > kMaxWordBytes) {
      place.fail(fmt::format("is too much: the words take more than {} KiB", kMaxWordBytes / 1024));
    }
    if (form.size() > kMaxFormBytes) {
      place.fail(fmt::format("must have at most {} bytes", kMaxFormBytes));
    }
    Words words = phrase_words(form);
    if (words.empty()) place.fail("has no word in it");
    if (words.size() > kMaxPhraseWords) {
      place.fail(fmt::format("must have at most {} words", kMaxPhraseWords));
    }
    if (std::ranges::any_of(words, &std::string::empty)) {
      place.fail(fmt::format("has a word of more than {} bytes", kLongestWord));
    }
    return words;
  }

  std::size_t word_bytes_ = 0;
};

Result<void> leave_out(const std::string& name, KeywordFile& file) {
  const std::size_t slash = name.find('/');
  const auto group = std::ranges::find(file.groups, name.substr(0, slash), &KeywordGroup::name);
  if (group != file.groups.end() && slash == std::string::npos) {
    file.groups.erase(group);
    return {};
  }
  if (group != file.groups.end()) {
    const auto erased = std::erase_if(group->keywords, [&](const Keyword& keyword) {
      return keyword.front() == name.substr(slash + 1);
    });
    if (erased > 0) return {};
  }
  return failure(ErrorCode::kBadInput,
                 "/without there is no built-in group or keyword \"" + printable(name, 80) + "\"");
}

}  // namespace

Result<KeywordFile> parse_keyword_file(std::string_view text, std::string_view name) {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  try {
    return KeywordReader().read(JsonPlace(*document, ""));
  } catch (const JsonProblem& problem) {
    return failure(ErrorCode::kBadInput, explain(problem, name));
  }
}

Result<KeywordFile> load_keyword_file(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kMaxFileSize);
  if (!text) return failure(ErrorCode::kBadInput, "keyword file: " + text.error().message);
  return parse_keyword_file(*text, file.string());
}

Result<KeywordFile> combine(KeywordFile base, const KeywordFile& own) {
  if (own.replaces_built_in) base = {};
  base.version = own.version;
  for (const std::string& name : own.without) {
    if (auto done = leave_out(name, base); !done) return std::unexpected(done.error());
  }
  for (const KeywordFamily& family : own.families) {
    const auto known = std::ranges::find(base.families, family.name, &KeywordFamily::name);
    if (known == base.families.end()) {
      base.families.push_back(family);
    } else {
      *known = family;
    }
  }
  for (const KeywordGroup& group : own.groups) {
    const std::string at = group.pointer + "/family ";
    if (std::ranges::find(base.families, group.family, &KeywordFamily::name) ==
        base.families.end()) {
      return failure(ErrorCode::kBadInput, at + "there is no family " + group.family);
    }
    const auto known = std::ranges::find(base.groups, group.name, &KeywordGroup::name);
    if (known == base.groups.end()) {
      base.groups.push_back(group);
      continue;
    }
    if (known->family != group.family) {
      return failure(ErrorCode::kBadInput,
                     at + "the group " + group.name + " belongs to the family " + known->family);
    }
    std::ranges::copy(group.keywords, std::back_inserter(known->keywords));
  }
  return base;
}

}  // namespace tidemark::analyzer
