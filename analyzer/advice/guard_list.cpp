#include "analyzer/advice/guard_list.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include <nlohmann/json.hpp>

#include "analyzer/advice/built_in_advice.hpp"
#include "analyzer/names/public_suffix.hpp"
#include "probes/base/bytes.hpp"
#include "probes/base/printable.hpp"
#include "probes/json/json_file.hpp"
#include "probes/json/json_place.hpp"

namespace tidemark::analyzer {
namespace {

constexpr std::string_view kSchema = "tidemark.guard/1";
constexpr std::string_view kAnyEnding = ".*";
constexpr Bytes kLargestFile = Bytes::mib(16);

// Names as they are compared: a single label ("gov") is one, too.
void check_name(const JsonPlace& place, std::string_view name) {
  constexpr std::string_view kAllowed = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
  if (name.empty() || name.starts_with('.') || name.ends_with('.') ||
      name.find("..") != std::string_view::npos ||
      name.find_first_not_of(kAllowed) != std::string_view::npos) {
    place.fail(
        "must be a name in lower case and punycode (\"apple.com\", and all below it), or one label "
        "under any ending (\"google.*\")");
  }
}

struct GuardFile {
  std::string version;
  bool replaces_built_in = false;
  std::vector<std::string> without = {};
  std::vector<std::pair<std::string, std::string>> names = {};  // name or brand ("google.*"), group
};

GuardFile read_guard(const JsonPlace& root) {
  root.allow_only({"schema", "version", "replaces_built_in", "without", "groups"});
  if (const auto schema = root.at("schema"); schema.text() != kSchema) {
    schema.fail(fmt::format("must be \"{}\"", kSchema));
  }
  GuardFile file{.version = root.at("version").text()};
  if (const auto flag = root.find("replaces_built_in")) file.replaces_built_in = flag->flag();
  if (const auto without = root.find("without")) {
    for (const JsonPlace& name : without->items()) file.without.push_back(name.text());
  }
  for (const JsonPlace& group : root.at("groups").items()) {
    group.allow_only({"name", "why", "names"});
    const std::string title = group.at("name").text();
    // For people only, but a guard without a reason cannot be kept up to date.
    static_cast<void>(group.at("why").text());
    for (const JsonPlace& place : group.at("names").items()) {
      const std::string name = place.text();
      std::string_view checked = name;
      if (checked.ends_with(kAnyEnding)) checked.remove_suffix(kAnyEnding.size());
      check_name(place, checked);
      if (checked.size() != name.size() && checked.find('.') != std::string_view::npos) {
        place.fail("must have one label before \".*\"");
      }
      file.names.emplace_back(name, title);
    }
  }
  return file;
}

}  // namespace

Result<void> GuardList::add(std::string_view text, std::string_view name) {
  const auto document = parse_json_document(text, name);
  if (!document) return std::unexpected(document.error());
  try {
    GuardFile file = read_guard(JsonPlace(*document, ""));
    if (file.replaces_built_in) {
      names_.clear();
      brands_.clear();
      name_.clear();
    }
    for (const std::string& left_out : file.without) {
      names_.erase(left_out);
      if (left_out.ends_with(kAnyEnding)) {
        brands_.erase(left_out.substr(0, left_out.size() - kAnyEnding.size()));
      }
    }
    for (auto& [guarded, group] : file.names) {
      if (guarded.ends_with(kAnyEnding)) {
        brands_[guarded.substr(0, guarded.size() - kAnyEnding.size())] = std::move(group);
      } else {
        names_[guarded] = std::move(group);
      }
    }
    name_ += fmt::format("{}{} {}", name_.empty() ? "" : ", ", name, file.version);
    return {};
  } catch (const JsonProblem& problem) {
    return failure(ErrorCode::kBadInput, explain(problem, name));
  }
}

GuardList GuardList::built_in() {
  GuardList list;
  // Part of the program: its tests load it.
  if (const auto added = list.add(kGuardList, "built-in"); !added) {
    throw std::logic_error(added.error().message);
  }
  return list;
}

Result<GuardList> GuardList::extended(std::string_view text, std::string_view name) {
  GuardList list = built_in();
  if (auto added = list.add(text, name); !added) return std::unexpected(added.error());
  return list;
}

Result<GuardList> GuardList::load(const std::filesystem::path& file) {
  const auto text = read_text_file(file, kLargestFile);
  if (!text) return failure(ErrorCode::kBadInput, "guard list: " + text.error().message);
  return extended(*text, file.string());
}

std::optional<std::string_view> GuardList::guarding(std::string_view name) const {
  for (std::string_view above = name;;) {
    if (const auto found = names_.find(std::string(above)); found != names_.end()) {
      return found->second;
    }
    const std::size_t dot = above.find('.');
    if (dot == std::string_view::npos) break;
    above.remove_prefix(dot + 1);
  }
  const std::string owner = registrable_domain(name);
  const auto brand = brands_.find(owner.substr(0, owner.find('.')));
  if (brand != brands_.end()) return brand->second;
  return std::nullopt;
}

}  // namespace tidemark::analyzer
