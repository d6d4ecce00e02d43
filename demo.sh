#!/usr/bin/env bash
# Installs what is missing, builds, and shows the whole of Tidemark offline, on the luxury wall: fifty
# domains of brands behind bot protection, tarpits and broken certificates beside ordinary sites.
set -euo pipefail
cd "$(dirname "$0")"

cmake/packages.sh
cmake/build.sh release tidemark
tidemark=$PWD/build/release/bin/tidemark
scenario=scenarios/luxury-wall.json
runs=runs/demo-$(date +%Y%m%d-%H%M%S)

scratch=$(mktemp -d /tmp/tmdemo-XXXX)
sites_pid=
cleanup() {
  if [ -n "$sites_pid" ]; then
    kill -TERM "$sites_pid" 2>/dev/null || true
    wait "$sites_pid" 2>/dev/null || true
    sites_pid=
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT
export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

descriptors() { ls "/proc/$sites_pid/fd" | wc -l; }

echo
echo "1. The analyzer: what is each of the fifty domains?"
"$tidemark" sites "$scenario" --json --quiet >"$scratch/sites.json" &
sites_pid=$!
for _ in $(seq 100); do
  [ -s "$scratch/sites.json" ] && break
  kill -0 "$sites_pid" 2>/dev/null || { wait "$sites_pid"; exit $?; }
  sleep 0.1
done
readarray -t reach < <(node -e '
  const sites = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
  for (const rule of sites.map) console.log("--map\n" + rule);
  console.log("--ca\n" + sites.ca + "\n--resolver\n" + sites.resolver);
  require("fs").writeFileSync(process.argv[2], sites.domains.join("\n") + "\n");
' "$scratch/sites.json" "$scratch/domains.txt")
descriptors_before=$(descriptors)

# Watched, so that what it leaves is told from other programs' browsers. Its own output comes on stderr.
status=0
"$tidemark" watch --json -- "$tidemark" analyze "$scratch/domains.txt" "${reach[@]}" --budget 8s --table \
  --cache "$scratch/results.sqlite" --report "$runs/analysis" >"$scratch/watch.jsonl" || status=$?
left_processes=$(tail -n 1 "$scratch/watch.jsonl" | node -p 'JSON.parse(require("fs").readFileSync(0)).left')

left_profiles=0 left_descriptors=0
for _ in $(seq 20); do
  left_profiles=$(find "$TMPDIR" -mindepth 1 -maxdepth 1 ! -name 'tidemark-sites*' | wc -l)
  left_descriptors=$(($(descriptors) - descriptors_before))
  [ "$left_profiles" = 0 ] && [ "$left_descriptors" -le 0 ] && break
  sleep 0.1
done
[ "$left_descriptors" -ge 0 ] || left_descriptors=0
echo
echo "Left behind: $left_processes processes, $left_profiles profile directories, $left_descriptors descriptors"
if [ "$status" -ne 0 ] || [ "$left_processes$left_profiles$left_descriptors" != 000 ]; then
  echo "FAILED: the analyzer ended with $status or left something behind"
  exit 1
fi
kill -TERM "$sites_pid"
wait "$sites_pid" || true
sites_pid=

echo
echo "2. The harness: does the analyzer leak? Five rounds of the same load, its process tree sampled"
"$tidemark" run "$scenario" --out "$runs/analyzer" || {
  echo "FAILED: the analyzer should be stable"
  exit 1
}

echo
echo "3. The same for a program that starts a browser per worker and never closes it"
status=0
"$tidemark" run "$scenario" --out "$runs/leaky" -- node scenarios/subjects/worker-browser-leak.mjs ||
  status=$?
if [ "$status" -ne 1 ]; then
  echo "FAILED: the leaky program should be found leaking (exit code 1), not $status"
  exit 1
fi

echo
echo "The analyzer is stable, the leaky program was caught. Open the reports in a browser:"
echo "  $PWD/$runs/analysis/report.html"
echo "  $PWD/$runs/analyzer/report.html"
echo "  $PWD/$runs/leaky/report.html"
