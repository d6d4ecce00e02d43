#!/usr/bin/env bash
# The timeout strategies side by side on two loads of bot-protected brands, as in docs/strategies.md: how
# long each takes, how many domains it reaches, and whether that is the set that `fixed` reaches. Then
# `adaptive` once more with what it learnt. Waits of a minute are what is measured: this takes a while
# (fixed alone 6 minutes where nothing answers).
#
#   tests/bench/strategies.sh [STRATEGY...]     by default all five; fixed is always run, first
set -euo pipefail
cd "$(dirname "$0")/../.."
tidemark=${TIDEMARK:-$PWD/build/release/bin/tidemark}
strategies=(staged budget budget+brand-prefix adaptive)
[ $# -eq 0 ] || strategies=("$@")

scratch=$(mktemp -d /tmp/tmbench-XXXX)
sites=
cleanup() {
  [ -z "$sites" ] || kill "$sites" 2>/dev/null || true
  [ -z "$sites" ] || wait "$sites" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

# Serves a scenario, writes the arguments that reach it and its domains.
serve() {
  rm -f "$scratch/sites.json"
  "$tidemark" sites "$1" --json --quiet > "$scratch/sites.json" &
  sites=$!
  for _ in $(seq 100); do [ -s "$scratch/sites.json" ] && break; sleep 0.1; done
  node -e '
    const fs = require("fs");
    const at = JSON.parse(fs.readFileSync(process.argv[1] + "/sites.json", "utf8"));
    const maps = [at.map].flat().flatMap((rule) => ["--map", rule]);
    const reach = [...maps, "--ca", at.ca, "--resolver", at.resolver];
    fs.writeFileSync(process.argv[1] + "/reach", reach.join("\n") + "\n");
    fs.writeFileSync(process.argv[1] + "/domains.txt", at.domains.join("\n") + "\n");' "$scratch"
  mapfile -t reach < "$scratch/reach"
}

# One run, and its row: visit NAME STRATEGY ARGUMENTS...
visit() {
  local name=$1 strategy=$2 begun ended
  shift 2
  begun=$(date +%s%N)
  "$tidemark" analyze "$scratch/domains.txt" --json --quiet --workers 5 \
    --timeout-strategy "$strategy" "${reach[@]}" "$@" > "$scratch/$name.json"
  ended=$(date +%s%N)
  node -e '
    const fs = require("fs");
    const [, scratch, name, ms] = process.argv;
    const read = ["alive", "redirected", "shell", "parked", "for_sale", "suspended", "placeholder"];
    const results = fs.readFileSync(`${scratch}/${name}.json`, "utf8").trim().split("\n").map(JSON.parse);
    const reached = results.filter((r) => read.includes(r.state)).map((r) => r.domain).sort();
    const skipped = results.filter((r) => r.cause === "skipped").length;
    const record = {seconds: ms / 1000, reached};
    fs.writeFileSync(`${scratch}/${name}.set`, JSON.stringify(record));
    const fixed = JSON.parse(fs.readFileSync(`${scratch}/fixed.set`, "utf8"));
    const lost = fixed.reached.filter((domain) => !reached.includes(domain));
    const gained = reached.filter((domain) => !fixed.reached.includes(domain));
    const set = lost.length + gained.length === 0 ? "the same"
      : [lost.length ? `${lost.length} lost` : "", gained.length ? `${gained.length} gained` : ""]
        .filter(Boolean).join(", ");
    console.log(`| ${name} | ${record.seconds.toFixed(1)} | ${(fixed.seconds / record.seconds).toFixed(1)} | ` +
      `${reached.length} of ${results.length} | ${set} | ${skipped} |`);
    if (name.startsWith("adaptive") && set !== "the same") process.exitCode = 1;
  ' "$scratch" "$name" "$(((ended - begun) / 1000000))"
}

same=0
for scenario in luxury-wall-mixed luxury-wall-all; do
  serve "scenarios/$scenario.json"
  echo
  echo "$scenario, 5 workers"
  echo
  echo "| strategy | s | times faster than fixed | reached | compared with fixed | skipped |"
  echo "|---|---|---|---|---|---|"
  visit fixed fixed --no-cache
  for strategy in "${strategies[@]}"; do
    if [ "$strategy" = adaptive ]; then
      visit adaptive adaptive --force --cache "$scratch/$scenario.sqlite" || same=1
      visit "adaptive again" adaptive --force --cache "$scratch/$scenario.sqlite" || same=1
    elif [ "$strategy" != fixed ]; then
      visit "$strategy" "$strategy" --no-cache
    fi
  done
  kill "$sites"
  wait "$sites" 2>/dev/null || true
  sites=
done
exit "$same"
