// The parts of a run that need no subject.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

#include "harness/run/directory_census.hpp"
#include "harness/run/rest_watch.hpp"
#include "harness/run/run_folder.hpp"
#include "harness/run/shared_memory.hpp"
#include "harness/run/strike_schedule.hpp"
#include "harness/subject/output_capture.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::SizeIs;

constexpr SteadyTime kT0{seconds(1000)};

probes::TreeSample look(milliseconds at, const std::vector<Pid>& pids, microseconds cpu = {}) {
  probes::TreeSample sample{.at = kT0 + at};
  for (const Pid pid : pids) {
    probes::ProcessSample process;
    process.facts.id = {.pid = pid, .start_ticks = 1};
    process.facts.cpu = cpu;
    sample.processes.push_back(process);
  }
  return sample;
}

TEST(RestWatch, WaitsForAQuietTimeWithoutChange) {
  RestWatch watch(seconds(2));
  EXPECT_FALSE(watch.rested());
  watch.see(look(milliseconds(0), {1, 2}), 0);
  watch.see(look(milliseconds(1500), {1, 2}), 0);
  EXPECT_FALSE(watch.rested());
  watch.see(look(milliseconds(2000), {1, 2}), 0);
  EXPECT_TRUE(watch.rested());
}

TEST(RestWatch, BeginsAgainWhenAProcessComesOrGoes) {
  RestWatch watch(seconds(1));
  watch.see(look(milliseconds(0), {1, 2}), 0);
  watch.see(look(milliseconds(900), {1}), 0);
  watch.see(look(milliseconds(1800), {1}), 0);
  EXPECT_FALSE(watch.rested());
  EXPECT_EQ(watch.restlessness(), "its processes come and go");
  watch.see(look(milliseconds(1900), {1}), 0);
  EXPECT_TRUE(watch.rested());
}

TEST(RestWatch, HasNoRestWhileAConnectionIsOpen) {
  RestWatch watch(seconds(1));
  watch.see(look(milliseconds(0), {1}), 0);
  watch.see(look(milliseconds(900), {1}), 2);
  EXPECT_EQ(watch.restlessness(), "2 connections are open");
  watch.see(look(milliseconds(1000), {1}), 0);
  watch.see(look(milliseconds(1900), {1}), 0);
  EXPECT_FALSE(watch.rested()) << "quiet only since the connection closed";
  watch.see(look(milliseconds(2000), {1}), 0);
  EXPECT_TRUE(watch.rested());
}

TEST(RestWatch, RestsWithConnectionsThatNothingMovesAnyMore) {
  RestWatch watch(seconds(1));
  for (int tick = 0; tick < 6; ++tick) {
    watch.see(look(milliseconds(500 * tick), {1}), 2);
    EXPECT_FALSE(watch.rested()) << tick;
  }
  watch.see(look(milliseconds(3000), {1}), 2);
  EXPECT_TRUE(watch.rested());
  watch.see(look(milliseconds(3500), {1}), 1);
  EXPECT_FALSE(watch.rested()) << "one of them closed: somebody is at work";
}

TEST(RestWatch, HasNoRestWhileTheCpuIsUsed) {
  RestWatch watch(seconds(1));
  for (int tick = 0; tick <= 10; ++tick) {
    watch.see(look(milliseconds(500 * tick), {1}, milliseconds(50 * tick)), 0);
    EXPECT_FALSE(watch.rested()) << tick;
  }
  EXPECT_EQ(watch.restlessness(), "it uses 10% of a core");
  watch.see(look(milliseconds(5500), {1}, milliseconds(500)), 0);
  watch.see(look(milliseconds(6000), {1}, milliseconds(500)), 0);
  EXPECT_TRUE(watch.rested()) << "what it used longer ago does not count";
}

TEST(RestWatch, ATreeThatIsGoneRestsToo) {
  RestWatch watch(seconds(1));
  watch.see(look(milliseconds(0), {}), 0);
  watch.see(look(milliseconds(1000), {}), 0);
  EXPECT_TRUE(watch.rested());
}

PlannedFault kill_after_domains(unsigned domains, unsigned count) {
  PlannedFault fault;
  fault.after.domains = domains;
  fault.count = count;
  return fault;
}

TEST(StrikeSchedule, StrikesASeededMomentAfterSoManyDomains) {
  StrikeSchedule schedule({kill_after_domains(3, 2)}, 7);
  schedule.begin_cycle(kT0);
  EXPECT_FALSE(schedule.due(kT0 + seconds(5), 2));
  const bool at_once = schedule.due(kT0 + seconds(6), 3).has_value();
  EXPECT_TRUE(at_once || schedule.due(kT0 + milliseconds(6501), 3));
  EXPECT_EQ(schedule.outstanding(), 1U);
  EXPECT_FALSE(schedule.due(kT0 + seconds(9), 5)) << "counts since the strike";
  EXPECT_TRUE(schedule.due(kT0 + seconds(9), 6) || schedule.due(kT0 + seconds(10), 6));
  EXPECT_FALSE(schedule.due(kT0 + seconds(90), 60)) << "twice in a cycle";
  schedule.begin_cycle(kT0 + seconds(100));
  EXPECT_EQ(schedule.outstanding(), 2U);
}

TEST(StrikeSchedule, StrikesASeededMomentAfterATime) {
  PlannedFault fault;
  fault.after.time = seconds(10);
  const auto moment = [&](std::uint64_t seed) {
    StrikeSchedule schedule({fault}, seed);
    schedule.begin_cycle(kT0);
    for (int ms = 0; ms <= 13'000; ++ms) {
      if (schedule.due(kT0 + milliseconds(ms), 0)) return ms;
    }
    return -1;
  };
  EXPECT_GE(moment(1), 10'000);
  EXPECT_LE(moment(1), 12'000);
  EXPECT_EQ(moment(1), moment(1));
  EXPECT_NE(moment(1), moment(2));
}

TEST(StrikeSchedule, StrikesAgainAsOftenAsItSays) {
  PlannedFault fault = kill_after_domains(3, 3);
  fault.every = milliseconds(100);
  StrikeSchedule schedule({fault}, 7);
  schedule.begin_cycle(kT0);
  EXPECT_FALSE(schedule.due(kT0 + seconds(5), 2));
  static_cast<void>(schedule.due(kT0 + seconds(6), 3));
  static_cast<void>(schedule.due(kT0 + seconds(7), 3));
  ASSERT_LE(schedule.outstanding(), 2U);
  const SteadyTime then = kT0 + seconds(8);
  while (schedule.outstanding() > 1) ASSERT_TRUE(schedule.due(then, 3)) << "needs no more domains";
  EXPECT_FALSE(schedule.due(then + milliseconds(99), 3));
  EXPECT_EQ(schedule.due(then + milliseconds(121), 3), 0U);
  EXPECT_FALSE(schedule.due(then + seconds(60), 60));
}

TEST(RunFolder, TakesANewOrEmptyFolderAndRefusesOthers) {
  const auto parent = TempDir::create("tidemark-test");
  ASSERT_TRUE(parent);
  const fs::path folder = parent->path() / "deep" / "run";
  ASSERT_TRUE(make_run_folder(folder));
  ASSERT_TRUE(make_run_folder(folder)) << "still empty";
  std::ofstream(folder / "something") << "x";
  const auto refused = make_run_folder(folder);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kBadInput);
  const auto file = make_run_folder(folder / "something");
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().code, ErrorCode::kBadInput);
  const auto below_file = make_run_folder(folder / "something" / "below");
  ASSERT_FALSE(below_file);
}

TEST(RunFolder, IsNamedAfterScenarioAndTime) {
  const auto parent = TempDir::create("tidemark-test");
  ASSERT_TRUE(parent);
  const std::chrono::system_clock::time_point now{seconds(1'700'000'000)};
  const auto first = make_named_run_folder(parent->path(), "a/../b c", now);
  const auto second = make_named_run_folder(parent->path(), "a/../b c", now);
  ASSERT_TRUE(first);
  ASSERT_TRUE(second);
  EXPECT_EQ(first->filename(), "a-..-b-c-20231114-221320");
  EXPECT_EQ(second->filename(), "a-..-b-c-20231114-221320-2");
  EXPECT_EQ(file_name_of(".."), "-..");
}

TEST(OutputCapture, StopsAtItsLimitAndSaysSo) {
  const auto parent = TempDir::create("tidemark-test");
  ASSERT_TRUE(parent);
  const fs::path file = parent->path() / "out";
  {
    auto capture = OutputCapture::create(file, Bytes{10});
    ASSERT_TRUE(capture);
    capture->add("12345");
    capture->add("67890123");
    capture->add("more");
  }
  std::stringstream text;
  text << std::ifstream(file).rdbuf();
  EXPECT_THAT(text.str(), MatchesRegex("1234567890\n\\[tidemark: .*\\]\n"));
}

TEST(DirectoryCensus, FindsWhatIsLeftWithItsSizeAndAge) {
  const auto parent = TempDir::create("tidemark-test");
  ASSERT_TRUE(parent);
  const fs::path temp = parent->path() / "tmp";
  fs::create_directories(temp / "profile" / "Default");
  std::ofstream(temp / "profile" / "Default" / "Cookies") << std::string(1000, 'x');
  const auto census = take_directory_census(temp);
  ASSERT_THAT(census, SizeIs(1));
  EXPECT_EQ(census[0].path.filename(), "profile");
  EXPECT_EQ(census[0].bytes, Bytes{1000});
  EXPECT_LT(steady_now() - census[0].made, seconds(60));
}

// A directory that stands for the machine's /dev/shm, and what is looked at in it.
class SharedMemoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto made = TempDir::create("tidemark-test");
    ASSERT_TRUE(made);
    directory_ = std::move(*made);
  }
  [[nodiscard]] const fs::path& directory() const { return directory_.path(); }
  [[nodiscard]] SharedMemory shared_memory(SteadyTime since = {}) const {
    return {since, ::geteuid(), directory()};
  }
  void make(const std::string& name) const { std::ofstream(directory() / name) << "1234"; }
  // This process, with a command line.
  static std::vector<probes::ProcessSample> us(std::vector<std::string> command_line = {}) {
    probes::ProcessSample sample{.facts = {.id = *read_process_id(::getpid())}};
    sample.facts.command_line = std::move(command_line);
    return {sample};
  }

 private:
  TempDir directory_;
};

TEST_F(SharedMemoryTest, LeavesOutWhatOtherProgramsMade) {
  SharedMemory shared = shared_memory();
  make("somebody");
  shared.look(us(), true);
  EXPECT_THAT(shared.entries(), IsEmpty());
}

TEST_F(SharedMemoryTest, CountsWhatAMemberHeldOnce) {
  SharedMemory shared = shared_memory();
  make("segment");
  {
    const std::ifstream open(directory() / "segment");
    shared.look(us(), false);
  }
  shared.look(us(), true);
  const auto entries = shared.entries();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].path, directory() / "segment");
  EXPECT_EQ(entries[0].bytes, Bytes{4});
  fs::remove(directory() / "segment");
  EXPECT_THAT(shared.entries(), IsEmpty());
  make("segment");  // somebody else's, of the same name
  shared.look(us(), true);
  EXPECT_THAT(shared.entries(), IsEmpty());
}

TEST_F(SharedMemoryTest, CountsADirectoryByWhatIsHeldInItOrNamed) {
  SharedMemory shared = shared_memory();
  fs::create_directory(directory() / "profile");
  fs::create_directory(directory() / "named");
  fs::create_directory(directory() / "name");
  make("profile/Cookies");
  const std::ifstream open(directory() / "profile" / "Cookies");
  shared.look(us({"chromium", "--user-data-dir=" + (directory() / "named").string()}), true);
  const auto entries = shared.entries();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].path.filename(), "named");
  EXPECT_EQ(entries[1].path.filename(), "profile");
}

TEST_F(SharedMemoryTest, SeesAMapping) {
  SharedMemory shared = shared_memory();
  make("mapped");
  UniqueFd file(::open((directory() / "mapped").c_str(), O_RDONLY | O_CLOEXEC));
  ASSERT_TRUE(file);
  void* const mapping = ::mmap(nullptr, 4, PROT_READ, MAP_SHARED, file.get(), 0);
  ASSERT_NE(mapping, MAP_FAILED);
  file.reset();
  shared.look(us(), true);
  EXPECT_EQ(::munmap(mapping, 4), 0);
  EXPECT_THAT(shared.entries(), SizeIs(1));
}

TEST_F(SharedMemoryTest, LeavesOutWhatWasThereBefore) {
  make("old");
  const std::ifstream open(directory() / "old");
  SharedMemory shared = shared_memory(steady_now() + seconds(60));
  shared.look(us(), true);
  EXPECT_THAT(shared.entries(), IsEmpty());
}

TEST_F(SharedMemoryTest, CountsAllThatIsInOneOfItsOwn) {
  make("segment");
  SharedMemory shared(UniqueFd(::open(directory().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)));
  shared.look({}, true);
  const auto entries = shared.entries();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(entries[0].path, "/dev/shm/segment");
}

}  // namespace
}  // namespace tidemark::harness
