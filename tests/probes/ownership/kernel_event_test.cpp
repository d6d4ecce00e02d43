// Decoding the process connector's datagrams, as bytes laid out by the test.
#include "probes/ownership/kernel_event.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace tidemark::probes {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Datagram {
 public:
  template <typename T>
  Datagram& add(T value) {
    const std::size_t at = bytes_.size();
    bytes_.resize(at + sizeof value);
    std::memcpy(&bytes_[at], &value, sizeof value);
    return *this;
  }
  Datagram& add_all(std::initializer_list<std::uint32_t> words) {
    for (const std::uint32_t word : words) add(word);
    return *this;
  }
  [[nodiscard]] std::vector<std::byte> bytes() const { return bytes_; }

 private:
  std::vector<std::byte> bytes_;
};

// A connector message with an event of kind `what` at 5 s, whose data are `words`.
std::vector<std::byte> message(std::uint32_t what, std::initializer_list<std::uint32_t> words,
                               std::uint32_t index = 1) {
  const auto length = static_cast<std::uint32_t>(16 + 20 + 16 + 4 * words.size());
  Datagram datagram;
  datagram.add_all({length}).add(std::uint16_t{3}).add(std::uint16_t{0}).add_all({0, 0});
  datagram.add_all({index, 1, 77, 0});
  datagram.add(static_cast<std::uint16_t>(length - 36)).add(std::uint16_t{0});
  datagram.add_all({what, 0}).add(std::uint64_t{5000000000}).add_all(words);
  return datagram.bytes();
}

ConnectorNews decoded(const std::vector<std::byte>& bytes) {
  ConnectorNews news;
  decode_connector(bytes, news);
  return news;
}

constexpr std::uint32_t kFork = 1;
constexpr std::uint32_t kExec = 2;
constexpr std::uint32_t kExit = 0x80000000;
const SteadyTime kAt{std::chrono::seconds(5)};

TEST(KernelEvent, IsABirthPutDownToTheProcessOfTheForkingThread) {
  EXPECT_THAT(
      decoded(message(kFork, {101, 100, 200, 200})).events,
      ElementsAre(KernelEvent{
          .kind = KernelEvent::Kind::kFork, .at = kAt, .pid = 200, .thread = 200, .parent = 100}));
}

TEST(KernelEvent, IsNotMadeOfTheBirthOfAThread) {
  EXPECT_THAT(decoded(message(kFork, {100, 100, 201, 200})).events, IsEmpty());
}

TEST(KernelEvent, IsANewProgram) {
  EXPECT_THAT(decoded(message(kExec, {200, 200})).events,
              ElementsAre(KernelEvent{
                  .kind = KernelEvent::Kind::kExec, .at = kAt, .pid = 200, .thread = 200}));
}

TEST(KernelEvent, IsAnEndWithItsCodeOrItsSignal) {
  EXPECT_THAT(
      decoded(message(kExit, {200, 200, 7 << 8, 17, 1, 1})).events,
      ElementsAre(KernelEvent{
          .kind = KernelEvent::Kind::kExit, .at = kAt, .pid = 200, .thread = 200, .exit_code = 7}));
  // Killed with a core dump, in the shorter form of kernels before 4.18.
  EXPECT_THAT(decoded(message(kExit, {201, 200, 11 | 0x80, 17})).events,
              ElementsAre(KernelEvent{.kind = KernelEvent::Kind::kExit,
                                      .at = kAt,
                                      .pid = 200,
                                      .thread = 201,
                                      .exit_signal = 11}));
}

TEST(KernelEvent, IsToldApartFromTheAnswerToARequest) {
  const ConnectorNews news = decoded(message(0, {1}));
  EXPECT_THAT(news.events, IsEmpty());
  EXPECT_THAT(news.answers, ElementsAre(ConnectorAnswer{.at = kAt, .error = 1}));
}

TEST(KernelEvent, IsNotReadFromOtherMessages) {
  EXPECT_THAT(decoded(message(kFork, {100, 100, 200, 200}, 2)).events, IsEmpty());
  EXPECT_THAT(decoded(message(0x200, {200, 200, 1, 2, 3, 4})).events, IsEmpty());
}

TEST(KernelEvent, IsNeverReadBeyondTheEndOfAMessage) {
  const std::vector<std::byte> whole = message(kFork, {100, 100, 200, 200});
  for (std::size_t length = 0; length < whole.size(); ++length) {
    const std::vector<std::byte> cut(whole.begin(),
                                     whole.begin() + static_cast<std::ptrdiff_t>(length));
    EXPECT_THAT(decoded(cut).events, IsEmpty()) << length;
  }
  // The connector's own length is believed only as far as the message goes, and limits it.
  std::vector<std::byte> lying = whole;
  const std::uint16_t lengths[2] = {0xFFFF, 20};
  std::memcpy(&lying[32], &lengths[0], 2);
  EXPECT_EQ(decoded(lying).events.size(), 1U);
  std::memcpy(&lying[32], &lengths[1], 2);
  EXPECT_THAT(decoded(lying).events, IsEmpty());
}

TEST(KernelEvent, OfSeveralMessagesInOneDatagramAreAllRead) {
  std::vector<std::byte> both = message(kExec, {200, 200});
  const std::vector<std::byte> second = message(kExec, {300, 300});
  both.insert(both.end(), second.begin(), second.end());
  EXPECT_EQ(decoded(both).events.size(), 2U);
}

}  // namespace
}  // namespace tidemark::probes
