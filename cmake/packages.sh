#!/usr/bin/env bash
# Installs the Debian packages that building, testing and running Tidemark need; does nothing, quickly,
# when they are there. Root, or an ordinary user with sudo.
set -euo pipefail

packages=(
  # compiler and build
  g++ cmake ninja-build ccache pkg-config
  # libraries (docs/ARCHITECTURE.md says what each is for)
  libboost1.81-dev libc-ares-dev libcli11-dev libcurl4-openssl-dev libfmt-dev libidn2-dev libncurses-dev
  libproc2-dev libpsl-dev libre2-dev libspdlog-dev libsqlite3-dev libssl-dev libvalijson-dev libxml2-dev
  libzstd-dev nlohmann-json3-dev zlib1g-dev
  # tests and benchmarks
  libbenchmark-dev libgmock-dev libgtest-dev
  # what it drives and asks at run time
  ca-certificates chromium chromium-headless-shell libnss3-tools openssl util-linux
  # what drives browsers in tests of `tidemark orphans`
  chromium-driver python3-selenium
)
# Only where asked for: --with-linters, and --with-peers for the programs that tests and benchmarks hold ours
# against; tests skip what is not there.
for option in "$@"; do
  case "$option" in
    --with-linters) packages+=(clang-19 clang-format-19 clang-tidy-19 libclang-rt-19-dev) ;;
    --with-peers)
      packages+=(apache2-utils celery curl nginx-light prometheus python3-psutil python3-redis redis-server sysstat wrk) ;;
    *)
      echo "packages.sh: there is no option $option; there are --with-linters and --with-peers" >&2
      exit 2
      ;;
  esac
done

missing=()
for package in "${packages[@]}"; do
  dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
done
# Node.js may come from elsewhere than Debian; any with npm will do.
command -v node >/dev/null || missing+=(nodejs)
command -v npm >/dev/null || missing+=(npm)
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || {
    echo "packages.sh: these packages are missing and neither root nor sudo is there to install them:" >&2
    echo "  apt-get install ${missing[*]}" >&2
    exit 5
  }
  as_root=(sudo)
fi
echo "Installing ${#missing[@]} packages: ${missing[*]}"
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
  "${missing[@]}" >/dev/null
