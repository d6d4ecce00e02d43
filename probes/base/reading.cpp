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

std::optional<Absence> absence_from(std::string_view name) {
  for (const Absence absence :
       {Absence::kNotAsked, Absence::kGone, Absence::kDenied, Absence::kUnsupported}) {
    if (name == to_string(absence)) return absence;
  }
  return {};
}

Absence absence_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kGone: return Absence::kGone;
    case ErrorCode::kDenied: return Absence::kDenied;
    default: return Absence::kUnsupported;
  }
}

}  // namespace tidemark
