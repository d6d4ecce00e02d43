#!/usr/bin/env bash
# The same verdict every time: replays the first scenarios against sound and leaky subjects, ROUNDS times each,
# and compares exit codes with what they must be. Takes long (about ten minutes a round), so it can be
# stopped and started again: what RESULTS holds is not run twice.
#
#   tests/e2e/repeat_verdicts.sh [ROUNDS=10] [RESULTS=build/verdicts.tsv]
#
# TIDEMARK names another program than the release build. Fails if any run ended otherwise.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-10}
results=${2:-build/verdicts.tsv}
tidemark=${TIDEMARK:-$PWD/build/release/bin/tidemark}
mkdir -p "$(dirname "$results")"
touch "$results"

runs=$(mktemp -d /tmp/tmrep-XXXX)
trap 'rm -rf "$runs"' EXIT

wall=scenarios/luxury-wall.json
echo_subject='while read d; do sleep 0.1; echo "$d"; done'
leaving_subject='n=0; while read d; do n=$((n+1)); [ $((n % 10)) -eq 0 ] && { setsid sleep 600 >/dev/null 2>&1 & }; echo "$d"; done'
# one line each: name|expected exit code|scenario|subject, a shell word list; empty: the analyzer
subjects=(
  "analyzer|0|$wall|"
  "worker-browser-leak|1|$wall|node scenarios/subjects/worker-browser-leak.mjs"
  "worker-browser-leak --fixed|0|$wall|node scenarios/subjects/worker-browser-leak.mjs --fixed"
  "context-leak|1|$wall|node scenarios/subjects/context-leak.mjs"
  "context-leak --fixed|0|$wall|node scenarios/subjects/context-leak.mjs --fixed"
  "forced-kill, analyzer|0|scenarios/forced-kill.json|"
  "bash echo|0|$wall|bash -c '$echo_subject'"
  "bash leaving setsid sleep|1|$wall|bash -c '$leaving_subject'"
)

for round in $(seq "$rounds"); do
  for line in "${subjects[@]}"; do
    IFS='|' read -r name expected scenario subject <<<"$line"
    cut -f1,2 "$results" | grep -qxF "$round"$'\t'"$name" && continue
    command=()
    [ -z "$subject" ] || eval "command=(-- $subject)"
    rm -rf "$runs/run"
    started=$SECONDS
    status=0
    "$tidemark" run "$scenario" --out "$runs/run" --quiet "${command[@]}" >"$runs/out" 2>&1 || status=$?
    verdict=$(sed -n 's/^  "verdict": "\(.*\)",\?$/\1/p' "$runs/run/run.json" | head -1)
    printf '%s\t%s\t%s\t%s\t%s\t%s\n' \
      "$round" "$name" "$expected" "$status" "${verdict:-none}" "$((SECONDS - started))" | tee -a "$results"
    if [ "$status" -ne "$expected" ]; then
      cp -r "$runs/run" "$results-round$round-$(tr -c 'a-z\n' '-' <<<"$name")" 2>/dev/null || true
      cat "$runs/out"
    fi
  done
done

echo
awk -F'\t' '
  { runs[$2]++; if ($3 == $4) right[$2]++; if (!($2 in first)) { first[$2] = NR; order[++n] = $2 } sum[$2] += $6; want[$2] = $3 }
  END {
    printf "%-30s %9s %6s %8s\n", "subject", "exit code", "right", "seconds"
    for (i = 1; i <= n; i++) { s = order[i]; printf "%-30s %9s %3d/%-3d %7.0f\n", s, want[s], right[s], runs[s], sum[s] / runs[s]; if (right[s] != runs[s]) bad = 1 }
    exit bad
  }' "$results"
