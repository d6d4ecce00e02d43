// Block lists in and out, as a maintainer uses them. Nothing is visited but a closed port.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

using nlohmann::json;
using Lists = EndToEnd;

// Options with which every domain is dead at once.
Arguments nowhere(Arguments arguments) {
  for (const char* more : {"--browsers", "0", "--map", "*=127.0.0.1:1", "--json", "--quiet"}) {
    arguments.emplace_back(more);
  }
  return arguments;
}

std::string read_file(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

TEST_F(Lists, EveryNameIsVisitedOnceAndEveryOtherLineAnswered) {
  const auto first = write_file("first.txt",
                                "0.0.0.0 a.example b.example\nx.tree.example\nlocalhost\n"
                                "b\xC3\xBC"
                                "cher.example\n");
  const auto second = write_file("second.txt", "||tree.example^\n@@||good.example^\nA.EXAMPLE\n");
  const Finished finished = run(nowhere({"analyze", first.string(), second.string()}));
  ASSERT_EQ(finished.code(), 0) << finished.err;
  std::set<std::string> told;
  for (const std::string& line : finished.lines()) {
    const json result = json::parse(line);
    const std::string domain = result.value("domain", "");
    const std::string state = result["state"];
    const std::string source =
        std::filesystem::path(result["source"].get<std::string>()).filename();
    EXPECT_TRUE(told.insert(source + " " + domain + " " + (state == "dead" ? "" : state)).second);
    if (domain == "xn--bcher-kva.example") {
      EXPECT_EQ(result["written"],
                "b\xC3\xBC"
                "cher.example");
    }
  }
  EXPECT_EQ(told, (std::set<std::string>{
                      "first.txt:1 a.example ", "first.txt:1 b.example ", "first.txt:3  rejected",
                      "first.txt:4 xn--bcher-kva.example ", "second.txt:1 tree.example ",
                      "second.txt:2 good.example allowed"}));
}

TEST_F(Lists, AFileThatIsNoListEndsTheRun) {
  const auto good = write_file("good.txt", "a.example\n");
  const auto page = write_file("page.txt", "<!DOCTYPE html>\n<html>\na.example\n");
  const Finished finished = run(nowhere({"analyze", good.string(), page.string()}));
  EXPECT_EQ(finished.code(), 2);
  EXPECT_TRUE(finished.lines().empty()) << finished.out;
  EXPECT_NE(finished.err.find("page.txt is an HTML page"), std::string::npos) << finished.err;
}

TEST_F(Lists, ConvertWaitsForTheWriterOfANamedPipe) {
  const auto pipe = scratch() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Program program({"lists", "convert", pipe.string(), "--to", "plain", "-o", "-"}, scratch());
  // Opening waits until the program has opened its end.
  std::ofstream(pipe) << "a.example\n";
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(finished.out, "a.example\n");
  std::filesystem::remove(pipe);
}

TEST_F(Lists, ConvertWritesIntoAPipeInsteadOfReplacingIt) {
  const auto list = write_file("list.txt", "a.example\n");
  const auto pipe = scratch() / "pipe";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  const UniqueFd reader(::open(pipe.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  const Finished finished =
      run({"lists", "convert", list.string(), "--to", "plain", "-o", pipe.string()});
  EXPECT_EQ(finished.code(), 0) << finished.err;
  std::array<char, 64> got{};
  EXPECT_EQ(::read(reader.get(), got.data(), got.size()), 10);
  EXPECT_TRUE(std::filesystem::is_fifo(pipe));
  std::filesystem::remove(pipe);
}

TEST_F(Lists, ConvertWritesAWholeFileAndSaysWhatItLeftOut) {
  const auto list = write_file("list.txt", "||t.example^\nx.t.example\na.example\nno rule here\n");
  const auto out = write_file("out.txt", "what was there\n");
  const Finished finished = run({"lists", "convert", list.string(), "--to", "adblock", "-o",
                                 out.string(), "--json", "--subdomains"});
  ASSERT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(read_file(out), "[Adblock Plus]\n||t.example^\n||a.example^\n");
  const json summary = json::parse(finished.out);
  EXPECT_EQ(summary["written"], 2);
  EXPECT_EQ(summary["covered"], 1);
  ASSERT_EQ(summary["rejected"].size(), 1U);
  EXPECT_TRUE(summary["rejected"][0]["source"].get<std::string>().ends_with("list.txt:4"));
  EXPECT_NE(finished.err.find("list.txt:4"), std::string::npos) << finished.err;
}

TEST_F(Lists, ConvertReadsStandardInputAndPiholesWay) {
  Program program({"lists", "convert", "--to", "plain", "--as", "pihole"}, scratch());
  program.write("0.0.0.0 a.example\n*.b.example\n||c.example^\n");
  program.close_input();
  const Finished finished = program.finish();
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(finished.out, "a.example\nc.example\n");
}

TEST_F(Lists, ConvertTellsFailuresByItsExitCode) {
  const auto list = write_file("list.txt", "a.example\nno rule here\n");
  EXPECT_EQ(run({"lists", "convert", list.string(), "--to", "plain", "--strict"}).code(), 2);
  EXPECT_EQ(run({"lists", "convert", list.string(), "--to", "nonsense"}).code(), 2);
  EXPECT_EQ(run({"lists", "convert", "/nonexistent/list.txt", "--to", "plain"}).code(), 2);
  EXPECT_EQ(
      run({"lists", "convert", write_file("empty.txt", "# \n").string(), "--to", "plain"}).code(),
      2);
  EXPECT_EQ(run({"lists", "convert", list.string(), "--to", "plain", "--json"}).code(), 2);
  EXPECT_EQ(
      run({"lists", "convert", list.string(), "--to", "plain", "-o", "/nonexistent/x"}).code() == 0,
      false);
}

}  // namespace
}  // namespace tidemark::test
