// How fast the store takes results, answers domains and gives pages back for judging them anew:
// store_bench [DOMAINS]. Prints a rate for each, and the size of the file.
#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <vector>

#include "analyzer/store/content_rows.hpp"
#include "analyzer/store/store_file.hpp"
#include "analyzer/store/store_queue.hpp"
#include "analyzer/store/visit_reader.hpp"
#include "probes/base/clock.hpp"
#include "probes/base/temp_dir.hpp"

namespace tidemark::analyzer {
namespace {

std::string domain_of(int number) { return fmt::format("domain-{}.example", number); }

// Text as compressible as that of pages: words of a small vocabulary, about 6 KiB.
class Pages {
 public:
  Pages() {
    for (int i = 0; i < 4000; ++i) {
      std::string word;
      for (int letters = 2 + static_cast<int>(random_() % 9); letters > 0; --letters) {
        word += static_cast<char>('a' + random_() % 26);
      }
      words_.push_back(word);
    }
  }
  std::shared_ptr<const DomainResult> next(int number) {
    auto result = std::make_shared<DomainResult>();
    result->domain = domain_of(number);
    result->source = fmt::format("list.txt:{}", number);
    result->state = State::kAlive;
    result->status = 200;
    result->checked_at = std::chrono::system_clock::now();
    result->final_url = "https://www." + result->domain + "/";
    result->attempts = {{.method = Method::kDns, .url = result->domain},
                        {.method = Method::kHttp, .url = "https://" + result->domain + "/"},
                        {.method = Method::kHttp, .url = result->final_url, .status = 200}};
    result->stages = {{.stage = Stage::kDns, .passed = true, .evidence = "203.0.113.7"},
                      {.stage = Stage::kTls, .passed = true, .evidence = "TLS 1.3, h2"}};
    PageContent& content = result->content;
    content.title = text(8);
    content.meta = {{"description", text(25)},
                    {"og:title", text(8)},
                    {"og:image", text(6)},
                    {"viewport", "width=device-width"},
                    {"keywords", text(12)}};
    content.json_ld = {R"({"@context":"https://schema.org","@type":"Product","name":")" + text(40) +
                       "\"}"};
    for (int i = 0; i < 20; ++i) content.links.push_back({text(1) + ".example", i + 1});
    content.script_hosts = {"cdn.example", "tags.example"};
    content.text = text(900);
    content.text_length = content.text.size();
    return result;
  }

 private:
  std::string text(int words) {
    std::string text;
    for (; words > 0; --words) text += words_[random_() % words_.size()] + ' ';
    return text;
  }
  std::mt19937 random_{7};
  std::vector<std::string> words_;
};

void say(const char* what, int count, SteadyTime start) {
  const std::chrono::duration<double> took = steady_now() - start;
  fmt::print("{:<42} {:>8.2f} s {:>10.0f}/s\n", what, took.count(), count / took.count());
}

int fail(const Error& error) {
  fmt::print(stderr, "{}\n", error.message);
  return 1;
}

int measure(int domains) {
  const TempDir dir = TempDir::create("tidemark-bench").value();
  const std::filesystem::path path = dir.path() / "s.sqlite";
  std::atomic<std::uint64_t> progress{0};
  auto started = StoreQueue::start(
      path, {}, [](const std::string& note) { fmt::print(stderr, "{}\n", note); },
      [&progress] {
        ++progress;
        progress.notify_one();
      });
  if (!started) return fail(started.error());
  StoreQueue& queue = **started;
  Pages pages;
  std::vector<std::shared_ptr<const DomainResult>> made;
  SteadyTime spent{};
  SteadyTime start = steady_now();
  for (int i = 0; i < domains; i += 1000) {
    const SteadyTime making = steady_now();
    made.clear();
    for (int j = i; j < std::min(domains, i + 1000); ++j) made.push_back(pages.next(j));
    spent += steady_now() - making;
    StoreQueue::Ticket last = 0;
    for (auto& result : made) last = queue.add(result);
    for (auto seen = progress.load(); !queue.settled(last); seen = progress.load()) {
      progress.wait(seen);
    }
  }
  say("results stored, a thousand in flight", domains, start + spent.time_since_epoch());
  if (const auto closed = queue.close(Deadline::in(std::chrono::minutes(1)), true); !closed) {
    return fail(closed.error());
  }
  fmt::print("{:<42} {:>8.1f} MiB, {} bytes each\n", "file",
             static_cast<double>(std::filesystem::file_size(path)) / 1048576,
             std::filesystem::file_size(path) / static_cast<unsigned>(domains));

  auto opened = open_store_to_read(path);
  if (!opened) return fail(opened.error());
  auto reader = VisitReader::prepare(opened->database);
  if (!reader) return fail(reader.error());
  start = steady_now();
  for (int i = 0; i < domains; ++i) {
    const auto visit = reader->latest(domain_of(static_cast<int>(i * 7919LL % domains)));
    if (!visit || !*visit) return fail({ErrorCode::kIo, "a domain is missing"});
  }
  say("domains answered, in random order", domains, start);

  std::size_t characters = 0;
  start = steady_now();
  const auto read = for_each_content(opened->database, [&](const StoredContent& stored) {
    characters += stored.content.text.size();
    return true;
  });
  if (!read) return fail(read.error());
  say("contents read and unpacked", domains, start);
  fmt::print("{:<42} {:>8.1f} MiB\n", "text in them", static_cast<double>(characters) / 1048576);
  return 0;
}

}  // namespace
}  // namespace tidemark::analyzer

int main(int argc, char** argv) {
  const int domains = argc > 1 ? std::atoi(argv[1]) : 100'000;  // NOLINT(cert-err34-c)
  return tidemark::analyzer::measure(std::max(1, domains));
}
