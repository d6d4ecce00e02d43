#!/usr/bin/env bash
# Configures and builds: cmake/build.sh [PRESET [TARGET...]], by default all of `release`. Quiet unless
# something is wrong.
set -euo pipefail
cd "$(dirname "$0")/.."
preset=${1:-release}
shift || true
targets=()
for target in "$@"; do targets+=(--target "$target"); done

# Precompiled headers carry time stamps that ccache would otherwise take for changes; with relative paths
# another clone of the same sources finds this one's results.
export CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=1
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if [ ! -f "build/$preset/build.ninja" ]; then
  echo "Configuring build/$preset"
  cmake --preset "$preset" >"$log" 2>&1 || { cat "$log"; exit 1; }
fi
echo "Building build/$preset"
# Ninja's status line goes through a terminal as one moving line, through a pipe not at all.
if [ -t 1 ]; then
  cmake --build --preset "$preset" "${targets[@]}"
else
  cmake --build --preset "$preset" "${targets[@]}" >"$log" 2>&1 || { tail -n 100 "$log"; exit 1; }
fi
