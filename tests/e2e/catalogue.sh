#!/usr/bin/env bash
# Every defect of scenarios/subjects is found, its sound twin and the analyzer are not: rounds of
# `tidemark run --catalogue`, and how often each run was as expected. Stopped, it goes on where it was: what is
# in FOLDER is not run twice.
#
#   tests/e2e/catalogue.sh [ROUNDS=5] [FOLDER=build/catalogue] [SCENARIO-OR-FOLDER...]
#
# TIDEMARK names another program than the release build, SET another set than `default`. Fails if any run was not
# as expected; all runs are in FOLDER. 77: nothing of it can run on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
folder=${2:-build/catalogue}
shift $(($# < 2 ? $# : 2))
tidemark=${TIDEMARK:-$PWD/build/release/bin/tidemark}

for round in $(seq "$rounds"); do
  status=0
  "$tidemark" run --catalogue "$@" --set "${SET:-default}" --out "$folder/round$round" || status=$?
  [ "$status" -lt 128 ] || exit "$status" # interrupted
  [ -f "$folder/round$round/catalogue.json" ] || exit "$status"
done

/usr/bin/python3 - "$folder"/round*/catalogue.json <<'PY'
import json, sys

lines = {}
skipped = {}
for name in sys.argv[1:]:
    with open(name) as file:
        for run in json.load(file)["runs"]:
            key = run["scenario"], run["variant"].replace("_", " ")
            if run["skipped"]:
                skipped[key] = run["skipped"]
            else:
                lines.setdefault(key, []).append(run)
print(f"\n{'scenario':<24} {'variant':<9} {'verdict':<13} {'right':>7} {'seconds':>8}  found")
bad = False
for (scenario, variant), runs in lines.items():
    right = sum(run["as_expected"] for run in runs)
    seconds = sum(run["took_s"] for run in runs) / len(runs)
    bad |= right < len(runs)
    verdict = runs[-1].get("verdict", "none")
    print(f"{scenario:<24} {variant:<9} {verdict:<13} {right:>3}/{len(runs):<3} {seconds:>8.0f}  {runs[-1]['found'][:70]}")
for (scenario, variant), why in skipped.items():
    print(f"{scenario:<24} {variant:<9} skipped: {why}")
sys.exit(bad if lines else 77)
PY
