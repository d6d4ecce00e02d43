#include "analyzer/lists/list_reader.hpp"

#include <algorithm>
#include <array>

#include "analyzer/lists/adblock_rule.hpp"
#include "analyzer/lists/dnsmasq_line.hpp"
#include "analyzer/lists/hosts_line.hpp"
#include "analyzer/lists/pihole_line.hpp"
#include "analyzer/lists/plain_name.hpp"
#include "analyzer/lists/sink_address.hpp"
#include "analyzer/lists/words.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::string_view kMark = "\xEF\xBB\xBF";

// Concatenated files have them anywhere.
std::string_view without_marks(std::string_view line) {
  while (line.starts_with(kMark)) line.remove_prefix(kMark.size());
  return line;
}

bool is_comment(std::string_view line) {
  // "[Adblock Plus 2.0]" is a header, an array of texts or objects is not; "//" no path of
  // anything.
  if (line.front() == '[') {
    const std::string_view inside = trim(line.substr(1));
    return !inside.empty() && !std::string_view("\"{[").contains(inside.front());
  }
  return std::string_view("#!;").contains(line.front()) || line.starts_with("//");
}

// Where a comment or a cosmetic rule begins: at the first '#' that is not within a web address,
// whose fragment it may begin.
std::size_t find_hash(std::string_view line) {
  std::size_t hash = line.find('#');
  while (hash != std::string_view::npos) {
    const std::size_t blank = line.find_last_of(kBlanks, hash);
    const std::size_t word = blank == std::string_view::npos ? 0 : blank + 1;
    if (line.substr(word, hash - word).find("://") == std::string_view::npos) return hash;
    // The rest of this word is a fragment.
    hash = line.find('#', std::min(line.find_first_of(kBlanks, hash), line.size()));
  }
  return hash;
}

// "example.org" and nothing else, the commonest line. False says nothing: the line is then looked
// at properly.
bool is_bare_name(std::string_view line) {
  return line.front() != '.' && std::ranges::all_of(line, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_' || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
         });
}

// Words that end uMatrix rules and uBlock's dynamic rules.
bool is_matrix_rule(std::string_view line) {
  constexpr std::array<std::string_view, 4> kVerdicts{"block", "allow", "noop", "inherit"};
  std::string_view last;
  int words = 0;
  for (std::string_view word = next_word(line); !word.empty(); word = next_word(line)) {
    last = word;
    ++words;
  }
  return words >= 3 && std::ranges::find(kVerdicts, last) != kVerdicts.end();
}

}  // namespace

ListReader::ListReader(RuleSink& sink, Options options)
    : options_(options), out_(sink, options.refuse_suffixes && options.dialect == Dialect::kAny) {}

void ListReader::read(std::string_view line) {
  switch (options_.dialect) {
    case Dialect::kAny: return read_any(line);
    case Dialect::kPihole: return read_pihole_line(line, PiholeList::kBlock, out_);
    case Dialect::kPiholeAllowed: return read_pihole_line(line, PiholeList::kAllow, out_);
  }
}

void ListReader::refuse_long(std::string_view beginning) {
  out_.refuse(beginning, "begins a line of more than 1 MiB, which is no list's");
}

void ListReader::read_any(std::string_view line) {
  line = without_marks(line);
  while (!line.empty() && is_blank(line.back())) line.remove_suffix(1);
  const std::string_view text = trim(line);
  if (text.empty()) return;
  // Its lines may look like names, like comments, like anything.
  if (zone_.is_within_record() && zone_.read(line, out_)) return;
  if (is_bare_name(text) && (begun_ || !CsvReader::is_header_word(text))) {
    begun_ = true;
    return out_.block(text, RuleReach::kName);
  }
  if (is_comment(text)) return;
  const bool first = !begun_;
  begun_ = true;
  if (first && CsvReader::is_header_word(text)) return;
  if (read_by_first_character(text)) return;
  if (read_dnsmasq_line(text, out_)) return;
  if (zone_.read(line, out_)) return;

  std::string_view said = text;
  const std::size_t hash = find_hash(text);
  if (hash != std::string_view::npos) {
    if (is_cosmetic_marker(text, hash)) {
      return out_.refuse(text, "is a cosmetic rule: it hides parts of pages");
    }
    said = trim(text.substr(0, hash));
  }
  const bool one_word = std::ranges::none_of(said, is_blank);
  if (said.find(',') != std::string_view::npos) return csv_.read(said, out_);
  one_word ? read_word(said) : read_words(said);
}

bool ListReader::read_by_first_character(std::string_view line) {
  const char first = line.front();
  const char second = line.size() > 1 ? line[1] : '\0';
  if (first == '|' || (first == '@' && second == '@')) {
    read_adblock_rule(line, out_);
  } else if (first == '/') {
    out_.refuse(line, "is a regular expression or a path: it names no single domain");
  } else if (first == '<') {
    out_.refuse(line, "is HTML, not a line of a list");
  } else if (first == '"' && csv_.reads_quoted(line)) {
    csv_.read(line, out_);
  } else if (std::string_view("{}[]\"").contains(first)) {
    out_.refuse(line, "is JSON, not a line of a list");
  } else if ((first == '-' || first == '+') && (second == 'd' || second == ' ') &&
             line.find(' ') != std::string_view::npos) {
    out_.refuse(line, "is a rule of an Internet Explorer tracking protection list, or of YAML");
  } else if (first == ':' && second == ' ') {
    out_.refuse(line, "is a setting of an Internet Explorer tracking protection list");
  } else {
    return false;
  }
  return true;
}

void ListReader::read_word(std::string_view word) {
  if (unbound_.read(word, out_)) return;
  if (read_hosts_line(word, out_)) return;
  read_plain_name(word, out_);
}

void ListReader::read_words(std::string_view line) {
  if (read_hosts_line(line, out_)) return;
  if (unbound_.read(line, out_)) return;
  if (is_matrix_rule(line)) {
    return out_.refuse(line, "is a rule of uMatrix, or a dynamic rule of uBlock Origin");
  }
  // Names only: Pi-hole takes every word of a line, too.
  HostName name;
  std::string_view rest = line;
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    if (name.read(word)) return out_.refuse(line, "is neither a name nor a rule of a known format");
  }
  rest = line;
  for (std::string_view word = next_word(rest); !word.empty(); word = next_word(rest)) {
    out_.block(word, RuleReach::kName);
  }
}

}  // namespace tidemark::analyzer
