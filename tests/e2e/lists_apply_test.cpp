// Recommendations into real list files under real git, and out again.
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <nlohmann/json.hpp>

#include "analyzer/advice/recommendation_file.hpp"
#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using analyzer::Advice;
using analyzer::Confidence;
using nlohmann::json;

std::string read_file(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

// Lists in a git repository, and recommendations for them.
class ListsApply : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    auto made = TempDir::create_in(scratch().parent_path(), "tidemark-lists");
    ASSERT_TRUE(made);
    folder_ = *std::move(made);
    fs::create_directory(lists());
    git({"init", "--quiet"});
  }

  [[nodiscard]] fs::path lists() const { return folder_.path() / "lists"; }
  [[nodiscard]] fs::path advice_path() const { return folder_.path() / "recommendations.json"; }
  [[nodiscard]] std::string journal() const { return (folder_.path() / "undo").string(); }

  // A list of the category that is the file's stem.
  void list(const std::string& name, const std::string& text) {
    std::ofstream(lists() / name, std::ios::binary) << text;
    git({"add", "--all"});
    git({"-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "--quiet", "-m", name});
    auto advised = analyzer::advised_list(fs::path(name).stem().string(), lists() / name);
    ASSERT_TRUE(advised) << advised.error().message;
    file_.lists.push_back(*advised);
  }
  void recommend(Advice advice, const std::string& domain, const std::string& category,
                 Confidence confidence = Confidence::kHigh) {
    file_.recommendations.push_back({.id = "id-" + domain + "-" + category,
                                     .advice = advice,
                                     .domain = domain,
                                     .category = category,
                                     .confidence = confidence,
                                     .reason = "why " + domain,
                                     .evidence = {"seen\x1b[31m twice"},
                                     .weight = 1});
  }
  void recommend_everywhere() {
    for (const analyzer::AdvisedList& list : file_.lists) {
      recommend(Advice::kAdd, "new.example", list.category);
      recommend(Advice::kRemove, "gone.example", list.category);
    }
    write_advice();
  }
  void write_advice() { std::ofstream(advice_path()) << analyzer::recommendations_text(file_); }

  Finished lists_command(Arguments arguments) {
    arguments.insert(arguments.begin(), "lists");
    arguments.insert(arguments.end(), {"--journal", journal()});
    return run(arguments);
  }
  Finished apply(Arguments more = {}) {
    Arguments arguments{"apply", advice_path().string()};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return lists_command(std::move(arguments));
  }
  std::string git(Arguments arguments) const {  // NOLINT(modernize-use-nodiscard)
    arguments.insert(arguments.begin(), {"git", "-C", lists().string()});
    return output_of(arguments);
  }
  // The changed lines that git sees, without those that only say where.
  [[nodiscard]] std::string changed_lines() const {
    std::istringstream diff(git({"diff", "--unified=0", "--no-color"}));
    std::string lines;
    for (std::string line; std::getline(diff, line);) {
      const bool is_head = line.starts_with("+++ ") || line.starts_with("--- ");
      if ((line.starts_with('+') || line.starts_with('-')) && !is_head) lines += line + "\n";
      if (line.starts_with("old mode") || line.starts_with("\\ No")) lines += line + "\n";
    }
    return lines;
  }

 private:
  static std::string output_of(const Arguments& words) {
    std::string command;
    for (const std::string& word : words) command += "'" + word + "' ";
    std::string out;
    FILE* pipe = ::popen(command.c_str(), "re");  // NOLINT(cert-env33-c)
    if (pipe == nullptr) throw std::runtime_error("popen");
    std::array<char, 4096> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
      out.append(buffer.data(), got);
    }
    EXPECT_EQ(::pclose(pipe), 0) << command;
    return out;
  }

  TempDir folder_;
  analyzer::RecommendationFile file_{.made_at = std::chrono::system_clock::now()};
};

TEST_F(ListsApply, ChangesOnlyTheIntendedLinesInSevenFormatsAndTakesThemBack) {
  list("hosts.txt",
       "# food\n127.0.0.1 localhost\n0.0.0.0 a.example\n0.0.0.0 gone.example\n"
       "0.0.0.0 b.example # kept\n\n# end\n");
  list("plain.txt",
       "\xEF\xBB\xBF"
       "gone.example\r\na.example\r\n");
  list("adblock.txt", "[Adblock Plus]\n! food\n||gone.example^\n||a.example^\n\n@@||ok.example^\n");
  list("dnsmasq.conf", "local=/a.example/gone.example/\nlocal=/b.example/\n");
  list("unbound.conf",
       "server:\n    local-zone: \"gone.example\" always_nxdomain\n"
       "    local-zone: \"a.example\" always_nxdomain\n");
  list("rpz.zone",
       "$TTL 300\n@ IN SOA localhost. root.localhost. 7 3600 900 2592000 300\n"
       "@ IN NS localhost.\ngone.example CNAME .\n*.gone.example CNAME .\n"
       "a.example CNAME .\n*.a.example CNAME .\n");
  list("wildcard.txt", "*.a.example\n*.gone.example");
  recommend_everywhere();

  const Finished dry = apply();
  ASSERT_EQ(dry.code(), 0) << dry.err;
  EXPECT_EQ(changed_lines(), "");
  const Finished written = apply({"--write"});
  ASSERT_EQ(written.code(), 0) << written.err;
  EXPECT_EQ(written.out, dry.out);
  EXPECT_EQ(written.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(changed_lines(),
            "-||gone.example^\n+||new.example^\n"
            "-local=/a.example/gone.example/\n+local=/a.example/\n+local=/new.example/\n"
            "-0.0.0.0 gone.example\n+0.0.0.0 new.example\n"
            "-\xEF\xBB\xBF"
            "gone.example\r\n-a.example\r\n+\xEF\xBB\xBF"
            "a.example\r\n"
            "+new.example\r\n"
            "-gone.example CNAME .\n-*.gone.example CNAME .\n"
            "+new.example CNAME .\n+*.new.example CNAME .\n"
            "-    local-zone: \"gone.example\" always_nxdomain\n"
            "+    local-zone: \"new.example\" always_nxdomain\n"
            "-*.gone.example\n\\ No newline at end of file\n+*.new.example\n"
            "\\ No newline at end of file\n");
  EXPECT_EQ(git({"status", "--porcelain"}).find("??"), std::string::npos) << "litters git";

  const Finished shown = lists_command({"undo"});
  ASSERT_EQ(shown.code(), 0) << shown.err;
  EXPECT_NE(shown.out.find("+||gone.example^"), std::string::npos) << shown.out;
  EXPECT_NE(changed_lines(), "");
  const Finished undone = lists_command({"undo", "--write"});
  ASSERT_EQ(undone.code(), 0) << undone.err;
  EXPECT_EQ(changed_lines(), "");
  EXPECT_EQ(git({"status", "--porcelain"}), "");
  const Finished again = lists_command({"undo", "--write"});
  EXPECT_EQ(again.code(), 2);
  EXPECT_NE(again.err.find("no change to take back"), std::string::npos) << again.err;
}

TEST_F(ListsApply, ReviewSaysWhyAndChangesNothing) {
  list("food.txt", "a.example\ngone.example\n");
  recommend(Advice::kRemove, "gone.example", "food");
  recommend(Advice::kAdd, "a.example", "food");
  recommend(Advice::kAdd, "unsure.example", "food", Confidence::kLow);
  write_advice();
  const Finished finished = lists_command({"review", advice_path().string()});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  EXPECT_NE(finished.out.find("remove gone.example (high): why gone.example\n"
                              "      seen\\x1b[31m twice\n      id id-gone.example-food\n"),
            std::string::npos)
      << finished.out;
  EXPECT_NE(finished.out.find("not done: add a.example: the list names it already"),
            std::string::npos)
      << finished.out;
  EXPECT_NE(finished.out.find("@@ -1,2 +1 @@\n a.example\n-gone.example\n"), std::string::npos)
      << finished.out;
  EXPECT_EQ(finished.out.find("unsure.example"), std::string::npos);
  EXPECT_NE(finished.err.find("1 less sure left out"), std::string::npos) << finished.err;
  EXPECT_EQ(changed_lines(), "");
  EXPECT_FALSE(fs::exists(journal()));
}

TEST_F(ListsApply, AppliesWhatIsChosenAndThenTheRest) {
  list("food.txt", "a.example\ngone.example\n");
  list("play.txt", "a.example\ngone.example\n");
  recommend_everywhere();
  ASSERT_EQ(apply({"--write", "--only", "add", "--category", "food"}).code(), 0);
  EXPECT_EQ(changed_lines(), "+new.example\n");
  // The list is no longer what it was, but only by our own hand.
  const Finished one = apply({"--write", "--id", "id-gone.example-food"});
  ASSERT_EQ(one.code(), 0) << one.err;
  EXPECT_EQ(changed_lines(), "-gone.example\n+new.example\n");
  // Back in two steps, each of one change.
  ASSERT_EQ(lists_command({"undo", "--write"}).code(), 0);
  EXPECT_EQ(changed_lines(), "+new.example\n");
  ASSERT_EQ(lists_command({"undo", "--write", (lists() / "food.txt").string()}).code(), 0);
  EXPECT_EQ(changed_lines(), "");
}

TEST_F(ListsApply, RefusesAListThatSomebodyEdited) {
  list("food.txt", "a.example\ngone.example\n");
  recommend_everywhere();
  ASSERT_EQ(apply({"--write"}).code(), 0);
  std::ofstream(lists() / "food.txt", std::ios::app) << "mine.example\n";
  const std::string edited = read_file(lists() / "food.txt");
  for (const Finished& finished : {apply({"--write"}), lists_command({"undo", "--write"})}) {
    EXPECT_EQ(finished.code(), 2);
    EXPECT_NE(finished.err.find("was edited after"), std::string::npos) << finished.err;
    EXPECT_NE(finished.err.find("nothing was changed"), std::string::npos) << finished.err;
  }
  EXPECT_EQ(read_file(lists() / "food.txt"), edited);
}

TEST_F(ListsApply, KeepsPermissionsAndLinks) {
  list("real.txt", "a.example\ngone.example\n");
  recommend_everywhere();
  ASSERT_EQ(::chmod((lists() / "real.txt").c_str(), 0755), 0);
  fs::rename(lists() / "real.txt", lists() / "target.txt");
  fs::create_symlink("target.txt", lists() / "real.txt");
  ASSERT_EQ(apply({"--write"}).code(), 0);
  EXPECT_TRUE(fs::is_symlink(lists() / "real.txt"));
  EXPECT_EQ(read_file(lists() / "target.txt"), "a.example\nnew.example\n");
  struct stat status{};
  ASSERT_EQ(::stat((lists() / "target.txt").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 07777, 0755U);
}

TEST_F(ListsApply, TellsFailuresByItsExitCode) {
  list("food.txt", "a.example\ngone.example\n");
  recommend_everywhere();
  EXPECT_EQ(apply({"--id", "unknown"}).code(), 2);
  EXPECT_EQ(apply({"--category", "unknown"}).code(), 2);
  EXPECT_EQ(apply({"--only", "burn"}).code(), 2);
  EXPECT_EQ(apply({"--list", "food"}).code(), 2);
  EXPECT_EQ(lists_command({"apply", "/nonexistent/recommendations.json"}).code(), 2);
  EXPECT_EQ(lists_command({"undo"}).code(), 2);

  const Finished elsewhere = apply({"--list", "food=" + (lists() / "none.txt").string()});
  EXPECT_EQ(elsewhere.code(), 2);
  EXPECT_NE(elsewhere.err.find("none.txt"), std::string::npos) << elsewhere.err;

  json broken = json::parse(read_file(advice_path()));
  broken["recommendations"][0]["category"] = "other";
  std::ofstream(advice_path()) << broken.dump();
  const Finished finished = apply();
  EXPECT_EQ(finished.code(), 2);
  EXPECT_NE(finished.err.find("/recommendations/0/category"), std::string::npos) << finished.err;
  EXPECT_EQ(changed_lines(), "");
}

TEST_F(ListsApply, AFolderThatCannotBeWrittenIsSaidAndNothingIsLost) {
  if (::geteuid() == 0) {
    // Root may write everywhere but where the name leads to no directory.
    list("food.txt", "a.example\n");
    recommend(Advice::kAdd, "new.example", "food");
    write_advice();
    std::ofstream(journal()) << "a file, no folder";
    EXPECT_EQ(apply({"--write"}).code(), 5);
  } else {
    list("food.txt", "a.example\n");
    recommend(Advice::kAdd, "new.example", "food");
    write_advice();
    ASSERT_EQ(::chmod(lists().c_str(), 0555), 0);
    const Finished finished = apply({"--write"});
    ASSERT_EQ(::chmod(lists().c_str(), 0755), 0);
    EXPECT_EQ(finished.code(), 5);
    EXPECT_NE(finished.err.find("nothing was changed"), std::string::npos) << finished.err;
  }
  EXPECT_EQ(changed_lines(), "");
}

TEST_F(ListsApply, AKillAtAnyMomentLeavesTheOldListOrTheNew) {
  std::string old_list;
  for (int i = 0; i < 5000; ++i) old_list += "0.0.0.0 name" + std::to_string(i) + ".example\n";
  old_list += "0.0.0.0 gone.example\n";
  list("food.txt", old_list);
  recommend_everywhere();
  const fs::path file = lists() / "food.txt";
  ASSERT_EQ(apply({"--write"}).code(), 0);
  const std::string new_list = read_file(file);
  ASSERT_NE(new_list, old_list);
  ASSERT_EQ(lists_command({"undo", "--write"}).code(), 0);
  for (int round = 0; round < 20; ++round) {
    {
      Program program(
          {"lists", "apply", advice_path().string(), "--write", "--quiet", "--journal", journal()},
          scratch());
      static_cast<void>(program.finish(Deadline::in(std::chrono::milliseconds(5 * round))));
    }
    const std::string left = read_file(file);
    ASSERT_TRUE(left == old_list || left == new_list) << "round " << round;
    // What never happened is not taken back, and does not stand in the way.
    if (left == old_list) {
      ASSERT_EQ(apply({"--write"}).code(), 0);
    }
    const Finished undone = lists_command({"undo", "--write", file.string()});
    ASSERT_EQ(undone.code(), 0) << undone.err;
    ASSERT_EQ(read_file(file), old_list) << "round " << round;
  }
}

TEST_F(ListsApply, SaysAsJsonWhatItDid) {
  list("food.txt", "a.example\ngone.example\n");
  recommend_everywhere();
  recommend(Advice::kAdd, "a.example", "food");
  write_advice();
  const Finished finished = apply({"--write", "--json", "--with-twin", "--quiet"});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  const json said = json::parse(finished.out);
  EXPECT_EQ(said["written"], true);
  ASSERT_EQ(said["lists"].size(), 1U);
  EXPECT_EQ(said["lists"][0]["done"], (json{"id-new.example-food", "id-gone.example-food"}));
  EXPECT_EQ(said["lists"][0]["not_done"][0]["id"], "id-a.example-food");
  EXPECT_EQ(changed_lines(), "-gone.example\n+new.example\n+www.new.example\n+www.a.example\n");
}

}  // namespace
}  // namespace tidemark::test
