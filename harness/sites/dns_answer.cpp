#include "harness/sites/dns_answer.hpp"

#include <algorithm>

namespace tidemark::harness {
namespace {

using Message = std::vector<std::uint8_t>;

constexpr std::size_t kHeaderSize = 12;
constexpr std::uint8_t kTruncated = 0x02;  // in the third byte of a message
constexpr std::uint8_t kFormErr = 1;
constexpr std::uint8_t kServFail = 2;
constexpr std::uint8_t kNxDomain = 3;
constexpr std::uint8_t kNotImplemented = 4;
constexpr std::uint16_t kClassInternet = 1;
constexpr std::uint16_t kTypeCname = 5;
constexpr std::uint16_t kTypeAny = 255;

std::uint16_t read16(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}

void append16(Message& message, std::uint16_t value) {
  message.push_back(static_cast<std::uint8_t>(value >> 8U));
  message.push_back(static_cast<std::uint8_t>(value & 0xFFU));
}

struct Question {
  std::string name;
  std::uint16_t type = 0;
  std::uint16_t dns_class = 0;
  std::size_t end = 0;  // behind it in the message
};

// The only question of a query. Names in questions are not compressed (nothing stands before them).
std::optional<Question> read_question(std::span<const std::uint8_t> query) {
  Question question;
  std::size_t at = kHeaderSize;
  for (;;) {
    if (at >= query.size()) return std::nullopt;
    const std::size_t length = query[at++];
    if (length == 0) break;
    if (length > 63 || at + length > query.size() || question.name.size() + length > 254) {
      return std::nullopt;
    }
    if (!question.name.empty()) question.name += '.';
    for (const std::uint8_t byte : query.subspan(at, length)) {
      question.name += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
    }
    at += length;
  }
  if (at + 4 > query.size()) return std::nullopt;
  question.type = read16(query, at);
  question.dns_class = read16(query, at + 2);
  question.end = at + 4;
  return question;
}

// The response's header, and the question as it was asked (its letter case may be the client's
// check).
Message begin(std::span<const std::uint8_t> query, std::size_t question_end, std::uint8_t code) {
  Message message(query.begin(), query.begin() + static_cast<std::ptrdiff_t>(question_end));
  message[2] = static_cast<std::uint8_t>(0x84U | (query[2] & 0x79U));  // QR, AA; opcode and RD kept
  message[3] = static_cast<std::uint8_t>(0x80U | code);                // RA
  for (std::size_t i = 4; i < kHeaderSize; ++i) message[i] = 0;
  message[5] = question_end > kHeaderSize ? 1 : 0;
  return message;
}

constexpr std::uint16_t kAskedName = 0xC000U + kHeaderSize;  // a pointer to the question's name

void begin_record(Message& message, std::uint16_t name, std::uint16_t type, std::uint32_t ttl) {
  ++message[7];  // answers, far fewer than 256
  append16(message, name);
  append16(message, type);
  append16(message, kClassInternet);
  append16(message, static_cast<std::uint16_t>(ttl >> 16U));
  append16(message, static_cast<std::uint16_t>(ttl & 0xFFFFU));
}

void append_name(Message& message, std::string_view name) {
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    message.push_back(static_cast<std::uint8_t>(label.size()));
    message.insert(message.end(), label.begin(), label.end());
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  message.push_back(0);
}

// Says that `name` is an alias. A pointer to the name that it is one of.
std::uint16_t append_alias(Message& message, std::uint16_t name, std::string_view target,
                           std::uint32_t ttl) {
  begin_record(message, name, kTypeCname, ttl);
  append16(message, static_cast<std::uint16_t>(target.size() + 2));
  const auto at = static_cast<std::uint16_t>(0xC000U + message.size());
  append_name(message, target);
  return at;
}

template <typename Address>
void append_address(Message& message, std::uint16_t name, std::uint16_t type,
                    const std::optional<Address>& address, std::uint32_t ttl) {
  if (!address) return;
  begin_record(message, name, type, ttl);
  append16(message, static_cast<std::uint16_t>(address->size()));
  message.insert(message.end(), address->begin(), address->end());
}

std::uint8_t code_of(DnsConduct conduct) {
  if (conduct == DnsConduct::kServfail) return kServFail;
  return conduct == DnsConduct::kNxdomain ? kNxDomain : 0;
}

Message answer_question(std::span<const std::uint8_t> query, const Question& question,
                        const DnsTreatment& treatment) {
  Message message = begin(query, question.end, code_of(treatment.conduct));
  if (question.dns_class != kClassInternet || treatment.conduct == DnsConduct::kServfail) {
    return message;
  }
  std::uint16_t name = kAskedName;
  for (const std::string& alias : treatment.aliases) {
    name = append_alias(message, name, alias, treatment.ttl);
  }
  if (treatment.conduct != DnsConduct::kAddress) return message;
  const bool any = question.type == kTypeAny;
  if (any || question.type == kDnsTypeA) {
    append_address(message, name, kDnsTypeA, treatment.address, treatment.ttl);
  }
  if (any || question.type == kDnsTypeAaaa) {
    append_address(message, name, kDnsTypeAaaa, treatment.address6, treatment.ttl);
  }
  return message;
}

}  // namespace

std::optional<Message> answer_dns(std::span<const std::uint8_t> query, const DnsDecision& decide,
                                  std::size_t limit) {
  if (query.size() < kHeaderSize || (query[2] & 0x80U) != 0) return std::nullopt;
  if ((query[2] & 0x78U) != 0) return begin(query, kHeaderSize, kNotImplemented);
  const auto question = read16(query, 4) == 1 ? read_question(query) : std::nullopt;
  if (!question) return begin(query, kHeaderSize, kFormErr);
  const DnsTreatment treatment = decide(question->name, question->type);
  if (treatment.conduct == DnsConduct::kSilence) return std::nullopt;
  Message message = answer_question(query, *question, treatment);
  if (message.size() <= limit) return message;
  message = begin(query, question->end, 0);
  message[2] |= kTruncated;
  return message;
}

}  // namespace tidemark::harness
