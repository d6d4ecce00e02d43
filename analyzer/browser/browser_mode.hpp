// What a browser may keep between the visits of two domains.
#pragma once

namespace tidemark::analyzer {

// In every mode a domain finds nothing of what an earlier one stored, and the process sandbox is
// as strong. docs/browser-pool.md has what each costs.
enum class BrowserMode {
  kFresh,  // nothing: each domain has a new storage context and new renderers, a site a process
  kReuse,  // a cleaned storage context and its renderer, its garbage collected
  kFast,   // the same with garbage up to a bound, and without pictures
};

// When a browser lays out and paints what it shows.
enum class Frames {
  kContinuous,  // sixty times a second, as for a person who watches
  kOnDemand,  // when a reader of the page asks: painting costs a fifth of a visit, and nobody looks
};

}  // namespace tidemark::analyzer
