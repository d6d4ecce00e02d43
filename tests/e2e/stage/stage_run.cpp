#include "tests/e2e/stage/stage_run.hpp"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

namespace tidemark::test {
namespace {

namespace fs = std::filesystem;

constexpr uid_t kNobody = 65534;

std::string text_of(const fs::path& file) {
  std::stringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

void give_to_nobody(const fs::path& directory) {
  ASSERT_EQ(::chown(directory.c_str(), kNobody, kNobody), 0);
}

}  // namespace

std::string name_of(const ::testing::TestParamInfo<User>& info) {
  return info.param == User::kRoot ? "AsRoot" : "AsAnOrdinaryUser";
}

void StageTest::SetUp() {
  EndToEnd::SetUp();
  if (GetParam() == User::kRoot && ::geteuid() != 0) GTEST_SKIP() << "this is for root";
  auto shared = TempDir::create("s");
  ASSERT_TRUE(shared);
  shared_ = std::move(*shared);
  if (GetParam() == User::kOrdinary && ::geteuid() == 0) {
    give_to_nobody(scratch());
    give_to_nobody(shared_.path());
  }
  const fs::path scenario = write_scenario("trial.json", R"({
    "name": "trial", "sites": [{"hosts": ["a.example"], "behavior": {"kind": "page"}}],
    "load": {"cycles": 1}})");
  const Finished trial = start(scenario, {"--quiet", "--per-cycle"}, {"true"})->finish();
  if (trial.code() == 5) GTEST_SKIP() << trial.err;
}

Arguments StageTest::as_user() const {
  if (GetParam() == User::kRoot || ::geteuid() != 0) return {};
  return {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
}

fs::path StageTest::write_scenario(const std::string& name, const std::string& text) const {
  fs::path path = shared_.path() / name;
  std::ofstream(path) << text;
  return path;
}

std::unique_ptr<Program> StageTest::start(const fs::path& scenario, const Arguments& options,
                                          const Arguments& command) {
  folder_ = shared_.path() / ("run-" + std::to_string(++runs_));
  Arguments arguments{"run", scenario.string(), "--out", folder_.string(), "--interval", "100ms"};
  const auto by_default = [&](const char* option, const char* value) {
    if (std::ranges::find(options, option) != options.end()) return;
    arguments.insert(arguments.end(), {option, value});
  };
  by_default("--network", "isolated");
  by_default("--cycles", "1");
  arguments.insert(arguments.end(), options.begin(), options.end());
  arguments.emplace_back("--");
  arguments.insert(arguments.end(), command.begin(), command.end());
  return std::make_unique<Program>(arguments, scratch(), Arguments{}, as_user());
}

StagedRun StageTest::read_folder(const fs::path& folder, Finished finished) {
  StagedRun run{.finished = std::move(finished), .network = {}, .notes = {}, .answers = {}};
  const auto record = nlohmann::json::parse(text_of(folder / "run.json"), nullptr, false);
  if (record.is_object()) {
    run.network = record.value("network", "");
    run.notes = record.value("notes", std::vector<std::string>());
  }
  std::istringstream output(text_of(folder / "subject.stdout"));
  for (std::string line; std::getline(output, line);) {
    const std::size_t space = line.find(' ');
    run.answers[line.substr(0, space)] =
        space == std::string::npos ? std::string() : line.substr(space + 1);
  }
  return run;
}

StagedRun StageTest::run_staged(const fs::path& scenario, const Arguments& options,
                                const Arguments& command) {
  return read_run(start(scenario, options, command)->finish());
}

}  // namespace tidemark::test
