// What reading a domain over HTTP brought: plain data.
#pragma once

#include <optional>

#include "analyzer/http/http_client.hpp"
#include "analyzer/result/page_content.hpp"
#include "analyzer/result/page_score.hpp"
#include "analyzer/verdict/verdict.hpp"
#include "analyzer/visit/url.hpp"

namespace tidemark::analyzer {

// A page and what it means.
struct Judgement {
  PageContent content = {};
  Verdict verdict = {};
  std::optional<PageScore> score = {};  // where pages of that state have one
};

struct Reading {
  std::optional<ErrorClass> error = {};
  std::optional<HttpResponse> response = {};
  Judgement judgement = {};
  Url url = {};  // the one that answered or failed, at the end of the redirects
};

}  // namespace tidemark::analyzer
