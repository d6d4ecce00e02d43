#include "analyzer/relations/site_index.hpp"

#include "analyzer/names/public_suffix.hpp"

namespace tidemark::analyzer {

std::string_view without_www(std::string_view name) {
  constexpr std::string_view kWww = "www.";
  if (!name.starts_with(kWww)) return name;
  const std::string_view rest = name.substr(kWww.size());
  return rest.find('.') == std::string_view::npos ? name : rest;
}

SiteIndex::Site SiteIndex::add(std::string_view domain) {
  const std::string_view name = without_www(domain);
  const auto [place, is_new] = sites_.emplace(name, static_cast<Site>(owners_.size()));
  if (!is_new) return place->second;
  const auto owner = owner_numbers_.emplace(registrable_domain(name),
                                            static_cast<std::uint32_t>(owner_numbers_.size()));
  owners_.push_back(owner.first->second);
  is_suffix_.push_back(is_public_suffix(name));
  return place->second;
}

std::optional<SiteIndex::Site> SiteIndex::find(std::string_view host) const {
  std::string_view name = without_www(host);
  for (bool exact = true;; exact = false) {
    const auto found = sites_.find(name);
    if (found != sites_.end()) {
      const bool belongs = exact || !is_suffix_[found->second];
      return belongs ? std::optional(found->second) : std::nullopt;
    }
    const std::size_t dot = name.find('.');
    if (dot == std::string_view::npos) return std::nullopt;
    name.remove_prefix(dot + 1);
  }
}

}  // namespace tidemark::analyzer
