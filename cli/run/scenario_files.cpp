#include "cli/run/scenario_files.hpp"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <system_error>

namespace tidemark::cli {

namespace fs = std::filesystem;

std::vector<std::string> scenario_files(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      files.push_back(name);
      continue;
    }
    std::vector<std::string> inside;
    for (fs::directory_iterator entry(name, error), end; !error && entry != end;
         entry.increment(error)) {
      const std::string file = entry->path().string();
      if (file.ends_with(".json") && !file.ends_with(".schema.json")) inside.push_back(file);
    }
    std::ranges::sort(inside);
    std::ranges::move(inside, std::back_inserter(files));
  }
  return files;
}

}  // namespace tidemark::cli
