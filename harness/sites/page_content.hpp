// Content of simulated pages: the same for the same scenario seed and host, different between
// hosts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "probes/base/bytes.hpp"

namespace tidemark::harness {

// Where a site's randomness comes from.
struct SiteIdentity {
  std::string host;
  std::uint64_t seed = 0;

  // A number that is this site's own.
  [[nodiscard]] std::uint64_t hash() const;
};

// Plain text of sentences, `characters` long.
[[nodiscard]] std::string prose(const SiteIdentity& site, std::size_t characters);

// `text` with what HTML would take for markup written out.
[[nodiscard]] std::string html_escaped(std::string_view text);

// `text` as <p> elements.
[[nodiscard]] std::string paragraphs(std::string_view text);

// "garden-almanac.net" as a heading: "Garden almanac".
[[nodiscard]] std::string site_name(std::string_view host);

// Valid files of about this size.
[[nodiscard]] std::string filler_script(Bytes size);
[[nodiscard]] std::string filler_style(Bytes size);
[[nodiscard]] std::string filler_gif(Bytes size);

}  // namespace tidemark::harness
