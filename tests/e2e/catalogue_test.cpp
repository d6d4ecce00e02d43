// `tidemark run --catalogue` on the built program, with a catalogue of small subjects.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include <nlohmann/json.hpp>

#include "tests/e2e/program.hpp"

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

// Leaves a process in each cycle, but with --fixed none.
constexpr const char* kLeaky = R"({"name": "leaky", "rest": {"quiet_ms": 300},
  "catalogue": {"sets": ["smoke", "default"]},
  "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}], "load": {"cycles": 4},
  "subject": {
    "command": ["sh", "-c", "[ \"$1\" = --fixed ] || setsid sleep 12345 & cat", "leaky"],
    "defect": {"finding": "DEFECT"}, "sound": ["--fixed"]}})";
constexpr const char* kSound = R"({"name": "sound", "rest": {"quiet_ms": 300},
  "catalogue": {"sets": ["smoke"], "alone": true},
  "sites": [{"hosts": ["a.com", "b.com"], "behavior": {"kind": "page"}}], "load": {"cycles": 4},
  "subject": {"command": ["cat"]}})";
constexpr const char* kImpossible = R"({"name": "impossible", "catalogue": {"sets": ["smoke"]},
  "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
  "subject": {"command": ["cat"], "needs": {"Unobtainium": ["no-such-program-anywhere"]}}})";
// Goes on for as long as anybody waits.
// Says at a FIFO that it is at work.
constexpr const char* kEndless = R"({"name": "endless", "catalogue": {"sets": ["soak"]},
  "sites": [{"hosts": ["a.com"], "behavior": {"kind": "page"}}],
  "subject": {"command": ["bash", "-c", "echo > FIFO; exec sleep 12345"]}})";

std::string with_defect(const std::string& kind) {
  std::string text = kLeaky;
  return text.replace(text.find("DEFECT"), std::string("DEFECT").size(), kind);
}

class Catalogue : public EndToEnd {
 protected:
  void SetUp() override {
    EndToEnd::SetUp();
    leaky_ = write_file("scenarios/leaky.json", with_defect("orphan"));
    folder_ = leaky_.parent_path();
    out_ = folder_.parent_path() / "out";
  }
  // A catalogue whose only run is at work and has no end; nothing if that took half a minute.
  [[nodiscard]] std::unique_ptr<Program> start_endless() const {
    const fs::path fifo = folder_ / "at-work";
    EXPECT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
    const UniqueFd heard(::open(fifo.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    std::string text = kEndless;
    write("endless.json", text.replace(text.find("FIFO"), std::string("FIFO").size(), fifo));
    auto program = std::make_unique<Program>(
        Arguments{"run", "--catalogue", folder_.string(), "--set", "soak", "--out", out_.string()},
        scratch());
    pollfd told{.fd = heard.get(), .events = POLLIN, .revents = 0};
    constexpr int kPatienceMs = 30'000;
    return ::poll(&told, 1, kPatienceMs) == 1 ? std::move(program) : nullptr;
  }
  void write(const std::string& name, const std::string& text) const {
    static_cast<void>(write_file("scenarios/" + name, text));
  }
  [[nodiscard]] Finished catalogue(const std::string& set, const Arguments& more = {}) {
    Arguments arguments{"run",   "--catalogue", folder_.string(), "--set", set,
                        "--out", out_.string(), "--interval",     "100ms"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }
  // catalogue.json; discarded where it cannot be read.
  [[nodiscard]] json record() const {
    std::ifstream file(out_ / "catalogue.json");
    return json::parse(file, nullptr, false);
  }
  // The run in `folder`, as the catalogue's record has it.
  [[nodiscard]] static json run_in(const json& whole, const std::string& folder) {
    for (const json& each : whole.value("runs", json::array())) {
      if (each.value("folder", "") == folder) return each;
    }
    return json::object();
  }

  fs::path leaky_;
  fs::path folder_;
  fs::path out_;
};

TEST_F(Catalogue, FindsTheDefectAndPassesTheTwinAndTheRest) {
  write("sound.json", kSound);
  write("impossible.json", kImpossible);
  const Finished finished = catalogue("smoke");
  ASSERT_EQ(finished.code(), 0) << finished.out << finished.err;
  EXPECT_THAT(finished.out, HasSubstr("3 of 3 runs as expected, 1 skipped"));
  EXPECT_THAT(finished.out, HasSubstr("Unobtainium is missing"));
  EXPECT_THAT(finished.out, HasSubstr("orphan of other processes"));
  for (const char* folder : {"leaky", "leaky-sound", "sound"}) {
    EXPECT_TRUE(fs::exists(out_ / folder / "report.html")) << folder;
  }

  // All of it is there.
  const Finished again = catalogue("smoke", {"--json", "--quiet"});
  EXPECT_EQ(again.code(), 0);
  EXPECT_LT(again.took, std::chrono::seconds(5));
  const json told = json::parse(again.out, nullptr, false);
  ASSERT_TRUE(told.is_object()) << again.out;
  EXPECT_EQ(told, record());
  EXPECT_EQ(told["schema"], "tidemark.catalogue/1");
  EXPECT_EQ(run_in(told, "leaky")["verdict"], "leaking");
  EXPECT_EQ(run_in(told, "leaky-sound")["verdict"], "stable");
  EXPECT_EQ(run_in(told, "leaky-sound")["variant"], "sound");
  EXPECT_THAT(run_in(told, "impossible")["skipped"], HasSubstr("Unobtainium"));
  EXPECT_EQ(catalogue("default").code(), 2) << "another set";
}

TEST_F(Catalogue, FailsWhereSomethingElseIsFound) {
  write("leaky.json", with_defect("wedged"));
  const Finished finished = catalogue("smoke");
  EXPECT_EQ(finished.code(), 1) << finished.out;
  EXPECT_THAT(finished.out, HasSubstr("1 of 2 runs as expected"));
  EXPECT_THAT(finished.out, HasSubstr("must be wedged of processes"));

  // The runs are kept, what is expected of them is read anew.
  write("leaky.json", with_defect("orphan"));
  const Finished again = catalogue("smoke");
  EXPECT_EQ(again.code(), 0) << again.out;
  EXPECT_LT(again.took, std::chrono::seconds(5));
}

TEST_F(Catalogue, RunsAgainOnlyWhatIsMissing) {
  ASSERT_EQ(catalogue("smoke").code(), 0);
  const auto kept = fs::last_write_time(out_ / "leaky" / "run.json");
  json cut_short = record();
  for (json& each : cut_short["runs"]) {
    if (each["folder"] == "leaky-sound") each.erase("exit_code");
  }
  static_cast<void>(write_file("out/catalogue.json", cut_short.dump()));
  const auto lost = fs::last_write_time(out_ / "leaky-sound" / "run.json");
  const Finished finished = catalogue("smoke");
  EXPECT_EQ(finished.code(), 0) << finished.err;
  EXPECT_EQ(fs::last_write_time(out_ / "leaky" / "run.json"), kept);
  EXPECT_GT(fs::last_write_time(out_ / "leaky-sound" / "run.json"), lost);
}

TEST_F(Catalogue, EndsWithAllItsRunsWhenInterrupted) {
  const std::unique_ptr<Program> program = start_endless();
  ASSERT_TRUE(program);
  ASSERT_TRUE(program->child().signal(SIGINT));
  const Finished finished = program->finish();
  EXPECT_EQ(finished.code(), 130) << finished.err;
  EXPECT_THAT(finished.err, HasSubstr("interrupted; --out "));
  EXPECT_EQ(left_processes(std::chrono::milliseconds(100)), "");
  EXPECT_EQ(left_files(), std::vector<std::string>());
}

TEST_F(Catalogue, EndsWithAllItsRunsWhenKilled) {
  const std::unique_ptr<Program> program = start_endless();
  ASSERT_TRUE(program);
  ASSERT_TRUE(program->child().signal(SIGKILL));
  static_cast<void>(program->finish());
  EXPECT_EQ(left_processes(std::chrono::seconds(15)), "");
}

TEST_F(Catalogue, SaysWhatIsNoCatalogue) {
  EXPECT_EQ(catalogue("soak").code(), 2) << "an empty one";
  EXPECT_EQ(run({"run", "--catalogue", folder_.string(), "--", "cat"}).code(), 2);
  EXPECT_EQ(run({"run", "--catalogue", "--sound", leaky_.string()}).code(), 2);
  write("twice.json", with_defect("orphan"));
  const Finished twice = catalogue("smoke");
  EXPECT_EQ(twice.code(), 2);
  EXPECT_THAT(twice.err, HasSubstr("twice.json: /name"));
  EXPECT_FALSE(fs::exists(out_));
}

TEST_F(Catalogue, HasNothingToSayWhereAllIsSkipped) {
  const fs::path impossible = write_file("impossible.json", kImpossible);
  const Finished finished =
      run({"run", "--catalogue", impossible.string(), "--out", out_.string()});
  EXPECT_EQ(finished.code(), 5);
  EXPECT_THAT(finished.out, HasSubstr("Unobtainium is missing"));
}

TEST_F(Catalogue, TheSoundTwinRunsByItselfToo) {
  const Finished sound =
      run({"run", leaky_.string(), "--sound", "--out", out_.string(), "--interval", "100ms"});
  EXPECT_EQ(sound.code(), 0) << sound.out << sound.err;
  EXPECT_EQ(run({"run", leaky_.string(), "--sound", "--", "cat"}).code(), 2);
  const fs::path plain = write_file("sound.json", kSound);
  EXPECT_EQ(run({"run", plain.string(), "--sound"}).code(), 2);
}

}  // namespace
}  // namespace tidemark::test
