// How a page is scored (pass 1), with every point explained. Plain data, bounded; the words are the
// keyword file's, the excerpts untrusted.
#pragma once

#include <string>
#include <vector>

namespace tidemark::analyzer {

// A keyword that a page contains, and where it was first found.
struct KeywordHit {
  std::string keyword;  // as the keyword file writes it
  std::string place;    // "title", "text", "meta description", "json-ld", "product"
  std::string excerpt;  // what stands around it, at most 80 characters
};

// All that was found of one group of keywords. Groups without a hit are left out.
struct GroupScore {
  std::string group;                  // "urgency"
  std::string family;                 // "behaviour"
  std::vector<KeywordHit> hits = {};  // one for each distinct keyword, in the keyword file's order
};

struct FamilyScore {
  std::string family;
  int points = 0;  // weight x distinct keywords, at most the family's cap
  int cap = 0;
};

struct PageScore {
  int points = 0;                          // of all families, at most 100
  std::vector<FamilyScore> families = {};  // every family of the keyword file, in its order
  std::vector<GroupScore> groups = {};
};

}  // namespace tidemark::analyzer
