#include "analyzer/tasks/selection.hpp"

#include <algorithm>
#include <deque>
#include <iterator>
#include <map>
#include <utility>
#include <vector>

#include "probes/base/fnv1a.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

class SelectedSource final : public TaskSource {
 public:
  SelectedSource(std::unique_ptr<TaskSource> source, std::function<bool(const std::string&)> wanted)
      : source_(std::move(source)), wanted_(std::move(wanted)) {}

  asio::awaitable<std::optional<Task>> next() override {
    while (true) {
      std::optional<Task> task = co_await source_->next();
      if (!task || task->kind != Task::Kind::kVisit || wanted_(task->domain)) co_return task;
      ++left_out_;
    }
  }
  void stop() override { source_->stop(); }
  // An upper bound until the last task has been looked at.
  std::optional<std::size_t> total() const override {
    const auto total = source_->total();
    return total ? std::optional(*total - left_out_) : std::nullopt;
  }
  std::optional<Error> error() const override { return source_->error(); }
  InputCounts counts() const override { return source_->counts(); }

 private:
  std::unique_ptr<TaskSource> source_;
  std::function<bool(const std::string&)> wanted_;
  std::size_t left_out_ = 0;
};

// A number that a name gets by chance, always the same for a seed: FNV-1a, finished as splitmix64
// does, since FNV alone leaves the high bits of similar names similar.
std::uint64_t lot_of(const std::string& name, std::uint64_t seed) {
  std::uint64_t hash = fnv1a(name, kFnvStart ^ (seed * 0x9E3779B97F4A7C15U));
  hash = (hash ^ (hash >> 30U)) * 0xBF58476D1CE4E5B9U;
  hash = (hash ^ (hash >> 27U)) * 0x94D049BB133111EBU;
  return hash ^ (hash >> 31U);
}

class SampledSource final : public TaskSource {
 public:
  SampledSource(std::unique_ptr<TaskSource> source, std::size_t size, std::uint64_t seed,
                std::function<std::string(const Task&)> group_of)
      : source_(std::move(source)), size_(size), seed_(seed), group_of_(std::move(group_of)) {}

  asio::awaitable<std::optional<Task>> next() override {
    // Several workers may be in here; each offers what it was handed, so that none of it is missing
    // when the first of them sees the end.
    while (!stopped_ && !drawn_) {
      std::optional<Task> task = co_await source_->next();
      if (!task) {
        if (!source_->total()) co_return std::nullopt;  // cancelled or stopped, not the end
        draw();
      } else if (task->kind == Task::Kind::kVisit) {
        offer(std::move(*task));
      } else {
        ++passed_;
        co_return task;
      }
    }
    if (stopped_ || sample_.empty()) co_return std::nullopt;
    Task task = std::move(sample_.front().task);
    sample_.pop_front();
    co_return task;
  }
  void stop() override {
    stopped_ = true;
    source_->stop();
  }
  std::optional<std::size_t> total() const override {
    return drawn_ ? std::optional(passed_ + drawn_size_) : std::nullopt;
  }
  std::optional<Error> error() const override { return source_->error(); }
  InputCounts counts() const override { return source_->counts(); }

 private:
  struct Entry {
    std::uint64_t lot = 0;
    std::size_t position = 0;
    Task task;
  };

  // Keeps the `size_` lowest lots of each group, in a heap with the highest of them on top.
  void offer(Task task) {
    std::vector<Entry>& heap = heaps_[group_of_ ? group_of_(task) : std::string()];
    const std::uint64_t lot = lot_of(task.domain, seed_);
    const std::size_t position = offered_++;
    if (heap.size() == size_ && lot >= heap.front().lot) return;
    heap.push_back({lot, position, std::move(task)});
    std::ranges::push_heap(heap, {}, &Entry::lot);
    if (heap.size() <= size_) return;
    std::ranges::pop_heap(heap, {}, &Entry::lot);
    heap.pop_back();
  }

  void draw() {
    if (std::exchange(drawn_, true)) return;
    for (auto& [group, heap] : heaps_) {
      std::ranges::move(heap, std::back_inserter(sample_));
    }
    heaps_.clear();
    std::ranges::sort(sample_, {}, &Entry::position);
    drawn_size_ = sample_.size();
  }

  std::unique_ptr<TaskSource> source_;
  std::size_t size_;
  std::uint64_t seed_;
  std::function<std::string(const Task&)> group_of_;
  std::map<std::string, std::vector<Entry>> heaps_;
  std::deque<Entry> sample_;
  std::size_t offered_ = 0;
  std::size_t passed_ = 0;
  std::size_t drawn_size_ = 0;
  bool drawn_ = false;
  bool stopped_ = false;
};

}  // namespace

std::unique_ptr<TaskSource> select_domains(std::unique_ptr<TaskSource> source,
                                           std::function<bool(const std::string&)> wanted) {
  return std::make_unique<SelectedSource>(std::move(source), std::move(wanted));
}

std::unique_ptr<TaskSource> sample_domains(std::unique_ptr<TaskSource> source, std::size_t size,
                                           std::uint64_t seed,
                                           std::function<std::string(const Task&)> group_of) {
  return std::make_unique<SampledSource>(std::move(source), size, seed, std::move(group_of));
}

}  // namespace tidemark::analyzer
