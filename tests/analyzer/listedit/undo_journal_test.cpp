#include "analyzer/listedit/undo_journal.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "analyzer/advice/content_digest.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class Undo : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::create("tidemark-test");
    ASSERT_TRUE(made);
    folder_ = *std::move(made);
  }
  [[nodiscard]] const fs::path& folder() const { return folder_.path(); }
  [[nodiscard]] UndoJournal open() const {
    auto journal = UndoJournal::open(folder() / "undo", "/lists/food.txt");
    EXPECT_TRUE(journal) << journal.error().message;
    return *std::move(journal);
  }
  static void change(UndoJournal& journal, const std::string& before, const std::string& after) {
    const auto kept = journal.record({.change = "c",
                                      .before = content_digest(before),
                                      .after = content_digest(after),
                                      .done = {"add-1"},
                                      .edits = {{.line = 3, .removes = true, .adds = {"x"}}}},
                                     before);
    ASSERT_TRUE(kept) << kept.error().message;
  }

 private:
  TempDir folder_;
};

TEST_F(Undo, RemembersAcrossPrograms) {
  {
    UndoJournal journal = open();
    EXPECT_TRUE(journal.entries().empty());
    change(journal, std::string("one\r\n\xff\0x", 8), "two");
  }
  UndoJournal journal = open();
  ASSERT_EQ(journal.entries().size(), 1U);
  EXPECT_EQ(journal.entries()[0].done, std::vector<std::string>{"add-1"});
  EXPECT_EQ(journal.entries()[0].edits.at(0).line, 3U);
  EXPECT_EQ(journal.entries()[0].edits.at(0).adds.size(), 1U);
  const auto before = journal.content_before_last();
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(*before, std::string("one\r\n\xff\0x", 8));
  ASSERT_TRUE(journal.drop_last());
  EXPECT_TRUE(open().entries().empty());
}

TEST_F(Undo, KnowsWhatItsOwnChangesMadeOfAList) {
  UndoJournal journal = open();
  change(journal, "one", "two");
  change(journal, "two", "never written");
  change(journal, "two", "three");
  const auto leads = [&](std::string_view from, std::string_view to) {
    return journal.leads(content_digest(from), content_digest(to));
  };
  EXPECT_TRUE(leads("one", "three"));
  EXPECT_TRUE(leads("two", "three"));
  EXPECT_TRUE(leads("one", "two"));
  EXPECT_FALSE(leads("three", "one"));
  EXPECT_FALSE(leads("one", "edited"));
  EXPECT_FALSE(leads("zero", "three"));
}

TEST_F(Undo, KeepsTheLastTen) {
  UndoJournal journal = open();
  for (int i = 0; i < 15; ++i) change(journal, std::to_string(i), std::to_string(i + 1));
  EXPECT_EQ(open().entries().size(), UndoJournal::kKept);
  const auto files = fs::recursive_directory_iterator(folder());
  EXPECT_EQ(std::count_if(begin(files), end(files),
                          [](const auto& entry) { return entry.path().extension() == ".before"; }),
            10);
}

TEST_F(Undo, NeverGivesBackWhatItDidNotKeep) {
  UndoJournal journal = open();
  change(journal, "one", "two");
  for (const auto& entry : fs::recursive_directory_iterator(folder())) {
    if (entry.path().extension() == ".before") std::ofstream(entry.path()) << "forged";
  }
  const auto before = journal.content_before_last();
  ASSERT_FALSE(before);
  EXPECT_THAT(before.error().message, HasSubstr("is not what was kept there"));
}

TEST_F(Undo, SaysWhereAJournalIsBroken) {
  UndoJournal journal = open();
  change(journal, "one", "two");
  for (const auto& entry : fs::recursive_directory_iterator(folder())) {
    if (entry.path().filename() == "journal.json") {
      std::ofstream(entry.path())
          << R"({"schema": "tidemark.undo/1", "list": "/x", "entries": [7]})";
    }
  }
  const auto broken = UndoJournal::open(folder() / "undo", "/lists/food.txt");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().code, ErrorCode::kBadInput);
  EXPECT_THAT(broken.error().message, HasSubstr("journal.json: /entries/0 must be an object"));
}

}  // namespace
}  // namespace tidemark::analyzer
