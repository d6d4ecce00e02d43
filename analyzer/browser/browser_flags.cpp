#include "analyzer/browser/browser_flags.hpp"

#include <sys/statvfs.h>

#include <cstdlib>

#include "probes/base/bytes.hpp"

namespace tidemark::analyzer {
namespace fs = std::filesystem;

namespace {

// The last two would turn a visit of http:// into one of https://. The proxy resolves names, so
// nothing else may.
constexpr std::string_view kDisabledFeatures =
    "Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication,"
    "CertificateTransparencyComponentUpdater,DnsOverHttps,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable";

// So that one renderer serves all documents of a visit and of the visits after it. Without
// partitions all that an origin stores has one key, by which it can be removed.
constexpr std::string_view kDisabledForReuse =
    ",IsolateOrigins,site-per-process,SpareRendererForSitePerProcess,BackForwardCache,"
    "ProactivelySwapBrowsingInstance,ThirdPartyStoragePartitioning";

// Docker gives a container 64 MiB, which a few heavy pages exhaust.
bool shared_memory_is_small() {
  struct statvfs status{};
  if (::statvfs("/dev/shm", &status) != 0) return true;
  return Bytes{status.f_frsize * status.f_blocks} < Bytes::mib(256);
}

}  // namespace

std::vector<std::string> browser_arguments(const fs::path& profile, const std::string& proxy,
                                           const BrowserFlags& flags) {
  std::string disabled(kDisabledFeatures);
  if (flags.mode != BrowserMode::kFresh) disabled += kDisabledForReuse;
  std::vector<std::string> arguments{
      "--headless",
      "--remote-debugging-pipe",
      "--user-data-dir=" + profile.string(),
      "--window-size=1280,800",
      "--disable-gpu",
      "--hide-scrollbars",
      "--mute-audio",
      // Nothing but the pages asked for: no first run, updates, reports or traffic of its own.
      "--no-first-run",
      "--no-default-browser-check",
      "--no-pings",
      "--no-service-autorun",
      "--disable-background-networking",
      "--disable-breakpad",
      "--disable-client-side-phishing-detection",
      "--disable-component-update",
      "--disable-crash-reporter",
      "--disable-default-apps",
      "--disable-domain-reliability",
      "--disable-extensions",
      "--disable-search-engine-choice-screen",
      "--disable-sync",
      "--metrics-recording-only",
      "--password-store=basic",
      "--disable-features=" + disabled,
      // Every tab is in the foreground for us.
      "--disable-background-timer-throttling",
      "--disable-backgrounding-occluded-windows",
      "--disable-renderer-backgrounding",
      // No traffic beside TCP connections through our proxy, not to loopback either; each tab's
      // context names its own lane. Chromium itself never asks DNS.
      "--proxy-server=" + proxy,
      "--proxy-bypass-list=" + std::string(kProxyBypass),
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      "--dns-prefetch-disable",
      "--disable-quic",
      "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  };
  if (flags.mode != BrowserMode::kFresh) {
    arguments.emplace_back("--disable-site-isolation-trials");
    // Of each storage context, which is never less than one.
    arguments.emplace_back("--renderer-process-limit=1");
  }
  if (flags.mode == BrowserMode::kFast) {
    arguments.emplace_back("--blink-settings=imagesEnabled=false");
  }
  // The first only allows tabs to be opened so; without the second a frame cannot be asked for.
  if (flags.frames == Frames::kOnDemand) {
    arguments.emplace_back("--enable-begin-frame-control");
    arguments.emplace_back("--run-all-compositor-stages-before-draw");
  }
  if (shared_memory_is_small()) arguments.emplace_back("--disable-dev-shm-usage");
  if (!flags.sandbox) arguments.emplace_back("--no-sandbox");
  return arguments;
}

std::vector<std::string> browser_environment(const fs::path& home, const fs::path& tmp) {
  std::vector<std::string> environment{"HOME=" + home.string(), "TMPDIR=" + tmp.string(),
                                       "DBUS_SESSION_BUS_ADDRESS=disabled:"};
  for (const char* name : {"PATH", "LANG", "LC_ALL", "TZ"}) {
    const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nothing sets it
    if (value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

}  // namespace tidemark::analyzer
