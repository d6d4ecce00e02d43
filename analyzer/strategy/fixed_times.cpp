#include "analyzer/strategy/fixed_times.hpp"

namespace tidemark::analyzer {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

class FixedTimes final : public Strategy {
 public:
  FixedTimes(std::string_view name, const Allowance& allowance)
      : name_(name), allowance_(allowance) {}

  std::string_view name() const override { return name_; }
  Allowance usual() const override { return allowance_; }
  std::optional<Skip> skip(const std::string&, Moment) override { return std::nullopt; }
  Admission admit(const Candidate&, Moment) override { return Admission::go(allowance_); }
  void silent(const Candidate&, Moment) override {}
  Admission admit_browser(const Candidate&, const DomainResult&, Moment) override {
    return Admission::go(allowance_);
  }
  void learn(const Candidate&, const DomainResult&, Moment) override {}

 private:
  std::string_view name_;
  Allowance allowance_;
};

milliseconds or_default(milliseconds total, milliseconds usual) {
  return total.count() == 0 ? usual : total;
}

}  // namespace

std::unique_ptr<Strategy> fixed_strategy(milliseconds total) {
  total = or_default(total, seconds(60));
  return std::make_unique<FixedTimes>(
      "fixed", Allowance{.total = total, .http = total / 2, .browser = total});
}

std::unique_ptr<Strategy> staged_strategy(milliseconds total) {
  total = or_default(total, seconds(35));
  return std::make_unique<FixedTimes>(
      "staged", Allowance{.total = total, .http = total * 10 / 35, .browser = total * 25 / 35});
}

std::unique_ptr<Strategy> budget_strategy(milliseconds total) {
  total = or_default(total, seconds(20));
  return std::make_unique<FixedTimes>(
      "budget", Allowance{.total = total, .http = total * 2 / 5, .browser = total});
}

}  // namespace tidemark::analyzer
