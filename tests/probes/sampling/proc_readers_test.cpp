// What the readers of /proc make of real, absurd, withheld and vanished files.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "probes/base/unique_fd.hpp"
#include "probes/sampling/command_line.hpp"
#include "probes/sampling/descriptor_count.hpp"
#include "probes/sampling/io_reader.hpp"
#include "probes/sampling/memory_reader.hpp"
#include "probes/sampling/stat_reader.hpp"
#include "tests/probes/sampling/as_nobody.hpp"
#include "tests/probes/sampling/fake_proc.hpp"

namespace tidemark::probes {
namespace {

using namespace std::string_literals;
namespace fs = std::filesystem;
using Line = std::vector<std::string>;

constexpr std::string_view kRollup =
    "00400000-7ffd03dfe000 ---p 00000000 00:00 0                              [rollup]\n"
    "Rss:              103016 kB\n"
    "Pss:               35921 kB\n"
    "Pss_Dirty:         17204 kB\n"
    "Pss_Anon:          16384 kB\n"
    "Pss_File:          19000 kB\n"
    "Private_Clean:      1024 kB\n"
    "Private_Dirty:     16000 kB\n"
    "Swap:                  0 kB\n"
    "SwapPss:               7 kB\n"
    "Locked:                0 kB\n";

TEST(CommandLine, SplitsAtNulAndKeepsEmptyArguments) {
  EXPECT_EQ(parse_command_line("sh\0-c\0\0x y\0"s), (Line{"sh", "-c", "", "x y"}));
  EXPECT_EQ(parse_command_line("nginx: master"), (Line{"nginx: master"}));
  EXPECT_EQ(parse_command_line("title\0\0\0\0"s), (Line{"title"}));
  EXPECT_EQ(parse_command_line(""), Line{});
  EXPECT_EQ(parse_command_line("\0\0"s), Line{});
  EXPECT_EQ(parse_command_line("\0x\0"s), (Line{"", "x"}));
}

TEST(CommandLine, IsBounded) {
  std::string text = "program\0"s;
  text.append(1 << 20, 'x');
  const Line line = parse_command_line(text);
  ASSERT_EQ(line.size(), 2U);
  EXPECT_EQ(line[0].size() + 1 + line[1].size(), kMaxCommandLine);
}

TEST(CommandLine, IsReadFromOurselves) {
  const auto line = read_command_line(::getpid());
  ASSERT_TRUE(line) << line.error().message;
  ASSERT_FALSE(line->empty());
  EXPECT_NE(line->front().find("sampling_test"), std::string::npos);
}

TEST(CommandLine, OfAVanishedProcessIsGone) {
  const FakeProc proc;
  const auto line = read_command_line(::getpid(), proc.root());
  ASSERT_FALSE(line);
  EXPECT_EQ(line.error().code, ErrorCode::kGone);
}

TEST(Memory, IsParsedFromARealRollup) {
  EXPECT_EQ(parse_smaps_rollup(kRollup), (MemoryFacts{.pss = Bytes::kib(35921),
                                                      .uss = Bytes::kib(17024),
                                                      .pss_anon = Bytes::kib(16384),
                                                      .swap_pss = Bytes::kib(7)}));
}

TEST(Memory, ThatIsNotToldIsAbsentNotZero) {
  EXPECT_EQ(parse_smaps_rollup(""), MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Pss:\nPss_Anon: kB\nSwapPss: -1 kB\n"), MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Pss: 12 MB\nPss_Anon: 12\nSwapPss: 1 2 kB"), MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Pss: 99999999999999999999 kB\n"), MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Pss: 18446744073709551615 kB\n"), MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Private_Clean: 4 kB\n"), MemoryFacts{});  // USS needs both
  EXPECT_EQ(parse_smaps_rollup(
                "Private_Clean: 18014398509481983 kB\nPrivate_Dirty: 18014398509481983 kB"),
            MemoryFacts{});
  EXPECT_EQ(parse_smaps_rollup("Pss:\t0 kB").pss, Bytes{0});
}

TEST(Memory, OfOurselvesIsPlausible) {
  const ProcessId self = read_process_id(::getpid()).value();
  const auto memory = read_memory(self);
  ASSERT_TRUE(memory) << memory.error().message;
  ASSERT_TRUE(memory->pss && memory->uss && memory->swap_pss);
  EXPECT_GT(*memory->uss, Bytes::kib(100));
  EXPECT_LE(*memory->uss, *memory->pss);
}

TEST(Memory, OfALaterProcessWithTheSamePidIsNotGiven) {
  ProcessId earlier = read_process_id(::getpid()).value();
  --earlier.start_ticks;
  const auto memory = read_memory(earlier);
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().code, ErrorCode::kGone);
}

TEST(Memory, ThatIsWithheldIsDenied) {
  const FakeProc proc;
  proc.write("smaps_rollup", kRollup);
  const ProcessId self = read_process_id(::getpid()).value();
  EXPECT_TRUE(read_memory(self, proc.root()));
  fs::permissions(proc.process() / "smaps_rollup", fs::perms::none);
  const AsNobody nobody;
  ASSERT_TRUE(nobody.dropped());
  const auto memory = read_memory(self, proc.root());
  ASSERT_FALSE(memory);
  EXPECT_EQ(memory.error().code, ErrorCode::kDenied);
}

// Of an ending process everything belongs to root already, whoever's it was.
TEST(Memory, OfAProcessThatIsEndingIsGoneNotDenied) {
  const FakeProc proc;
  const ProcessId self = read_process_id(::getpid()).value();
  const std::string alive =
      std::to_string(::getpid()) + " (x) S 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 100 7 0\n";
  const std::string ending =
      std::to_string(::getpid()) + " (x) R 1 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5 0 0 0\n";
  proc.write("smaps_rollup", kRollup);
  fs::permissions(proc.process() / "smaps_rollup", fs::perms::none);
  const auto code_with = [&](const std::string& stat) {
    proc.write("stat", stat);
    const AsNobody nobody;
    EXPECT_TRUE(nobody.dropped());
    const auto memory = read_memory(self, proc.root());
    return memory ? ErrorCode::kIo : memory.error().code;
  };
  EXPECT_EQ(code_with(alive), ErrorCode::kDenied);
  EXPECT_EQ(code_with(ending), ErrorCode::kGone);
}

TEST(Descriptors, AreCountedExactly) {
  const Reading<int> before = count_descriptors(::getpid());
  ASSERT_TRUE(before);
  const UniqueFd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const UniqueFd second(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(count_descriptors(::getpid()), *before + 2);
}

TEST(Descriptors, AreCountedByEntriesWhereTheKernelDoesNotCount) {
  const FakeProc proc;
  fs::create_directory(proc.process() / "fd");
  EXPECT_EQ(count_descriptors(::getpid(), proc.root()), 0);
  for (const char* fd : {"0", "1", "17"})
    fs::create_symlink("/dev/null", proc.process() / "fd" / fd);
  EXPECT_EQ(count_descriptors(::getpid(), proc.root()), 3);
}

TEST(Descriptors, AreAbsentWhenWithheldOrGone) {
  const FakeProc proc;
  EXPECT_EQ(count_descriptors(::getpid(), proc.root()), Reading<int>(Absence::kGone));
  EXPECT_EQ(count_descriptors(-1), Reading<int>(Absence::kGone));
  fs::create_directory(proc.process() / "fd");
  fs::permissions(proc.process() / "fd", fs::perms::none);
  {
    const AsNobody nobody;
    ASSERT_TRUE(nobody.dropped());
    EXPECT_EQ(count_descriptors(::getpid(), proc.root()), Reading<int>(Absence::kDenied));
  }
  fs::permissions(proc.process() / "fd", fs::perms::owner_all);  // or it could not be removed
}

// As the kernel writes it; the name is as awkward as a program can make it.
constexpr std::string_view kStat =
    "4242 (a) b (c)) S 17 4240 4239 0 -1 4194560 900 1 2 3 125 75 6 7 20 -5 12 0 998877 6320128 "
    "451 "
    "18446744073709551615 1 1 0 0 0 0 0 0 0 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 0\n";

TEST(Stat, IsReadAroundAnAwkwardName) {
  const KernelUnits units;
  const auto facts = parse_stat(kStat, units);
  ASSERT_TRUE(facts);
  EXPECT_EQ(facts->id, (ProcessId{.pid = 4242, .start_ticks = 998877}));
  EXPECT_EQ(facts->name, "a) b (c)");
  EXPECT_EQ(facts->state, 'S');
  EXPECT_EQ(facts->parent, 17);
  EXPECT_EQ(facts->group, 4240);
  EXPECT_EQ(facts->session, 4239);
  EXPECT_EQ(facts->threads, 12);
  EXPECT_EQ(facts->rss, units.pages(451));
  EXPECT_EQ(facts->cpu, units.span(200));
  EXPECT_EQ(facts->started, units.moment(998877));
}

TEST(Stat, ThatIsCutOrAbsurdIsNoStat) {
  const KernelUnits units;
  // Up to and including the 24th field there must be everything.
  const std::size_t enough = kStat.find(" 451 ") + 4;
  for (std::size_t length = 0; length < enough - 3; ++length) {
    EXPECT_FALSE(parse_stat(kStat.substr(0, length), units)) << length;
  }
  EXPECT_TRUE(parse_stat(kStat.substr(0, enough), units));
  EXPECT_FALSE(parse_stat(")(", units));
  EXPECT_FALSE(parse_stat("1 (x) S one 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3", units));
  EXPECT_FALSE(parse_stat("(x) S 1 2 3 4 5 6 7 8 9 1 2 3 4 5 6 7 8 9 1 2 3", units));
}

TEST(Io, IsReadByName) {
  EXPECT_EQ(parse_io("rchar: 10\nwchar: 20\nsyscr: 1\nsyscw: 2\nread_bytes: 4096\n"
                     "write_bytes: 8192\ncancelled_write_bytes: 0\n"),
            (IoFacts{.read = Bytes{10},
                     .written = Bytes{20},
                     .read_from_disk = Bytes{4096},
                     .written_to_disk = Bytes{8192}}));
  EXPECT_EQ(parse_io("rchar: many\nwchar:\nread_bytes: -1\n"), IoFacts{});
}

TEST(Io, OfOurselvesGrowsWithWhatWeRead) {
  const ProcessId self = read_process_id(::getpid()).value();
  const auto before = read_io(self);
  ASSERT_TRUE(before) << before.error().message;
  std::array<char, 4096> zeros{};
  const UniqueFd source(::open("/dev/zero", O_RDONLY | O_CLOEXEC));
  ASSERT_EQ(::read(source.get(), zeros.data(), zeros.size()), 4096);
  const auto after = read_io(self);
  ASSERT_TRUE(after && after->read && before->read);
  EXPECT_GE(after->read->count, before->read->count + 4096);
}

}  // namespace
}  // namespace tidemark::probes
