#include "analyzer/listedit/edit_plan.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analyzer/listedit/list_lines.hpp"

namespace tidemark::analyzer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

WantedEdit add(std::string name) { return {.removes = false, .name = std::move(name)}; }
WantedEdit drop(std::string name) { return {.removes = true, .name = std::move(name)}; }

// The list afterwards, or why not.
std::string edited(std::string_view content, const std::vector<WantedEdit>& wanted) {
  const auto plan = plan_edits(content, wanted, "list.txt");
  return plan ? plan->content : "refused: " + plan.error().message;
}

TEST(EditPlan, WritesAnAdditionAsTheLastEntryIsWritten) {
  const std::vector<WantedEdit> wanted{add("new.example"), add("xn--bcher-kva.example")};
  struct Case {
    std::string_view list;
    std::string_view entries;
  };
  for (const auto& [list, entries] : std::initializer_list<Case>{
           {"a.example\n", "new.example\nxn--bcher-kva.example\n"},
           {"0.0.0.0 a.example\n", "0.0.0.0 new.example\n0.0.0.0 xn--bcher-kva.example\n"},
           {"127.0.0.1\ta.example # burgers at a.example\n",
            "127.0.0.1\tnew.example\n127.0.0.1\txn--bcher-kva.example\n"},
           {"0.0.0.0 a.example b.example\n",
            "0.0.0.0 new.example\n0.0.0.0 xn--bcher-kva.example\n"},
           {"0.0.0.0 a.example\n:: a.example\n",
            "0.0.0.0 new.example\n:: new.example\n0.0.0.0 xn--bcher-kva.example\n"
            ":: xn--bcher-kva.example\n"},
           {"*.a.example\n", "*.new.example\n*.xn--bcher-kva.example\n"},
           {"[Adblock Plus]\n! food\n||a.example^\n", "||new.example^\n||xn--bcher-kva.example^\n"},
           {"||a.example^\n||b.example^$important\n", "||new.example^\n||xn--bcher-kva.example^\n"},
           {"local=/a.example/\n", "local=/new.example/\nlocal=/xn--bcher-kva.example/\n"},
           {"address=/a.example/0.0.0.0\n",
            "address=/new.example/0.0.0.0\naddress=/xn--bcher-kva.example/0.0.0.0\n"},
           {"address=/a.example/b.example/#\n",
            "address=/new.example/#\naddress=/xn--bcher-kva.example/#\n"},
           {"host-record=a.example,0.0.0.0,::\n",
            "host-record=new.example,0.0.0.0,::\nhost-record=xn--bcher-kva.example,0.0.0.0,::\n"},
           {"server:\n  local-zone: \"a.example.\" always_nxdomain\n",
            "  local-zone: \"new.example.\" always_nxdomain\n"
            "  local-zone: \"xn--bcher-kva.example.\" always_nxdomain\n"},
           {"local-zone: \"a.example\" redirect\nlocal-data: \"a.example A 0.0.0.0\"\n",
            "local-zone: \"new.example\" redirect\nlocal-data: \"new.example A 0.0.0.0\"\n"
            "local-zone: \"xn--bcher-kva.example\" redirect\n"
            "local-data: \"xn--bcher-kva.example A 0.0.0.0\"\n"},
           {"$TTL 300\n@ IN SOA localhost. root.localhost. 1 3600 900 2592000 300\n"
            "@ IN NS localhost.\na.example CNAME .\n*.a.example CNAME .\n",
            "new.example CNAME .\n*.new.example CNAME .\nxn--bcher-kva.example CNAME .\n"
            "*.xn--bcher-kva.example CNAME .\n"},
           {"$ORIGIN rpz.local.\na.example.rpz.local. 300 IN CNAME .\n",
            "new.example.rpz.local. 300 IN CNAME .\n"
            "xn--bcher-kva.example.rpz.local. 300 IN CNAME .\n"},
           {"B\xC3\xBC"
            "CHEREI.example\n",
            "new.example\nxn--bcher-kva.example\n"},
           {"https://a.example/\n", "https://new.example/\nhttps://xn--bcher-kva.example/\n"},
       }) {
    EXPECT_EQ(edited(list, wanted), std::string(list) + std::string(entries));
  }
}

TEST(EditPlan, PutsAdditionsBehindTheLastEntryNotTheLastLine) {
  EXPECT_EQ(edited("# burgers\na.example\n\n# pizza\nb.example\n\n\n# end\n", {add("new.example")}),
            "# burgers\na.example\n\n# pizza\nb.example\nnew.example\n\n\n# end\n");
  EXPECT_EQ(edited("||a.example^\n\n@@||good.example^\n", {add("new.example")}),
            "||a.example^\n||new.example^\n\n@@||good.example^\n");
}

TEST(EditPlan, KeepsLineEndingsMarkAndAMissingNewline) {
  EXPECT_EQ(edited("\xEF\xBB\xBF"
                   "a.example\r\nb.example\r\n",
                   {drop("a.example"), add("c.example")}),
            "\xEF\xBB\xBF"
            "b.example\r\nc.example\r\n");
  EXPECT_EQ(edited("a.example\r\nb.example", {add("c.example")}),
            "a.example\r\nb.example\r\nc.example");
  EXPECT_EQ(edited("a.example", {add("c.example")}), "a.example\nc.example");
  EXPECT_EQ(edited("a.example\nb.example", {drop("b.example")}), "a.example\n");
  EXPECT_EQ(edited("a.example\nb.example", {drop("b.example"), add("c.example")}),
            "a.example\nc.example");
  EXPECT_EQ(edited("a.example\nb.example", {drop("a.example")}), "b.example");
  // Another tool's mixture stays one.
  EXPECT_EQ(edited("a.example\r\nb.example\n \tc.example\n", {drop("b.example")}),
            "a.example\r\n \tc.example\n");
}

TEST(EditPlan, WritesFirstEntriesByWhatTheListBeginsWith) {
  EXPECT_EQ(edited("", {add("a.example"), add("b.example")}), "a.example\nb.example\n");
  EXPECT_EQ(edited("# to come\n", {add("a.example")}), "# to come\na.example\n");
  EXPECT_EQ(edited("\n\n", {add("a.example")}), "a.example\n\n\n");
  EXPECT_EQ(edited("[Adblock Plus]\n", {add("a.example")}), "[Adblock Plus]\n||a.example^\n");
  EXPECT_EQ(edited("$TTL 300\n@ IN SOA a. b. 1 2 3 4 5\n", {add("a.example")}),
            "$TTL 300\n@ IN SOA a. b. 1 2 3 4 5\na.example CNAME .\n");
}

TEST(EditPlan, RemovesTheLinesOfExactlyThatName) {
  EXPECT_EQ(edited("# a.example is bad\na.example\nwww.a.example\nx-a.example\nA.Example\n",
                   {drop("a.example")}),
            "# a.example is bad\nwww.a.example\nx-a.example\n");
  EXPECT_EQ(
      edited("a.example CNAME .\n*.a.example CNAME .\nb.example CNAME .\n", {drop("a.example")}),
      "b.example CNAME .\n");
  EXPECT_EQ(edited("local-zone: \"a.example\" redirect\nlocal-data: \"a.example A 0.0.0.0\"\n"
                   "local-data: \"a.example AAAA ::\"\nlocal-zone: \"b.example\" static\n",
                   {drop("a.example")}),
            "local-zone: \"b.example\" static\n");
  EXPECT_EQ(edited("||a.example^\n@@||a.example^\n", {drop("a.example")}), "@@||a.example^\n");
}

TEST(EditPlan, CutsTheNameOutOfALineWithOthers) {
  EXPECT_EQ(edited("0.0.0.0 a.example b.example  c.example # three\n", {drop("b.example")}),
            "0.0.0.0 a.example  c.example # three\n");
  EXPECT_EQ(edited("0.0.0.0 a.example b.example\n", {drop("a.example")}), "0.0.0.0 b.example\n");
  EXPECT_EQ(edited("0.0.0.0 a.example b.example\n", {drop("a.example"), drop("b.example")}), "");
  EXPECT_EQ(edited("local=/a.example/b.example/\n", {drop("a.example")}), "local=/b.example/\n");
  EXPECT_EQ(edited("address=/a.example/b.example/0.0.0.0\n", {drop("b.example")}),
            "address=/a.example/0.0.0.0\n");
  EXPECT_EQ(edited("host-record=a.example,b.example,0.0.0.0,::\n", {drop("a.example")}),
            "host-record=b.example,0.0.0.0,::\n");
  EXPECT_EQ(edited("a.example b.example\n", {drop("a.example")}), "b.example\n");
  EXPECT_EQ(edited("0.0.0.0 a.example not_a_(name)\n", {drop("a.example")}),
            "0.0.0.0 not_a_(name)\n");
}

TEST(EditPlan, SaysWhatItDoesNotDo) {
  const auto plan = plan_edits("a.example\n||tree.example^\n@@||good.example^\n",
                               {drop("b.example"), add("a.example"), add("x.tree.example"),
                                add("www.good.example"), drop("a.example"), drop("a.example")},
                               "list.txt");
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_THAT(plan->why_not,
              ElementsAre("the list does not name it", "the list names it already",
                          "the list's rule for tree.example covers it",
                          "an allow rule of the list would take it back", "", "asked for twice"));
  EXPECT_EQ(plan->content, "||tree.example^\n@@||good.example^\n");
}

TEST(EditPlan, RefusesWhereTheListWouldSaySomethingElse) {
  // Records that begin with a blank have their owner from the line above.
  EXPECT_EQ(edited("$ORIGIN z.\na.example A 0.0.0.0\n  300 AAAA ::\nb.example CNAME .\n",
                   {drop("a.example")}),
            "$ORIGIN z.\nb.example CNAME .\n");
  EXPECT_THAT(edited("$ORIGIN z.\na.example CNAME .\n  TXT \"why\"\nb.example CNAME .\n",
                     {drop("a.example")}),
              HasSubstr("list.txt:3: it belongs to the name in the line before"));
}

TEST(EditPlan, NothingToDoChangesNothing) {
  const auto plan = plan_edits("a.example\r\n\r\nb.example", {drop("c.example")}, "list.txt");
  ASSERT_TRUE(plan);
  EXPECT_TRUE(plan->edits.empty());
  EXPECT_EQ(plan->content, "a.example\r\n\r\nb.example");
}

}  // namespace
}  // namespace tidemark::analyzer
