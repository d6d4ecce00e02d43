// What a recorder flushed is there after a SIGKILL in the middle of its next write.
#include <gtest/gtest.h>
#include <signal.h>

#include "probes/base/temp_dir.hpp"
#include "probes/process/child.hpp"
#include "probes/recording/recording_reader.hpp"
#include "tests/support/process_census.hpp"
#include "tests/support/victim.hpp"

namespace tidemark::probes {
namespace {

namespace fs = std::filesystem;
using test::soon;

class KilledRecorder : public test::LeavesNothingBehind {};

TEST_F(KilledRecorder, LeavesARecordingThatReadsBack) {
  const fs::path program = fs::read_symlink("/proc/self/exe").parent_path() / "endless_recorder";
  for (int kills = 1; kills <= 6; ++kills) {
    const TempDir dir = TempDir::create("tidemark-test").value();
    const fs::path path = dir.path() / "samples.sqlite";
    test::Pipe output = test::Pipe::open();
    auto recorder = Child::start({.program = program, .arguments = {path.string()}},
                                 {.descriptors = {{.theirs = 1, .ours = output.write.get()}}});
    ASSERT_TRUE(recorder) << recorder.error().message;
    output.write.reset();
    std::string said;
    for (int flushes = 0; flushes < kills; ++flushes) {
      const auto line = test::read_line(output.read.get());
      ASSERT_TRUE(line);
      said = *line;
    }
    ASSERT_TRUE(recorder->signal(SIGKILL));
    ASSERT_EQ(recorder->wait(soon()), (ExitStatus{.signal = SIGKILL}));

    const auto run = read_recording(path);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_GE(run->ticks.size(), std::stoul(said));
    EXPECT_FALSE(run->closed);
    EXPECT_EQ(run->processes.size(), 2U);
    for (const RecordedTick& tick : run->ticks) ASSERT_EQ(tick.samples.size(), 2U);
  }
}

}  // namespace
}  // namespace tidemark::probes
