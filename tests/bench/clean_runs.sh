#!/usr/bin/env bash
# How often the verdict cries wolf: many runs of programs that have no leak. A run takes about a minute and a
# half, so this can be stopped at any time and started again: what FOLDER has a line of is not run twice.
#
#   tests/bench/clean_runs.sh [COUNT=100] [FOLDER=build/clean-runs]
#
# FOLDER/runs.tsv gets a line for each run: number, subject, exit code, the verdict on processes, zombies,
# descriptors, directories and memory, seconds. The recording of a run that is not stable is kept beside it.
# TIDEMARK names another program than the release build, LOCK a file to hold during each run where several
# measure on one machine. COUNT=0 only prints the summary. Fails if there was a false alarm.
set -euo pipefail
cd "$(dirname "$0")/../.."
count=${1:-100}
folder=${2:-build/clean-runs}
results=$folder/runs.tsv
mkdir -p "$folder"
touch "$results"
# A copy: a build meanwhile must change neither what is measured nor its file.
tidemark=$folder/tidemark
[ -x "$tidemark" ] || cp "${TIDEMARK:-build/release/bin/tidemark}" "$tidemark"

trap 'rm -rf "$folder/run"' EXIT
# name|subject, empty: the analyzer
subjects=(
  "analyzer|"
  "context-leak --fixed|node scenarios/subjects/context-leak.mjs --fixed --workers 2"
  "worker-browser-leak --fixed|node scenarios/subjects/worker-browser-leak.mjs --fixed"
  "retiring-pool|node scenarios/subjects/retiring-pool.mjs --workers 2 --pages 4"
)

# The verdicts of the run, separated by tabs.
verdicts() {
  node -e '
    const run = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    const of = (name) => run.verdicts.find(({ resource }) => resource === name)?.verdict ?? "none";
    console.log(["processes", "zombies", "descriptors", "directories", "memory"].map(of).join("\t"));
  ' "$1"
}

for number in $(seq "$count"); do
  cut -f1 "$results" | grep -qx "$number" && continue
  IFS='|' read -r name subject <<<"${subjects[$(((number - 1) % ${#subjects[@]}))]}"
  command=()
  [ -z "$subject" ] || read -ra command <<<"-- $subject"
  rm -rf "$folder/run"
  exec {held}>"${LOCK:-$folder/lock}"
  flock "$held"
  started=$SECONDS
  status=0
  "$tidemark" run tests/bench/clean_runs.json --out "$folder/run" --quiet "${command[@]}" \
    {held}>&- >"$folder/run.log" 2>&1 || status=$?
  exec {held}>&-
  # Interrupted: no verdict on anything.
  [ $status -ne 130 ] && [ $status -ne 143 ] || exit $status
  printf '%s\t%s\t%s\t%s\t%s\n' "$number" "$name" "$status" "$(verdicts "$folder/run/run.json")" \
    "$((SECONDS - started))" | tee -a "$results"
  if [ $status -ne 0 ]; then
    rm -rf "$folder/run-$number"
    mv "$folder/run" "$folder/run-$number"
    cp "$folder/run.log" "$folder/run-$number/"
  fi
done

echo
awk -F'\t' '
  # The largest rate at which k or fewer alarms in n runs are still as likely as one in twenty.
  function bound(k, n,   low, high, rate, sum, term, i, step) {
    low = k / n; high = 1
    for (step = 0; step < 60 && k < n; ++step) {
      rate = (low + high) / 2
      term = exp(n * log(1 - rate)); sum = term
      for (i = 1; i <= k; ++i) { term *= (n - i + 1) / i * rate / (1 - rate); sum += term }
      if (sum > 0.05) low = rate; else high = rate
    }
    return high
  }
  BEGIN { split("processes zombies descriptors directories memory", resource, " ") }
  {
    ++runs; if ($3 == 4 || $3 == 5) ++failed
    alarmed = 0
    for (i = 1; i <= 5; ++i) {
      ++seen[i, $(i + 3)]
      if ($(i + 3) == "leaking") alarmed = 1
    }
    alarms += alarmed
  }
  END {
    if (runs == 0) { print "no runs"; exit 1 }
    printf "%-12s %8s %14s %13s   %s\n", "resource", "stable", "inconclusive", "false alarms", "95%: fewer than"
    for (i = 1; i <= 5; ++i)
      printf "%-12s %8d %14d %13d   %14.1f%%\n", resource[i], seen[i, "stable"], seen[i, "inconclusive"],
             seen[i, "leaking"], 100 * bound(seen[i, "leaking"] + 0, runs)
    printf "%d runs, %d that did not come to an end, %d with a false alarm; with 95%% confidence fewer than %.1f%% of runs have one\n",
           runs, failed, alarms, 100 * bound(alarms + 0, runs)
    exit alarms > 0
  }' "$results"
