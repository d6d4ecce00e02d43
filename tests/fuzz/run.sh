#!/usr/bin/env bash
# Builds the fuzz targets and runs each for a while from its seeds, one per core at a time:
# tests/fuzz/run.sh [SECONDS [NAME...]], by default 10 seconds and all of them. What they find stays in
# build/fuzz/found.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${1:-10}
shift || true
cmake/build.sh fuzz "${@:-fuzz_targets}"
names=("$@")
[ ${#names[@]} -gt 0 ] || mapfile -t names < <(cd build/fuzz/bin && ls -- *_fuzz)
found=build/fuzz/found
mkdir -p "$found"

fuzz() {
  local name=$1 scratch seeds=()
  scratch=$(mktemp -d)
  [ -d "tests/fuzz/corpus/$name" ] && seeds=("tests/fuzz/corpus/$name")
  if build/fuzz/bin/"$name" -max_total_time="$seconds" -max_len=65536 -timeout=10 -rss_limit_mb=2048 \
    -artifact_prefix="$found/$name-" -verbosity=0 -print_final_stats=1 \
    "$scratch" "${seeds[@]}" >"$found/$name.log" 2>&1; then
    printf '%-32s %10s inputs in %s s\n' "$name" \
      "$(sed -n 's/^stat::number_of_executed_units: *//p' "$found/$name.log")" "$seconds"
  else
    echo "$name failed; its input is in $found:" >&2
    tail -n 40 "$found/$name.log" >&2
    rm -rf "$scratch"
    return 1
  fi
  rm -rf "$scratch"
}
export -f fuzz
export seconds found
printf '%s\n' "${names[@]}" | xargs -P "$(nproc)" -I{} bash -c 'fuzz {}'
