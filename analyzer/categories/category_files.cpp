#include "analyzer/categories/category_files.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <system_error>

#include "probes/base/printable.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;
namespace {

bool is_list_file(const fs::directory_entry& entry) {
  constexpr std::array<std::string_view, 9> kEndings{".txt",   ".lst",  ".list", ".csv", ".conf",
                                                     ".hosts", ".zone", ".rpz",  ".abp"};
  const std::string name = entry.path().filename();
  const std::string ending = entry.path().extension();
  std::error_code error;
  return !name.starts_with('.') && std::ranges::find(kEndings, ending) != kEndings.end() &&
         entry.is_regular_file(error);
}

}  // namespace

std::string category_name(const fs::path& file) { return file.stem(); }

Result<std::vector<fs::path>> category_files(const fs::path& directory) {
  std::error_code error;
  fs::directory_iterator entries(directory, error);
  if (error) {
    return failure(
        ErrorCode::kBadInput,
        system_error("read the lists in " + printable(directory.string()), error.value()).message +
            "; --lists DIR names another directory");
  }
  std::vector<fs::path> files;
  for (; entries != fs::directory_iterator(); entries.increment(error)) {
    if (is_list_file(*entries)) files.push_back(entries->path());
  }
  if (error) return system_failure("read " + printable(directory.string()), error.value());
  if (files.empty()) {
    return failure(ErrorCode::kBadInput,
                   printable(directory.string()) +
                       " holds no list files (.txt, .list, .hosts, .conf, ...); --lists DIR names "
                       "another directory");
  }
  std::ranges::sort(files);
  if (auto distinct = check_category_names(files); !distinct) {
    return std::unexpected(distinct.error());
  }
  return files;
}

Result<std::vector<fs::path>> category_files(const fs::path& directory,
                                             const std::vector<std::string>& names) {
  auto all = category_files(directory);
  if (!all) return all;
  std::vector<fs::path> chosen;
  for (const std::string& name : names) {
    const auto file = std::ranges::find(*all, name, category_name);
    if (file == all->end()) {
      std::vector<std::string> known;
      known.reserve(all->size());
      for (const fs::path& each : *all) known.push_back(printable(category_name(each), 60));
      return failure(
          ErrorCode::kBadInput,
          fmt::format("--category: there is no '{}' in {}; there are {}", printable(name, 60),
                      printable(directory.string()), fmt::join(known, ", ")));
    }
    if (std::ranges::find(chosen, *file) == chosen.end()) chosen.push_back(*file);
  }
  return chosen;
}

Result<void> check_category_names(const std::vector<fs::path>& files) {
  std::map<std::string, fs::path> seen;
  for (const fs::path& file : files) {
    const auto [other, is_new] = seen.emplace(category_name(file), file);
    std::error_code error;
    if (is_new || other->second == file || fs::equivalent(other->second, file, error)) continue;
    return failure(ErrorCode::kBadInput,
                   fmt::format("{} and {} would both be the category '{}'; rename one of them",
                               printable(other->second.string()), printable(file.string()),
                               printable(other->first, 60)));
  }
  return {};
}

}  // namespace tidemark::analyzer
