// What counts as a planted leak that was found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "harness/selftest/check_plant.hpp"

namespace tidemark::harness {
namespace {

using testing::HasSubstr;

constexpr std::array kCounted = {Plant::kProcess, Plant::kDescriptor, Plant::kDirectory};
constexpr std::array kWeighed = {Plant::kMemory};
constexpr std::array kNone = {Plant::kNothing};

ResourceVerdict says(Resource resource, Verdict verdict, std::string evidence = "so it is") {
  return {.resource = resource, .verdict = verdict, .evidence = std::move(evidence)};
}

Finding leak(Resource resource, std::string what, std::string born_during) {
  Finding finding{.resource = resource, .leak = true, .explanation = "it grows"};
  finding.culprits.push_back(
      {.pid = 7, .what = std::move(what), .born_during = std::move(born_during)});
  return finding;
}

// A run in which all that was planted to be counted is found.
RunRecord counted() {
  RunRecord record{.verdict = Verdict::kLeaking, .completed = true};
  record.verdicts = {says(Resource::kProcesses, Verdict::kLeaking),
                     says(Resource::kZombies, Verdict::kStable),
                     says(Resource::kDescriptors, Verdict::kLeaking),
                     says(Resource::kDirectories, Verdict::kLeaking),
                     says(Resource::kMemory, Verdict::kInconclusive)};
  record.findings = {
      leak(Resource::kProcesses, "/bin/tidemark __plant stay", "process.example"),
      leak(Resource::kDescriptors, "/bin/tidemark __plant", ""),
      leak(Resource::kDirectories, "/tmp/x/planted-directory--abc", "directory.example")};
  return record;
}

Finding& finding_of(RunRecord& record, Resource resource) {
  return *std::ranges::find(record.findings, resource, &Finding::resource);
}
ResourceVerdict& verdict_on(RunRecord& record, Resource resource) {
  return *std::ranges::find(record.verdicts, resource, &ResourceVerdict::resource);
}

TEST(CheckPlant, PassesWhatIsFoundAsWhatItIs) {
  for (const Plant plant : kCounted) {
    const PlantAnswer answer = check_plant(plant, kCounted, counted());
    EXPECT_TRUE(answer.passed) << facts_of(plant).name << ": " << answer.found;
    EXPECT_EQ(answer.found, "it grows");
  }
}

TEST(CheckPlant, FailsWithTheEvidenceWhereNoLeakIsSeen) {
  RunRecord record = counted();
  verdict_on(record, Resource::kDescriptors) =
      says(Resource::kDescriptors, Verdict::kInconclusive, "the kernel withholds the descriptors");
  const PlantAnswer answer = check_plant(Plant::kDescriptor, kCounted, record);
  EXPECT_FALSE(answer.passed);
  EXPECT_THAT(answer.found, HasSubstr("inconclusive"));
  EXPECT_THAT(answer.found, HasSubstr("the kernel withholds the descriptors"));
}

TEST(CheckPlant, FailsWhereThereIsNoVerdict) {
  RunRecord record = counted();
  record.verdicts.clear();
  EXPECT_FALSE(check_plant(Plant::kProcess, kCounted, record).passed);
}

TEST(CheckPlant, FailsForAnotherKindOfFinding) {
  RunRecord record = counted();
  finding_of(record, Resource::kProcesses).kind = FindingKind::kOrphan;
  EXPECT_FALSE(check_plant(Plant::kProcess, kCounted, record).passed);
}

TEST(CheckPlant, FailsForAnotherCulprit) {
  RunRecord record = counted();
  finding_of(record, Resource::kProcesses).culprits.front().what = "/usr/bin/sleep 600";
  const PlantAnswer answer = check_plant(Plant::kProcess, kCounted, record);
  EXPECT_FALSE(answer.passed);
  EXPECT_THAT(answer.found, HasSubstr("/usr/bin/sleep 600"));
}

TEST(CheckPlant, FailsForAnotherTask) {
  RunRecord record = counted();
  finding_of(record, Resource::kDirectories).culprits.front().born_during = "process.example";
  const PlantAnswer answer = check_plant(Plant::kDirectory, kCounted, record);
  EXPECT_FALSE(answer.passed);
  EXPECT_THAT(answer.found, HasSubstr("not during \"directory.example\""));
}

TEST(CheckPlant, FailsWithoutACulprit) {
  RunRecord record = counted();
  finding_of(record, Resource::kDescriptors).culprits.clear();
  EXPECT_FALSE(check_plant(Plant::kDescriptor, kCounted, record).passed);
}

TEST(CheckPlant, FailsWhereSomethingLeaksThatNobodyPlanted) {
  RunRecord record = counted();
  verdict_on(record, Resource::kZombies) = says(Resource::kZombies, Verdict::kLeaking, "3 zombies");
  const PlantAnswer answer = check_plant(Plant::kProcess, kCounted, record);
  EXPECT_FALSE(answer.passed);
  EXPECT_THAT(answer.found, HasSubstr("3 zombies"));
}

TEST(CheckPlant, TakesTheMemoryOfPlantedProcessesForGranted) {
  RunRecord record = counted();
  verdict_on(record, Resource::kMemory).verdict = Verdict::kLeaking;
  EXPECT_TRUE(check_plant(Plant::kProcess, kCounted, record).passed);
}

TEST(CheckPlant, NeedsNoCulpritForMemory) {
  RunRecord record{.verdict = Verdict::kLeaking};
  record.verdicts = {says(Resource::kMemory, Verdict::kLeaking)};
  record.findings = {{.resource = Resource::kMemory, .leak = true, .explanation = "it grows"}};
  EXPECT_TRUE(check_plant(Plant::kMemory, kWeighed, record).passed);
}

TEST(CheckPlant, PassesNothingOnlyIfItIsStable) {
  RunRecord record{.verdict = Verdict::kStable};
  record.verdicts = {says(Resource::kMemory, Verdict::kInconclusive)};
  EXPECT_TRUE(check_plant(Plant::kNothing, kNone, record).passed);
  record.verdict = Verdict::kInconclusive;
  EXPECT_FALSE(check_plant(Plant::kNothing, kNone, record).passed);
}

TEST(CheckPlant, FailsNothingWhereMemoryLeaks) {
  RunRecord record{.verdict = Verdict::kStable};
  record.verdicts = {says(Resource::kMemory, Verdict::kLeaking)};
  EXPECT_FALSE(check_plant(Plant::kNothing, kNone, record).passed);
}

}  // namespace
}  // namespace tidemark::harness
