#include "probes/base/reading.hpp"

namespace tidemark {

std::string_view to_string(Absence absence) {
  switch (absence) {
    case Absence::kNotAsked: return "not asked";
    case Absence::kGone: return "gone";
    case Absence::kDenied: return "denied";
    case Absence::kUnsupported: return "unsupported";
  }
  return "unsupported";
}

}  // namespace tidemark
