#include "analyzer/store/store.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <utility>

#include <boost/asio/post.hpp>

#include "analyzer/loop/cpu_pool.hpp"
#include "analyzer/loop/wakeup.hpp"
#include "analyzer/store/fact_rows.hpp"
#include "analyzer/store/lifecycle_log.hpp"
#include "analyzer/store/store_lease.hpp"
#include "analyzer/store/store_queue.hpp"
#include "analyzer/store/visit_reader.hpp"

namespace tidemark::analyzer {
namespace asio = boost::asio;
namespace {

using probes::Database;
using Visit = std::optional<StoredVisit>;

// A stuck disk may hold a result back for so long.
constexpr std::chrono::seconds kPatience{5};

// The reading connection; used by the reading thread alone.
struct ReadingSide {
  Database database;
  VisitReader visits;

  static Result<std::shared_ptr<ReadingSide>> open(const std::filesystem::path& path) {
    auto database = Database::open(path, Database::Access::kRead);
    if (!database) return std::unexpected(database.error());
    auto visits = VisitReader::prepare(*database);
    if (!visits) return std::unexpected(visits.error());
    return std::make_shared<ReadingSide>(ReadingSide{*std::move(database), *std::move(visits)});
  }
};

class OpenStore final : public Store {
 public:
  OpenStore(asio::any_io_executor executor, StoreSetup setup, StoreLease lease)
      : executor_(std::move(executor)),
        setup_(std::move(setup)),
        lease_(std::move(lease)),
        reader_thread_(std::in_place, executor_, 1U) {}
  OpenStore(const OpenStore&) = delete;
  OpenStore& operator=(const OpenStore&) = delete;
  ~OpenStore() override { *alive_ = false; }

  Result<void> begin();

  asio::awaitable<std::optional<DomainResult>> recall(std::string domain,
                                                      std::string source) override;
  asio::awaitable<void> remember(std::shared_ptr<const DomainResult> result) override;
  Result<std::vector<LearntFact>> load_facts(std::chrono::system_clock::time_point now) override {
    auto database = Database::open(setup_.path, Database::Access::kRead);
    if (!database) return std::unexpected(database.error());
    return read_facts(*database, now);
  }
  void save_facts(std::span<const LearntFact> facts) override { queue_->add(facts); }
  std::unique_ptr<TaskEvents> lifecycle() override { return make_lifecycle_log(*queue_); }
  Result<void> close(Deadline deadline, bool completed) override;

 private:
  struct Waiter {
    StoreQueue::Ticket ticket;
    Wakeup wakeup;
  };
  void notify_waiters();

  asio::any_io_executor executor_;
  StoreSetup setup_;
  std::optional<StoreLease> lease_;
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::deque<std::shared_ptr<Waiter>> waiters_;
  bool slow_ = false;  // a result waited in vain: until the disk has caught up nobody waits
  std::unique_ptr<StoreQueue> queue_;
  std::shared_ptr<ReadingSide> reading_;
  std::optional<CpuPool> reader_thread_;  // last: its work uses the others
};

Result<void> OpenStore::begin() {
  auto on_progress = [this, executor = executor_, alive = std::weak_ptr(alive_)] {
    asio::post(executor, [this, alive] {
      if (!alive.expired()) notify_waiters();
    });
  };
  auto queue = StoreQueue::start(setup_.path, setup_.run, setup_.on_note, std::move(on_progress));
  if (!queue) return std::unexpected(queue.error());
  queue_ = std::move(*queue);
  auto reading = ReadingSide::open(setup_.path);
  if (!reading) return std::unexpected(reading.error());
  reading_ = std::move(*reading);
  return {};
}

asio::awaitable<std::optional<DomainResult>> OpenStore::recall(std::string domain,
                                                               std::string source) {
  if (setup_.rules.never || !reading_ || !reader_thread_) co_return std::nullopt;
  std::function<Result<Visit>()> work = [reading = reading_, domain] {
    return reading->visits.latest(domain);
  };
  const Deadline deadline = Deadline::in(kPatience);
  std::optional<Result<Visit>> read =
      co_await reader_thread_->run<Result<Visit>>(std::move(work), deadline);
  if (!read) co_return std::nullopt;
  if (!*read) {
    if (read->error().code == ErrorCode::kBadInput) queue_->report_damage(read->error());
    co_return std::nullopt;
  }
  Visit& visit = **read;
  if (!visit || !answers(*visit, setup_.rules, std::chrono::system_clock::now())) {
    co_return std::nullopt;
  }
  // Of other keywords than this run's: nothing that could stand beside the scores of its visits.
  if (visit->scored_by.fingerprint != setup_.run.scored_by.fingerprint) {
    visit->result.score.reset();
  }
  visit->result.source = source;
  queue_->add(RecalledAnswer{std::move(domain), std::move(source)});
  co_return std::move(visit->result);
}

asio::awaitable<void> OpenStore::remember(std::shared_ptr<const DomainResult> result) {
  const StoreQueue::Ticket ticket = queue_->add(std::move(result));
  if (slow_ || queue_->settled(ticket)) co_return;
  auto waiter = std::make_shared<Waiter>(Waiter{ticket, Wakeup(executor_)});
  waiters_.push_back(waiter);
  const Deadline deadline = Deadline::in(kPatience);
  const Woken woken = co_await waiter->wakeup.wait(deadline);
  std::erase(waiters_, waiter);
  if (woken == Woken::kTimedOut) slow_ = true;
}

void OpenStore::notify_waiters() {
  slow_ = false;
  for (const auto& waiter : waiters_) {
    if (queue_->settled(waiter->ticket)) waiter->wakeup.notify();
  }
}

Result<void> OpenStore::close(Deadline deadline, bool completed) {
  // The reading connection first: the writing one, as the last, leaves a single file.
  reader_thread_.reset();
  reading_.reset();
  Result<void> closed = queue_->close(deadline, completed);
  // While the thread may still write, nobody else may.
  if (closed || closed.error().code != ErrorCode::kTimedOut) lease_.reset();
  return closed;
}

}  // namespace

Result<std::unique_ptr<Store>> Store::open(asio::any_io_executor executor, StoreSetup setup) {
  auto path = settle_store_path(setup.path);
  if (!path) return std::unexpected(path.error());
  setup.path = *path;
  auto lease = StoreLease::take(
      setup.path, setup.run.command_line, Deadline::in(setup.hand_over),
      [&](const std::string& holder) {
        setup.on_note("waiting for " + holder + " to give up the store " + setup.path.string());
      });
  if (!lease) return std::unexpected(lease.error());
  auto store =
      std::make_unique<OpenStore>(std::move(executor), std::move(setup), *std::move(lease));
  if (auto begun = store->begin(); !begun) return std::unexpected(begun.error());
  return store;
}

}  // namespace tidemark::analyzer
