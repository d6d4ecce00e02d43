#include "harness/stage/stage.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <utility>
#include <variant>

#include "harness/stage/build_stage.hpp"
#include "harness/stage/trusting_home.hpp"

namespace tidemark::harness {
namespace {

constexpr std::chrono::seconds kBuildTime{30};

std::vector<std::string> addresses_named_by(const Scenario& scenario) {
  std::vector<std::string> addresses;
  const auto add = [&](const Ipv4Address& address) {
    addresses.push_back(fmt::format("{}", fmt::join(address, ".")));
  };
  for (const Site& site : scenario.sites) {
    if (site.dns.address) add(*site.dns.address);
    const auto* rebind = std::get_if<behaviors::Rebind>(&site.behavior);
    if (rebind == nullptr) continue;
    add(rebind->then);
    if (rebind->first) add(*rebind->first);
  }
  return addresses;
}

}  // namespace

Result<Stage> Stage::build(Supervision& supervision, const Scenario& scenario,
                           const std::filesystem::path& directory) {
  auto files = StageFiles::write(directory);
  if (!files) return std::unexpected(files.error());
  const BuildStage order{{.addresses = addresses_named_by(scenario), .covers = files->covers()}};
  if (auto told = supervision.order(order); !told) return std::unexpected(told.error());
  std::vector<UniqueFd> opened;
  const auto report = supervision.wait_for_report(Deadline::in(kBuildTime), &opened);
  if (!report) return std::unexpected(report.error());
  if (const auto* refused = std::get_if<StartFailed>(&*report)) {
    return failure(refused->code, refused->message);
  }
  const auto* built = std::get_if<StageBuilt>(&*report);
  // Four sockets and, where there is one, the directory of its shared memory.
  if (built == nullptr || opened.size() < 4 || opened.size() > 5) {
    return failure(ErrorCode::kProtocol, "the supervisor answers what it was not asked");
  }
  Stage stage(directory, std::move(*files));
  stage.listeners_ = {.http = std::move(opened[0]),
                      .https = std::move(opened[1]),
                      .dns = std::move(opened[2]),
                      .dns_tcp = std::move(opened[3]),
                      .at = everywhere_on_a_stage()};
  if (opened.size() == 5) stage.shared_memory_ = std::move(opened[4]);
  stage.remarks_ = built->remarks;
  return stage;
}

Result<std::vector<std::filesystem::path>> Stage::trust(const std::filesystem::path& authority,
                                                        const std::filesystem::path& real_home) {
  if (auto trusted = files_.trust(authority); !trusted) return std::unexpected(trusted.error());
  for (const char* key : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"}) {
    environment_.push_back(fmt::format("{}={}", key, files_.bundle().string()));
  }
  environment_.push_back("NODE_EXTRA_CA_CERTS=" + authority.string());
  auto home = make_trusting_home(directory_ / "home", real_home, authority);
  if (home) {
    environment_.push_back("HOME=" + home->front().string());
    return std::move(*home);
  }
  remarks_.push_back("Chromium does not trust the sites' certificates: " + home.error().message);
  return std::vector<std::filesystem::path>();
}

}  // namespace tidemark::harness
