#!/usr/bin/env bash
# What a browser with so many pages costs, and what looking at it costs: a table for each browser, as in
# docs/measuring.md. The program that drives the browser is not counted.
#
#   tests/bench/browser_cost.sh [PAGES...]      by default 0 1 5 10 20
set -euo pipefail
cd "$(dirname "$0")/../.."
pages=("${@:-0}")
[ $# -gt 0 ] || pages=(0 1 5 10 20)
tidemark=$PWD/build/release/bin/tidemark
# The programs themselves; Debian's command for the headless shell is a wrapper.
browsers=(/usr/lib/chromium/chromium-headless-shell /usr/bin/chromium)

scratch=$(mktemp -d /tmp/tmbench-XXXX)
export TMPDIR=$scratch
driver=
cleanup() {
  exec 3>&- || true
  [ -z "$driver" ] || wait "$driver" 2>/dev/null || true
  rm -rf "$scratch"
}
trap cleanup EXIT

row='
const look = JSON.parse(require("fs").readFileSync(0, "utf8"));
const all = look.processes.filter((process) => process.role !== "subject");
const sum = (key) => all.reduce((total, process) => total + (process[key] ?? 0), 0);
const mib = (key) => (sum(key) / 1048576).toFixed(0);
console.log(["", process.argv[1], all.length, mib("rss_bytes"), mib("pss_bytes"), mib("uss_bytes"),
  (sum("rss_bytes") / sum("pss_bytes")).toFixed(1), sum("descriptors"), sum("threads"),
  (look.probe.sweep_cpu_us / 1000).toFixed(1), (look.probe.memory_cpu_total_us / 1000).toFixed(0),
  (look.probe.longest_memory_read_us / 1000).toFixed(1), ""].join(" | ").trim());
'
for browser in "${browsers[@]}"; do
  echo
  echo "$("$browser" --version 2>/dev/null | head -1 || true) ($(basename "$browser"))"
  echo
  echo "| pages | processes | RSS MiB | PSS MiB | USS MiB | RSS/PSS | descriptors | threads | sweep ms | PSS of all ms | longest hold ms |"
  echo "|---|---|---|---|---|---|---|---|---|---|---|"
  mkfifo "$scratch/orders" "$scratch/answers"
  node tests/bench/browser_pages.mjs "$browser" <"$scratch/orders" >"$scratch/answers" &
  driver=$!
  exec 3>"$scratch/orders" 4<"$scratch/answers"
  for count in "${pages[@]}"; do
    echo "$count" >&3
    read -r -t 120 _ <&4
    sleep 3  # what starts beside a page (spare renderers, caches) has then come
    "$tidemark" watch --pid "$driver" --once --json --memory-share 0 | node -e "$row" "$count"
  done
  exec 3>&- 4<&-
  wait "$driver" || true
  driver=
  rm "$scratch/orders" "$scratch/answers"
done
