// The guard is started as this very program again, and so is an owner to be killed: the tests need
// a main of their own.
#include <gtest/gtest.h>

#include <string_view>

#include "analyzer/browser/guard.hpp"

#ifdef TIDEMARK_TEST_OWNER
#include "tests/analyzer/browser/owner.hpp"
#endif

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (argc == 2 && mode == tidemark::analyzer::kGuardArgument) {
    return tidemark::analyzer::run_guard(tidemark::analyzer::kGuardControlFd);
  }
#ifdef TIDEMARK_TEST_OWNER
  if (argc == 3 && mode == tidemark::test::kOwnerArgument)
    return tidemark::test::run_owner(argv[2]);
#endif
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
