#!/usr/bin/env bash
# Every defect of scenarios/subjects is found, and its sound twin is not: replays each with the scenario of its
# name, ROUNDS times, and holds exit code and finding against what they must be. A round takes about ten
# minutes, so it can be stopped and started again: what FOLDER/catalogue.tsv holds is not run twice.
#
#   tests/e2e/catalogue.sh [ROUNDS=5] [FOLDER=build/catalogue]
#
# TIDEMARK names another program than the release build, ONLY a regular expression of subjects. Fails if any run
# ended otherwise; what it left is then in FOLDER. 77: nothing of it can run on this machine.
set -euo pipefail
cd "$(dirname "$0")/../.."
rounds=${1:-5}
folder=${2:-build/catalogue}
tidemark=${TIDEMARK:-$PWD/build/release/bin/tidemark}
results=$folder/catalogue.tsv
mkdir -p "$folder"
touch "$results"

runs=$(mktemp -d /tmp/tmcat-XXXX)
trap 'rm -rf "$runs"' EXIT

# subject|exit code|what the worst finding, failed expectation or reason must say. The sound twin is the same
# command with --fixed, and must end with 0.
subjects=(
  "context-leak|1|growth renderer maison-fermee.fr"
  "worker-browser-leak|1|growth browser"
  "cleanup-by-jobs|1|growth browser"
  "main-thread-handler|1|orphan browser"
  "orphaning-launcher|1|orphan browser"
  "pool-replaces-wedged|1|wedged browser"
  "killed-client|1|growth browser maison-fermee.fr"
  "slow-close|1|growth browser maison-fermee.fr"
  "profile-left|1|growth directories"
  "zombies|1|growth zombies"
  "semaphore-per-process|1|expected at_work"
  "double-release|1|expected at_work"
  "retry-storm|1|expected in_budget"
  "slot-lost|4|got stuck"
  "celery-hard-limit|1|growth browser maison-fermee.fr"
)

# The scenario with its subject's sound twin.
fixed_scenario() {
  /usr/bin/python3 - "$PWD/scenarios/$1.json" <<'PY'
import json, re, sys
with open(sys.argv[1]) as file:
    scenario = json.loads(re.sub(r"^\s*//.*$", "", file.read(), flags=re.M))
subject = {"command": scenario["subject"]["command"] + ["--fixed"]}
print(json.dumps({"name": scenario["name"] + "-fixed", "extends": sys.argv[1], "subject": subject}))
PY
}

# All that a record says it found, a line each: kind, role or resource, tasks of birth.
found() {
  /usr/bin/python3 - "$1/run.json" <<'PY'
import json, sys
with open(sys.argv[1]) as file:
    run = json.load(file)
for finding in run["findings"]:
    if finding["leak"]:
        what = finding["role"] if finding["resource"] == "processes" else finding["resource"]
        tasks = {culprit["born_during"] for culprit in finding["culprits"]} - {""}
        print(finding["kind"], what, *sorted(tasks))
for expectation in run["expectations"]:
    if expectation.get("met") is False:
        print("expected", expectation["pointer"].removeprefix("/expect/"), expectation["actual"])
if not run["completed"]:
    print(run["reason"], *run["notes"])
PY
}

replay() {  # ROUND SUBJECT VARIANT EXIT-CODE FINDING SCENARIO
  cut -f1-3 "$results" | grep -qxF "$1"$'\t'"$2"$'\t'"$3" && return
  local started=$SECONDS status=0 named=- right=no run=$runs/$3 verdict
  rm -rf "$run"
  # A minute: no subject works that long on a cycle, but one that stands still.
  "$tidemark" run "$6" --out "$run" --quiet --cycle-deadline 60 >"$run.out" 2>&1 || status=$?
  found "$run" >"$run.found" 2>/dev/null || true
  if [ -n "$5" ]; then
    # The words of the finding, in this order on one line.
    named=$(grep -m1 -E "${5// /.*}" "$run.found" | cut -c1-60) || named=-
  fi
  if [ "$status" -eq "$4" ]; then [ -n "$5" ] && [ "$named" = - ] || right=yes; fi
  verdict=$(sed -n 's/^  "verdict": "\(.*\)",\?$/\1/p' "$run/run.json" | head -1)
  printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$1" "$2" "$3" "$status" "${verdict:-none}" "$named" "$right" \
    "$((SECONDS - started))" | tee -a "$results"
  if [ "$right" = no ]; then
    cp -r "$run" "$folder/round$1-$2-$3" 2>/dev/null || true
    cat "$run.out" "$run.found"
  fi
}

# Celery is no package that Tidemark needs (cmake/packages.sh --with-peers).
celery=yes
/usr/bin/python3 -c 'import celery, redis' 2>/dev/null && command -v redis-server >/dev/null || celery=no

for round in $(seq "$rounds"); do
  for line in "${subjects[@]}"; do
    IFS='|' read -r subject code finding <<<"$line"
    [[ $subject =~ ${ONLY:-.} ]] || continue
    if [[ $subject = celery* && $celery = no ]]; then
      echo "$subject: skipped, Celery or Redis is missing" >&2
      continue
    fi
    fixed_scenario "$subject" >"$runs/fixed.json"
    # Both at once: most of a run is waiting for rest.
    replay "$round" "$subject" leaky "$code" "$finding" "scenarios/$subject.json" &
    replay "$round" "$subject" fixed 0 "" "$runs/fixed.json" &
    wait
  done
done

[ -s "$results" ] || exit 77  # nothing of what was asked for can run here
echo
awk -F'\t' '
  { key = $2 "\t" $3; runs[key]++; if ($7 == "yes") right[key]++; if (runs[key] == 1) order[++n] = key
    verdict[key] = $5; named[key] = $6; sum[key] += $8 }
  END {
    printf "%-24s %-6s %-12s %6s %8s  %s\n", "subject", "", "verdict", "right", "seconds", "found"
    for (i = 1; i <= n; i++) {
      key = order[i]; split(key, part, "\t")
      printf "%-24s %-6s %-12s %3d/%-3d %7.0f  %s\n", part[1], part[2], verdict[key], right[key], runs[key], \
             sum[key] / runs[key], named[key]
      if (right[key] != runs[key]) bad = 1
    }
    exit bad
  }' "$results"
