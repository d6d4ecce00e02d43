// How long it takes to judge stored pages anew: rescore_bench [DOMAINS [STORE]]. Prints what each
// step takes. With STORE the store is kept there, for timing the program itself:
//   time tidemark analyze --rescore --cache STORE --output /dev/null
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "analyzer/assessment/assess.hpp"
#include "analyzer/rescoring/rescore.hpp"
#include "analyzer/result/assessed_json.hpp"
#include "analyzer/store/store_file.hpp"
#include "analyzer/store/store_queue.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

std::string domain_of(std::size_t number) { return fmt::format("domain-{}.example", number); }

// Pages of shops: 3 KiB of text, some of the words that score, 20 links of which half lead to
// other stored domains.
class Shops {
 public:
  explicit Shops(std::size_t domains) : domains_(domains) {
    for (int i = 0; i < 4000; ++i) {
      std::string word;
      for (auto letters = 2 + random_() % 9; letters > 0; --letters) {
        word += static_cast<char>('a' + random_() % 26);
      }
      words_.push_back(word);
    }
  }
  std::shared_ptr<const DomainResult> next(std::size_t number) {
    auto result = std::make_shared<DomainResult>();
    result->domain = domain_of(number);
    result->source = fmt::format("list.txt:{}", number);
    result->state = State::kAlive;
    result->status = 200;
    result->read_by = Method::kHttp;
    result->checked_at = std::chrono::system_clock::now();
    result->final_url = "https://www." + result->domain + "/";
    result->name.addresses = {"203.0.113.7"};
    result->attempts = {{.method = Method::kDns, .url = result->domain},
                        {.method = Method::kHttp, .url = "https://" + result->domain + "/"},
                        {.method = Method::kHttp, .url = result->final_url, .status = 200}};
    result->stages = {{.stage = Stage::kDns, .passed = true, .evidence = "203.0.113.7"},
                      {.stage = Stage::kTls, .passed = true, .evidence = "TLS 1.3, h2"}};
    PageContent& content = result->content;
    content.title = result->title = text(8);
    content.meta = {{"description", text(25)},
                    {"og:title", text(8)},
                    {"og:image", text(6)},
                    {"viewport", "width=device-width"},
                    {"keywords", text(12)}};
    content.json_ld = {R"({"@context":"https://schema.org","@type":"Product","name":")" + text(40) +
                       "\"}"};
    for (int i = 0; i < 20; ++i) {
      content.links.push_back({i % 2 == 0 ? domain_of(random_() % domains_)
                                          : fmt::format("cdn.other-{}.test", random_() % 1000),
                               i + 1});
    }
    content.script_hosts = {"cdn.example", "tags.example"};
    content.text = text(450);
    result->text_length = content.text_length = content.text.size();
    return result;
  }

 private:
  // A word in 40 is one that scores, in two pages of three.
  std::string text(int words) {
    constexpr std::array<std::string_view, 20> kScoring{
        "order now",    "limited offer", "sale",        "discount",     "free delivery",
        "sugar",        "hurry",         "last chance", "best seller",  "only 3 left",
        "just for you", "burger",        "fries",       "energy drink", "addictive",
        "craving",      "one click",     "top rated",   "exclusive",    "bundle"};
    const bool scores = random_() % 3 != 0;
    std::string text;
    for (; words > 0; --words) {
      text += scores && random_() % 40 == 0 ? kScoring.at(random_() % kScoring.size())
                                            : words_[random_() % words_.size()];
      text += ' ';
    }
    return text;
  }
  std::size_t domains_;
  std::mt19937 random_{7};
  std::vector<std::string> words_;
};

// A moment, and what the process had used of processors by then: a busy machine takes longer, but
// not more of them.
struct Moment {
  SteadyTime at = steady_now();
  double cpu = static_cast<double>(std::clock()) / CLOCKS_PER_SEC;
};

void say(const char* what, std::size_t count, const Moment& start) {
  const Moment now;
  const std::chrono::duration<double> took = now.at - start.at;
  fmt::print("{:<40} {:>7.2f} s {:>7.2f} CPU s {:>9.0f}/s\n", what, took.count(),
             now.cpu - start.cpu, static_cast<double>(count) / took.count());
}

int fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.message);
  return 1;
}

Result<void> fill(const std::filesystem::path& path, std::size_t domains) {
  std::atomic<std::uint64_t> progress{0};
  auto started = StoreQueue::start(
      path, {}, [](const std::string& note) { fmt::print(stderr, "{}\n", note); },
      [&progress] {
        ++progress;
        progress.notify_one();
      });
  if (!started) return std::unexpected(started.error());
  StoreQueue& queue = **started;
  Shops shops(domains);
  for (std::size_t i = 0; i < domains;) {
    StoreQueue::Ticket last = 0;
    for (const std::size_t end = std::min(domains, i + 1000); i < end; ++i) {
      last = queue.add(shops.next(i));
    }
    for (auto seen = progress.load(); !queue.settled(last); seen = progress.load()) {
      progress.wait(seen);
    }
  }
  return queue.close(Deadline::in(std::chrono::minutes(1)), true);
}

std::size_t form_lines(const Assessment& assessment, unsigned threads) {
  std::atomic<std::size_t> bytes = 0;
  {
    std::vector<std::jthread> forming;
    forming.reserve(threads);
    for (unsigned thread = 0; thread < threads; ++thread) {
      forming.emplace_back([&, thread] {
        for (std::size_t at = thread; at < assessment.domains.size(); at += threads) {
          bytes += to_json_line(assessment.domains[at]).size();
        }
      });
    }
  }
  return bytes;
}

int measure(std::size_t domains, const std::filesystem::path& path) {
  const unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  if (auto filled = fill(path, domains); !filled) return fail(filled.error());
  auto database = open_existing_store(path);
  if (!database) return fail(database.error());
  const KeywordBook keywords = KeywordBook::built_in();
  const Moment start;
  const auto always = [](const Rescored&) { return true; };
  const auto first = rescore(path, *database, keywords, threads, always);
  if (!first) return fail(first.error());
  say("pages judged and their scores stored", first->judged, start);
  Moment step;
  auto assessment = assess(*database, {});
  if (!assessment) return fail(assessment.error());
  say("results read, pass 2", assessment->domains.size(), step);
  step = Moment();
  const std::size_t bytes = form_lines(*assessment, threads);
  say("result lines formed", assessment->domains.size(), step);
  say("all of it", domains, start);
  step = Moment();
  const auto second = rescore(path, *database, keywords, threads, always);
  if (!second) return fail(second.error());
  say("pages found up to date", second->pages, step);
  const auto raised = std::ranges::count_if(
      assessment->domains, [](const auto& domain) { return domain.relations.bonus > 0; });
  fmt::print("{} judged again; {} raised by neighbours; {:.1f} MiB of lines\n", second->judged,
             raised, static_cast<double>(bytes) / 1048576);
  return 0;
}

}  // namespace
}  // namespace tidemark::analyzer

int main(int argc, char** argv) {
  const int domains = argc > 1 ? std::atoi(argv[1]) : 100'000;  // NOLINT(cert-err34-c)
  const tidemark::TempDir dir = tidemark::TempDir::create("tidemark-bench").value();
  return tidemark::analyzer::measure(static_cast<std::size_t>(std::max(1, domains)),
                                     argc > 2 ? argv[2] : dir.path() / "s.sqlite");
}
