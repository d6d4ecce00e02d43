// The list files of a directory, each a category.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "probes/base/result.hpp"

namespace tidemark::analyzer {

// "lists/food.txt" -> "food".
[[nodiscard]] std::string category_name(const std::filesystem::path& file);

// The list files in `directory` itself, by name: files that end in .txt, .lst, .list, .csv, .conf,
// .hosts, .zone, .rpz or .abp, links to such files too, hidden ones not. kBadInput: there are none,
// two of them have one name, or there is no such directory.
[[nodiscard]] Result<std::vector<std::filesystem::path>> category_files(
    const std::filesystem::path& directory);

// Those of the categories `names`, in that order. kBadInput names the categories that there are.
[[nodiscard]] Result<std::vector<std::filesystem::path>> category_files(
    const std::filesystem::path& directory, const std::vector<std::string>& names);

// kBadInput where two different files would be one category; names both.
[[nodiscard]] Result<void> check_category_names(const std::vector<std::filesystem::path>& files);

}  // namespace tidemark::analyzer
