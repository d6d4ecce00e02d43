#include "harness/scenario/compose_document.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <ranges>
#include <system_error>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "harness/scenario/extend_document.hpp"
#include "harness/scenario/load_scenario.hpp"
#include "harness/scenario/schema_check.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"

namespace tidemark::harness {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

// One of the files that a document is composed of.
struct Layer {
  fs::path file;
  json document;
};

Result<json> read_layer(const fs::path& file) {
  const auto text = read_text_file(file, kMaxScenarioSize);
  if (!text) return std::unexpected(text.error());
  auto document = parse_json_document(*text, file.string());
  if (!document) return document;
  if (auto checked = check_document(*document, file.string()); !checked) {
    return std::unexpected(checked.error());
  }
  return document;
}

// Two names of one file are told from two files where the system can.
fs::path identity_of(const fs::path& file) {
  std::error_code error;
  fs::path whole = fs::canonical(file, error);
  return error ? file : whole;
}

Error refuse_extension(const fs::path& file, ErrorCode code, const std::string& what) {
  return {code, printable(fmt::format("{}: /extends: {}", file.string(), what), 1000)};
}

// `file` first, what all the others extend last.
Result<std::vector<Layer>> read_layers(const fs::path& file) {
  std::vector<Layer> layers;
  std::vector<fs::path> seen;
  fs::path next = file;
  for (;;) {
    auto document = read_layer(next);
    if (!document) {
      if (layers.empty() || document.error().code == ErrorCode::kBadInput) {
        return std::unexpected(document.error());
      }
      return std::unexpected(
          refuse_extension(layers.back().file, document.error().code, document.error().message));
    }
    seen.push_back(identity_of(next));
    layers.push_back({.file = next, .document = std::move(*document)});
    const json& latest = layers.back().document;
    if (!latest.contains("extends")) return layers;
    next = (next.parent_path() / latest["extends"].get<std::string>()).lexically_normal();
    if (std::ranges::find(seen, identity_of(next)) != seen.end()) {
      return std::unexpected(refuse_extension(
          layers.back().file, ErrorCode::kBadInput,
          fmt::format("{} extends this file itself, directly or not", next.string())));
    }
    if (layers.size() > kMostExtensions) {
      return std::unexpected(
          refuse_extension(layers.back().file, ErrorCode::kBadInput,
                           fmt::format("more than {} files extend one another", kMostExtensions)));
    }
  }
}

}  // namespace

Result<void> check_document(const json& document, const std::string& name) try {
  const auto problem = check_scenario_schema(document);
  if (!problem) return {};
  std::string what = problem->what;
  if (problem->others > 0) what += fmt::format(" (and {} more)", problem->others);
  const std::string pointer = problem->pointer.empty() ? "/" : problem->pointer;
  return failure(ErrorCode::kBadInput, name + ": " + printable(pointer + ": " + what, 1000));
} catch (const std::exception& error) {  // whatever a library thinks of
  return failure(ErrorCode::kBadInput, name + ": " + printable(error.what(), 300));
}

Result<DocumentOrigins> compose_document(const fs::path& file, json& document) try {
  auto layers = read_layers(file);
  if (!layers) return std::unexpected(layers.error());
  // A catalogue lists files: what one extends is in it by itself, or not.
  for (Layer& layer : *layers | std::views::drop(1)) layer.document.erase("catalogue");
  DocumentOrigins origins(layers->back().file.string());
  document = std::move(layers->back().document);
  for (const Layer& layer : *layers | std::views::reverse | std::views::drop(1)) {
    extend_document(document, origins, layer.document, layer.file.string());
  }
  document.erase("extends");
  return origins;
} catch (const std::exception& error) {
  return failure(ErrorCode::kBadInput, file.string() + ": " + printable(error.what(), 300));
}

}  // namespace tidemark::harness
