#include "analyzer/lists/list_writer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "analyzer/lists/list_reader.hpp"

namespace tidemark::analyzer {
namespace {

class IntoSet final : public RuleSink {
 public:
  void take(const ListRule& rule) override { set.add(rule, {}); }
  void refuse(std::string reason) override { ADD_FAILURE() << reason; }
  RuleSet set;
};

RuleSet rules_of(std::string_view list) {
  IntoSet sink;
  ListReader reader(sink, {});
  while (!list.empty()) {
    const std::size_t end = std::min(list.find('\n'), list.size());
    reader.read(list.substr(0, end));
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return std::move(sink.set);
}

std::vector<std::string> entries_of(const RuleSet& set) {
  std::vector<std::string> entries;
  for (std::size_t index = 0; index < set.size(); ++index) {
    const RuleEntry entry = set.entry(index);
    entries.push_back(
        std::string(entry.name) + (entry.action == RuleAction::kAllow ? " allow " : " block ") +
        std::to_string(static_cast<int>(entry.reach)) + (entry.important ? " important" : ""));
  }
  std::ranges::sort(entries);
  return entries;
}

WrittenList write(std::string_view list, ListFormat format, bool keep_covered = false) {
  return write_list(rules_of(list), {.format = format, .keep_covered = keep_covered});
}

// What comes back when the written list is read.
std::vector<std::string> again(std::string_view list, ListFormat format) {
  return entries_of(rules_of(write(list, format).text));
}

constexpr std::string_view kNames = "a.example\nb-_c.example\nxn--bcher-kva.example\n";
constexpr std::string_view kTrees = "||t.example^\n*.u.example\n";
constexpr std::string_view kBelow = "||*.v.example^\n";
constexpr std::string_view kAllowTrees = "@@||good.t.example^\n";
constexpr std::string_view kAllowOthers = "@@|x.t.example^\n@@||*.y.t.example^\n";
constexpr std::string_view kImportant =
    "||i.example^$important\n|j.example^$important\n@@||k.i.example^$important\n";

TEST(ListWriter, SaysAgainWhatItsFormatCanSay) {
  const std::string names(kNames);
  const std::string trees = names + std::string(kTrees);
  const std::string allowed = trees + std::string(kAllowTrees);
  const std::string most = allowed + std::string(kBelow) + std::string(kAllowOthers);
  const std::string all = most + std::string(kImportant);
  EXPECT_EQ(again(names, ListFormat::kHosts), entries_of(rules_of(names)));
  EXPECT_EQ(again(names, ListFormat::kPlain), entries_of(rules_of(names)));
  EXPECT_EQ(again(trees, ListFormat::kWildcard), entries_of(rules_of(trees)));
  EXPECT_EQ(again(allowed, ListFormat::kDnsmasq), entries_of(rules_of(allowed)));
  EXPECT_EQ(again(allowed, ListFormat::kUnbound), entries_of(rules_of(allowed)));
  EXPECT_EQ(again(most, ListFormat::kRpz), entries_of(rules_of(most)));
  EXPECT_EQ(again(all, ListFormat::kAdblock), entries_of(rules_of(all)));
}

TEST(ListWriter, WritesLinesThatOtherProgramsRead) {
  const std::string list = "a.example\n||t.example^\n@@||good.t.example^\n";
  EXPECT_EQ(write(list, ListFormat::kAdblock).text,
            "[Adblock Plus]\na.example\n||t.example^\n@@||good.t.example^\n");
  EXPECT_EQ(write(list, ListFormat::kDnsmasq).text,
            "host-record=a.example,0.0.0.0,::\nlocal=/t.example/\nserver=/good.t.example/#\n");
  EXPECT_EQ(write(list, ListFormat::kUnbound).text,
            "server:\nlocal-data: \"a.example. A 0.0.0.0\"\n"
            "local-zone: \"t.example.\" always_nxdomain\n"
            "local-zone: \"good.t.example.\" always_transparent\n");
  EXPECT_TRUE(write(list, ListFormat::kRpz)
                  .text.ends_with("@ IN NS localhost.\na.example CNAME .\nt.example CNAME .\n"
                                  "*.t.example CNAME .\ngood.t.example CNAME rpz-passthru.\n"
                                  "*.good.t.example CNAME rpz-passthru.\n"));
}

TEST(ListWriter, NarrowsTreesButKeepsWhatTheyCoveredWhereItKnowsNamesOnly) {
  const WrittenList hosts = write("||t.example^\nx.t.example\n", ListFormat::kHosts);
  EXPECT_EQ(hosts.text, "0.0.0.0 t.example\n0.0.0.0 x.t.example\n");
  EXPECT_EQ(hosts.narrowed, 1U);
  EXPECT_EQ(hosts.covered, 0U);
  const WrittenList adblock = write("||t.example^\nx.t.example\n", ListFormat::kAdblock);
  EXPECT_EQ(adblock.text, "[Adblock Plus]\n||t.example^\n");
  EXPECT_EQ(adblock.covered, 1U);
  EXPECT_EQ(write("||t.example^\nx.t.example\n", ListFormat::kAdblock, true).covered, 0U);
}

TEST(ListWriter, LosesNoAllowRule) {
  const std::string list = "a.example\n||t.example^\n@@||x.t.example^\n@@||a.example^\n";
  const WrittenList hosts = write(list, ListFormat::kHosts);
  EXPECT_EQ(hosts.text, "0.0.0.0 t.example\n# @@||x.t.example^\n# @@||a.example^\n");
  EXPECT_EQ(hosts.noted, 2U);
  EXPECT_EQ(hosts.taken_back, 1U);
}

// Two CNAME records for one owner would make the zone invalid.
TEST(ListWriter, SettlesOppositeRulesForAName) {
  const std::string list = "||t.example^\n@@|t.example^\n";
  EXPECT_TRUE(write(list, ListFormat::kRpz)
                  .text.ends_with("*.t.example CNAME .\nt.example CNAME rpz-passthru.\n"));
  const std::string hard = "||t.example^$important\n@@|t.example^\n";
  const WrittenList zone = write(hard, ListFormat::kRpz);
  EXPECT_TRUE(zone.text.ends_with("localhost.\nt.example CNAME .\n*.t.example CNAME .\n"));
  EXPECT_EQ(zone.weakened, 1U);
}

TEST(ListWriter, BlocksNothingThatAnImportantAllowRuleAllows) {
  const std::string list = "||a.example^$important\n@@||a.example^$important\nb.example\n";
  EXPECT_EQ(write(list, ListFormat::kHosts).text, "# @@||a.example^\n0.0.0.0 b.example\n");
  EXPECT_EQ(
      write("||x.a.example^$important\n@@||a.example^$important\n", ListFormat::kDnsmasq).text,
      "server=/a.example/#\n");
}

TEST(ListWriter, KeepsNamesWhoseCoverItCannotSay) {
  EXPECT_EQ(write("||*.v.example^\nx.v.example\n", ListFormat::kWildcard).text,
            "# ||*.v.example^\nx.v.example\n");
}

}  // namespace
}  // namespace tidemark::analyzer
