// How fast lists are read, on one core: lines and names a second, bytes kept for each name.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "analyzer/lists/list_feed.hpp"
#include "analyzer/lists/list_writer.hpp"
#include "analyzer/lists/rule_set.hpp"
#include "analyzer/names/host_name.hpp"

namespace tidemark::analyzer {
namespace {

constexpr int kLines = 500'000;

// Names as block lists have them: two to five labels, 8 to 40 characters, many below the same
// domains. One in ten comes again.
std::vector<std::string> make_names(int count) {
  std::mt19937 random(20240611);
  const auto below = [&](unsigned limit) { return static_cast<unsigned>(random() % limit); };
  constexpr std::string_view kSuffixes[] = {"com", "net", "org", "co.uk", "de", "ru", "com.br"};
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    if (i > 100 && below(10) == 0) {
      names.push_back(names[below(static_cast<unsigned>(i))]);
      continue;
    }
    std::string name;
    for (unsigned label = below(3) + 1; label > 0; --label) {
      for (unsigned length = below(9) + 4; length > 0; --length) {
        name += static_cast<char>('a' + below(26));
      }
      if (below(3) == 0) name += std::to_string(below(1000));
      name += '.';
    }
    names.push_back(name += kSuffixes[below(7)]);
  }
  return names;
}

std::string list_of(std::string_view before, std::string_view after) {
  std::string list;
  for (const std::string& name : make_names(kLines)) {
    list += before;
    list += name;
    list += after;
    list += '\n';
  }
  return list;
}

class Counter final : public RuleSink {
 public:
  void take(const ListRule& rule) override { benchmark::DoNotOptimize(rule.name.size()); }
  void refuse(std::string) override { ++refused; }
  std::size_t refused = 0;
};

class IntoSet final : public RuleSink {
 public:
  void take(const ListRule& rule) override { set.add(rule, {0, ++line}); }
  void refuse(std::string) override { ++refused; }
  RuleSet set;
  std::uint32_t line = 0;
  std::size_t refused = 0;
};

void feed(RuleSink& sink, const std::string& list) {
  constexpr std::size_t kPiece = 64 * 1024;
  const auto always = [] { return true; };
  ListFeed reader(sink, {}, "list", false);
  for (std::size_t at = 0; at < list.size(); at += kPiece) {
    benchmark::DoNotOptimize(reader.feed(std::string_view(list).substr(at, kPiece), always));
  }
  benchmark::DoNotOptimize(reader.finish(always));
}

void set_rate(benchmark::State& state, const char* what) {
  state.counters[what] = benchmark::Counter(static_cast<double>(state.iterations()) * kLines,
                                            benchmark::Counter::kIsRate);
}

void check_names(benchmark::State& state) {
  const std::vector<std::string> names = make_names(kLines);
  HostName name;
  for (auto _ : state) {
    for (const std::string& written : names) benchmark::DoNotOptimize(name.read(written));
  }
  set_rate(state, "names/s");
}
BENCHMARK(check_names)->Unit(benchmark::kMillisecond);

// Every line parsed, every name checked, public suffixes included.
void parse(benchmark::State& state, std::string_view before, std::string_view after) {
  const std::string list = list_of(before, after);
  Counter counter;
  for (auto _ : state) feed(counter, list);
  // A few of the names are public suffixes by chance.
  const auto lines = static_cast<std::size_t>(state.iterations()) * kLines;
  if (counter.refused * 1000 > lines) state.SkipWithError("lines were refused");
  set_rate(state, "lines/s");
}
BENCHMARK_CAPTURE(parse, plain, "", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, hosts, "0.0.0.0 ", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, adblock, "||", "^")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, wildcard, "*.", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, dnsmasq, "local=/", "/")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, unbound, "local-zone: \"", ".\" always_nxdomain")
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(parse, rpz, "", " CNAME .")->Unit(benchmark::kMillisecond);

// The same, put into a rule set, and asked of each entry whether another covers it.
void import(benchmark::State& state, std::string_view before, std::string_view after) {
  const std::string list = list_of(before, after);
  double bytes = 0;
  for (auto _ : state) {
    IntoSet sink;
    feed(sink, list);
    std::size_t covered = 0;
    for (std::size_t index = 0; index < sink.set.size(); ++index) {
      if (sink.set.cover_of(sink.set.entry(index))) ++covered;
    }
    benchmark::DoNotOptimize(covered);
    bytes = static_cast<double>(sink.set.bytes()) / static_cast<double>(sink.set.size());
  }
  set_rate(state, "lines/s");
  state.counters["bytes/name"] = bytes;
}
BENCHMARK_CAPTURE(import, plain, "", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(import, hosts, "0.0.0.0 ", "")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(import, adblock, "||", "^")->Unit(benchmark::kMillisecond);

void write_out(benchmark::State& state) {
  IntoSet sink;
  feed(sink, list_of("||", "^"));
  for (auto _ : state) {
    benchmark::DoNotOptimize(write_list(sink.set, {.format = ListFormat::kRpz}).text.size());
  }
  set_rate(state, "lines/s");
}
BENCHMARK(write_out)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tidemark::analyzer
