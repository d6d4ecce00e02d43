// endless_recorder PATH: records ticks until somebody kills it; after each flush it says how many
// ticks are surely in the file.
#include <unistd.h>

#include <cstdio>

#include "probes/recording/recording.hpp"
#include "tests/probes/recording/synthetic_run.hpp"

int main(int argc, char** argv) {
  using namespace tidemark;
  using namespace tidemark::probes;
  if (argc != 2) return 2;
  auto recorder = Recorder::create(argv[1], {});
  if (!recorder) return 1;
  for (int tick = 1;; ++tick) {
    recorder->add({.at = at_second(tick), .processes = {subject_sample(), renderer_sample()}});
    if (tick % 50 != 0) continue;
    if (!recorder->flush(Deadline::in(std::chrono::seconds(20)))) return 1;
    if (::dprintf(STDOUT_FILENO, "%d\n", tick) < 0) return 1;
  }
}
