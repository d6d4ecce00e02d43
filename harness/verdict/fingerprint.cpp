#include "harness/verdict/fingerprint.hpp"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <algorithm>
#include <array>
#include <set>

#include "harness/record/names.hpp"
#include "harness/verdict/culprit_name.hpp"

namespace tidemark::harness {
namespace {

// Changes when the same leak would get another fingerprint: mutes must then be made anew.
constexpr std::string_view kVersion = "tidemark.fingerprint/1";

FindingKind family_of(FindingKind kind) {
  const bool grows = kind == FindingKind::kPlateau || kind == FindingKind::kUnsettled;
  return grows ? FindingKind::kGrowth : kind;
}

std::string first_digits(std::string_view text) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  std::string digits;
  digits.reserve(kFingerprintDigits);
  for (std::size_t i = 0; i < kFingerprintDigits / 2; ++i) {
    digits.append(fmt::format("{:02x}", digest.at(i)));
  }
  return digits;
}

}  // namespace

std::string fingerprint_of(const Finding& finding) {
  std::set<std::string> names;
  for (const Culprit& culprit : finding.culprits) names.insert(steady_name(culprit));
  std::string text(kVersion);
  // Parted by what is in none of them.
  const auto add = [&text](std::string_view part) { text.append(1, '\0').append(part); };
  add(name_of(finding.resource));
  add(name_of(family_of(finding.kind)));
  add(finding.role);
  for (const std::string& name : names) add(name);
  return first_digits(text);
}

bool is_fingerprint(std::string_view text) {
  return text.size() == kFingerprintDigits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

}  // namespace tidemark::harness
