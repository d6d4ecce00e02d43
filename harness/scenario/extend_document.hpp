// Puts one scenario document on top of another.
#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

#include "harness/scenario/document_origins.hpp"

namespace tidemark::harness {

// Changes `base` to what `extension`, a document that follows the schema, makes of it:
// objects are merged key by key, everything else is replaced. The sites of "sites+" are added to
// those of the base; a host that one of them names is taken out of the base's sites.
void extend_document(nlohmann::json& base, DocumentOrigins& origins,
                     const nlohmann::json& extension, const std::string& file);

}  // namespace tidemark::harness
