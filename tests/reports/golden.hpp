// Expected output kept in files. With TIDEMARK_APPROVE=1 in the environment the files are rewritten
// from what the program says; read the difference before committing it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

namespace tidemark::reports {

inline void expect_golden(const std::string& name, const std::string& actual) {
  const std::string path = std::string(GOLDEN_DIR) + "/" + name;
  if (std::getenv("TIDEMARK_APPROVE") != nullptr) {
    std::ofstream(path, std::ios::binary) << actual;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; TIDEMARK_APPROVE=1 makes it";
  const std::string expected(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(actual, expected) << "differs from " << path;
}

}  // namespace tidemark::reports
