// Which assessed site a host belongs to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tidemark::analyzer {

// A name and its www twin are one site; so is what lies below an assessed name, unless that is
// assessed itself.
class SiteIndex {
 public:
  using Site = std::uint32_t;

  // The site of an assessed domain, made if it is new. `domain` must outlive the index.
  Site add(std::string_view domain);
  // The site that `host` is or lies below, never across a public suffix. Once all have been added.
  [[nodiscard]] std::optional<Site> find(std::string_view host) const;

  [[nodiscard]] std::size_t size() const { return owners_.size(); }
  // Sites of one owner have one registrable domain.
  [[nodiscard]] bool same_owner(Site a, Site b) const { return owners_[a] == owners_[b]; }

 private:
  std::unordered_map<std::string_view, Site> sites_;  // by name without www
  std::unordered_map<std::string, std::uint32_t> owner_numbers_;
  std::vector<std::uint32_t> owners_;  // by site: number of the registrable domain
  std::vector<bool> is_suffix_;        // by site: names below it belong to others
};

// The name without a leading "www.", unless nothing that could be a host would be left.
[[nodiscard]] std::string_view without_www(std::string_view name);

}  // namespace tidemark::analyzer
