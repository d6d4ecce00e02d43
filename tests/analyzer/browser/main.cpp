// The guard is started as this very program again, so the tests need a main of their own.
#include <gtest/gtest.h>

#include <string_view>

#include "analyzer/browser/guard.hpp"

int main(int argc, char** argv) {
  if (argc == 2 && std::string_view(argv[1]) == tidemark::analyzer::kGuardArgument) {
    return tidemark::analyzer::run_guard(tidemark::analyzer::kGuardControlFd);
  }
  ::testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
