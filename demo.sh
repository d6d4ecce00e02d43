#!/usr/bin/env bash
# Installs what is missing, builds, and analyses the 50 domains of the luxury wall: brands behind bot
# protection, tarpits and broken certificates beside ordinary sites, read with real Chromium, offline.
set -euo pipefail
cd "$(dirname "$0")"

cmake/packages.sh
cmake/build.sh release tidemark
tidemark=build/release/bin/tidemark
scenario=scenarios/luxury-wall.json

scratch=$(mktemp -d /tmp/tmdemo-XXXX)
sites_pid=
cleanup() {
  if [ -n "$sites_pid" ]; then
    kill -TERM "$sites_pid" 2>/dev/null || true
    wait "$sites_pid" 2>/dev/null || true
  fi
  rm -rf "$scratch"
}
trap cleanup EXIT
export TMPDIR=$scratch/tmp
mkdir "$TMPDIR"

# Processes of the analyzer and of browsers, whoever's they are.
running() {
  local link
  for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null)" in
      "$PWD/$tidemark" | */chromium/*) link=${link%/exe} && echo "${link#/proc/}" ;;
    esac
  done | sort
}
descriptors() { ls "/proc/$sites_pid/fd" | wc -l; }

echo
echo "1. The sites of $scenario, served on this machine"
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
echo "   $(wc -l <"$scratch/domains.txt") domains, reached with: ${reach[*]}"
processes_before=$(running)
descriptors_before=$(descriptors)

echo
echo "2. What each of them is"
status=0
"$tidemark" analyze "$scratch/domains.txt" "${reach[@]}" --budget 8s --table || status=$?

echo
echo "3. What the analyzer left behind"
left_processes=0 left_profiles=0 left_descriptors=0
for _ in $(seq 20); do
  left_processes=$(comm -13 <(echo "$processes_before") <(running) | grep -c . || true)
  left_profiles=$(find "$TMPDIR" -mindepth 1 -maxdepth 1 -name 'tidemark-*' ! -name 'tidemark-sites*' | wc -l)
  left_descriptors=$(($(descriptors) - descriptors_before))
  [ "$left_processes$left_profiles" = 00 ] && [ "$left_descriptors" -le 0 ] && break
  sleep 0.1
done
[ "$left_descriptors" -ge 0 ] || left_descriptors=0
echo "   $left_processes processes, $left_profiles profile directories, $left_descriptors descriptors"
if [ "$status" -ne 0 ] || [ "$left_processes$left_profiles$left_descriptors" != 000 ]; then
  echo "   FAILED (analyze ended with $status)"
  exit 1
fi
echo "   Every domain was answered within its budget and nothing was left."
