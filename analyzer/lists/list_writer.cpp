#include "analyzer/lists/list_writer.hpp"

#include <array>

namespace tidemark::analyzer {
namespace {

// Lines of a format, the name in the place of '%'; empty where it has no such line. By reach: the
// name, all below it, both.
using Lines = std::array<std::string_view, 3>;

struct Grammar {
  std::string_view name;
  std::string_view head;
  std::string_view comment;
  Lines block;
  Lines important;
  Lines allow;
  Lines important_allow = {};
};

constexpr std::string_view kZoneHead =
    "$TTL 300\n"
    "@ IN SOA localhost. root.localhost. 1 3600 900 2592000 300\n"
    "@ IN NS localhost.\n";

// In the order of ListFormat.
constexpr std::array<Grammar, 7> kGrammars{{
    {"hosts", "", "# ", {"0.0.0.0 %", "", ""}, {}, {}},
    {"plain", "", "# ", {"%", "", ""}, {}, {}},
    {"wildcard", "", "# ", {"%", "", "*.%"}, {}, {}},
    {"adblock",
     "[Adblock Plus]\n",
     "! ",
     {"%", "||*.%^", "||%^"},
     {"|%^$important", "||*.%^$important", "||%^$important"},
     {"@@|%^", "@@||*.%^", "@@||%^"},
     {"@@|%^$important", "@@||*.%^$important", "@@||%^$important"}},
    {"dnsmasq",
     "",
     "# ",
     {"host-record=%,0.0.0.0,::", "", "local=/%/"},
     {},
     {"", "", "server=/%/#"}},
    {"unbound",
     "server:\n",
     "# ",
     {"local-data: \"%. A 0.0.0.0\"", "", "local-zone: \"%.\" always_nxdomain"},
     {},
     {"", "", "local-zone: \"%.\" always_transparent"}},
    {"rpz",
     kZoneHead,
     "; ",
     {"% CNAME .", "*.% CNAME .", ""},
     {},
     {"% CNAME rpz-passthru.", "*.% CNAME rpz-passthru.", ""}},
}};

const Grammar& grammar_of(ListFormat format) { return kGrammars[static_cast<std::size_t>(format)]; }

std::string_view line_for(const Lines& lines, RuleReach reach) {
  return lines[static_cast<std::size_t>(reach) - 1];
}

// Whether the lines can say all of `reach`, perhaps with two of them.
bool can_say(const Lines& lines, RuleReach reach) {
  if (!line_for(lines, reach).empty()) return true;
  return reach == RuleReach::kTree && !line_for(lines, RuleReach::kName).empty() &&
         !line_for(lines, RuleReach::kBelow).empty();
}

std::optional<RuleReach> without(RuleReach reach, RuleReach less) {
  const unsigned left = static_cast<unsigned>(reach) & ~static_cast<unsigned>(less);
  if (left == 0) return std::nullopt;
  return static_cast<RuleReach>(left);
}

class Writer {
 public:
  Writer(const RuleSet& rules, const WriteOptions& options)
      : rules_(rules),
        options_(options),
        grammar_(grammar_of(options.format)),
        // Only adblock says which of two rules for a name wins.
        settles_(options.format != ListFormat::kAdblock) {}

  WrittenList run() {
    list_.text = grammar_.head;
    for (std::size_t index = 0; index < rules_.size(); ++index) write(rules_.entry(index));
    return std::move(list_);
  }

 private:
  void write(const RuleEntry& entry);
  [[nodiscard]] const Lines& lines_for(const RuleEntry& entry) const;
  [[nodiscard]] bool is_covered(const RuleEntry& entry) const;
  // What of the entry holds beside the opposite rules for its name; nothing: they take it back.
  [[nodiscard]] std::optional<RuleReach> settled(const RuleEntry& entry) const;
  void append(std::string_view line, std::string_view name);
  void note(const RuleEntry& entry, RuleReach reach);

  const RuleSet& rules_;
  WriteOptions options_;
  const Grammar& grammar_;
  bool settles_;
  WrittenList list_;
};

const Lines& Writer::lines_for(const RuleEntry& entry) const {
  if (entry.action == RuleAction::kAllow) {
    return entry.important && !grammar_.important_allow[0].empty() ? grammar_.important_allow
                                                                   : grammar_.allow;
  }
  return entry.important && !grammar_.important[0].empty() ? grammar_.important : grammar_.block;
}

bool Writer::is_covered(const RuleEntry& entry) const {
  if (options_.keep_covered) return false;
  const auto cover = rules_.cover_of(entry);
  // What the format cannot say of the other rule does not cover.
  return cover && can_say(lines_for(*cover), cover->reach);
}

std::optional<RuleReach> Writer::settled(const RuleEntry& entry) const {
  if (!settles_) return entry.reach;
  if (entry.action == RuleAction::kBlock) {
    if (rules_.is_allowed(entry)) return std::nullopt;
    const auto allow = rules_.find(entry.name, RuleAction::kAllow);
    return allow && (allow->important || !entry.important) ? without(entry.reach, allow->reach)
                                                           : entry.reach;
  }
  const auto block = rules_.find(entry.name, RuleAction::kBlock);
  return block && block->important && !entry.important ? without(entry.reach, block->reach)
                                                       : entry.reach;
}

void Writer::write(const RuleEntry& entry) {
  const auto reach = settled(entry);
  if (!reach) {
    ++list_.taken_back;
    return;
  }
  if (is_covered(entry)) {
    ++list_.covered;
    return;
  }
  const Lines& lines = lines_for(entry);
  const std::string_view name_line = line_for(lines, RuleReach::kName);
  if (const std::string_view line = line_for(lines, *reach); !line.empty()) {
    append(line, entry.name);
  } else if (can_say(lines, *reach)) {
    append(name_line, entry.name);
    append(line_for(lines, RuleReach::kBelow), entry.name);
  } else if (*reach == RuleReach::kTree && !name_line.empty()) {
    append(name_line, entry.name);
    ++list_.narrowed;
  } else {
    return note(entry, *reach);
  }
  ++list_.written;
  if (entry.important && &lines == &grammar_.block) ++list_.weakened;
}

void Writer::append(std::string_view line, std::string_view name) {
  const std::size_t place = line.find('%');
  list_.text += line.substr(0, place);
  list_.text += name;
  list_.text += line.substr(place + 1);
  list_.text += '\n';
}

void Writer::note(const RuleEntry& entry, RuleReach reach) {
  const Grammar& adblock = grammar_of(ListFormat::kAdblock);
  list_.text += grammar_.comment;
  append(line_for(entry.action == RuleAction::kAllow ? adblock.allow : adblock.block, reach),
         entry.name);
  ++list_.noted;
}

}  // namespace

std::string_view to_string(ListFormat format) { return grammar_of(format).name; }

WrittenList write_list(const RuleSet& rules, const WriteOptions& options) {
  return Writer(rules, options).run();
}

}  // namespace tidemark::analyzer
