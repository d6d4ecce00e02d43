// A catalogue's runs as a table.
#include "reports/catalogue_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tidemark::reports {
namespace {

using testing::HasSubstr;
using testing::Not;

harness::CatalogueRecord catalogue() {
  return {.set = "smoke",
          .took_s = 75,
          .runs = {{.scenario = "leak",
                    .must_find = "growth of browser processes",
                    .exit_code = 1,
                    .verdict = harness::Verdict::kLeaking,
                    .found = "growth of browser processes",
                    .as_expected = true,
                    .took_s = 31.4},
                   {.scenario = "leak",
                    .variant = harness::SubjectVariant::kSound,
                    .exit_code = 4,
                    .found = "it \x1b[31mcrashed"},
                   {.scenario = "orphan",
                    .must_find = "orphan of browser processes",
                    .exit_code = 0,
                    .verdict = harness::Verdict::kStable},
                   {.scenario = "queue", .skipped = "Redis is missing"},
                   {.scenario = "late"}}};
}

TEST(CatalogueTable, SaysOfEachRunWhetherItWasAsExpected) {
  const std::string table = catalogue_table(catalogue(), 100);
  EXPECT_THAT(table, HasSubstr("yes       leak                     as it is  leaking           31  "
                               "growth of browser processes\n"));
  EXPECT_THAT(table, HasSubstr("NO        leak                     sound     failed"));
  EXPECT_THAT(table, HasSubstr("must be orphan of browser processes"));
  EXPECT_THAT(table, HasSubstr("-         queue                    as it is  skipped"));
  EXPECT_THAT(table, HasSubstr("Redis is missing"));
  EXPECT_THAT(table, HasSubstr("-         late                     as it is  not run"));
  EXPECT_THAT(table, HasSubstr("1 of 3 runs as expected, 1 skipped, 1 not run, in 1 min 15 s"));
}

TEST(CatalogueTable, ShowsNothingThatATerminalWouldObey) {
  const std::string table = catalogue_table(catalogue(), 100);
  EXPECT_THAT(table, Not(HasSubstr("\x1b")));
  EXPECT_THAT(table, HasSubstr("it \\x1b[31mcrashed"));
}

}  // namespace
}  // namespace tidemark::reports
