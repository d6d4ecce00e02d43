// Something learnt from visits that may hold for later ones: plain data, kept in the store.
#pragma once

#include <chrono>
#include <string>

namespace tidemark::analyzer {

// One fact per (subject, kind); a newer one replaces it.
struct LearntFact {
  std::string subject;  // what it is about: "host:example.com", "address:203.0.113.7",
                        // "cname:wall.example.net", "vendor:cloudflare"
  std::string kind;  // "answer_ms", "walled", ...: the strategy that learns it says what it means
  double value = 0;
  int samples = 0;       // how many visits it rests on
  std::string evidence;  // in words, for people; may quote untrusted text
  std::chrono::system_clock::time_point learnt_at{};
  std::chrono::system_clock::time_point expires_at{};  // not to be used from then on
};

}  // namespace tidemark::analyzer
