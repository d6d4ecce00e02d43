#include "harness/scenario/extend_document.hpp"

#include <fmt/format.h>

#include <set>
#include <utility>

#include <nlohmann/json.hpp>

#include "harness/scenario/host_name.hpp"
#include "harness/scenario/schema_check.hpp"

namespace tidemark::harness {
namespace {

using nlohmann::json;

constexpr const char* kAddedSites = "sites+";

// Which of the keys that list hosts a site has.
const char* host_key(const json& site) { return site.contains("tlds") ? "tlds" : "hosts"; }

std::string host_start(const json& site) {
  return site.contains("brand") ? site["brand"].get<std::string>() + "." : "";
}

// The host as sites are told apart by it; as it stands where it is none, which is said later.
std::string comparable(const std::string& text) { return read_host(text, "").value_or(text); }

std::set<std::string> hosts_named_by(const json& sites) {
  std::set<std::string> hosts;
  for (const json& site : sites) {
    for (const json& name : site.value(host_key(site), json::array())) {
      hosts.insert(comparable(host_start(site) + name.get<std::string>()));
    }
  }
  return hosts;
}

// A document under change.
class Extension {
 public:
  Extension(json& base, DocumentOrigins& origins, const std::string& file)
      : base_(base), origins_(origins), file_(file) {}

  void extend(const json& extension) {
    json keys = extension;  // but for those that are about the file
    for (const char* own : {"$schema", "extends", kAddedSites}) keys.erase(own);
    merge(base_, keys, "");
    const auto added = extension.find(kAddedSites);
    if (added == extension.end()) return;
    take_out(hosts_named_by(*added));
    add(*added);
  }

 private:
  void merge(json& into, const json& from, const std::string& pointer) {
    for (const auto& [key, value] : from.items()) {
      const std::string here = pointer + pointer_token(key);
      const auto there = into.find(key);
      if (there != into.end() && there->is_object() && value.is_object()) {
        merge(*there, value, here);
      } else {
        into[key] = value;
        origins_.set(here, {.file = file_, .pointer = here});
      }
    }
  }

  // Sites that lose all their hosts go, and those behind them move up.
  void take_out(const std::set<std::string>& hosts) {
    const DocumentOrigins before = origins_;
    json kept = json::array();
    for (std::size_t i = 0; i < base_["sites"].size(); ++i) {
      json& site = base_["sites"][i];
      const std::string was = fmt::format("/sites/{}", i);
      const std::string is = fmt::format("/sites/{}", kept.size());
      origins_.set(is, before.find(was));
      const char* key = host_key(site);
      const json all = site.value(key, json::array());
      json names = json::array();
      for (std::size_t j = 0; j < all.size(); ++j) {
        if (hosts.contains(comparable(host_start(site) + all[j].get<std::string>()))) {
          continue;
        }
        origins_.set(fmt::format("{}/{}/{}", is, key, names.size()),
                     before.find(fmt::format("{}/{}/{}", was, key, j)));
        names.push_back(all[j]);
      }
      if (names.size() < all.size()) {
        if (names.empty()) continue;
        site[key] = std::move(names);
      }
      kept.push_back(std::move(site));
    }
    base_["sites"] = std::move(kept);
  }

  void add(const json& sites) {
    for (std::size_t i = 0; i < sites.size(); ++i) {
      origins_.set(fmt::format("/sites/{}", base_["sites"].size()),
                   {.file = file_, .pointer = fmt::format("/{}/{}", kAddedSites, i)});
      base_["sites"].push_back(sites[i]);
    }
  }

  json& base_;
  DocumentOrigins& origins_;
  const std::string& file_;
};

}  // namespace

void extend_document(json& base, DocumentOrigins& origins, const json& extension,
                     const std::string& file) {
  Extension(base, origins, file).extend(extension);
}

}  // namespace tidemark::harness
