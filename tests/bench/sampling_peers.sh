#!/usr/bin/env bash
# What a cheap sweep of 200 processes costs in processor time: our sampler, psutil reading the same facts, and
# pidstat, in turn, several rounds in one sitting. Prints medians, spread and ratios.
#
#   tests/bench/sampling_peers.sh [PROCESSES=200] [ROUNDS=7] [INTERVAL_MS=0]
#
# With an interval between sweeps the machine's caches are cold at each, which costs whoever spends his time in the
# kernel relatively more. pidstat always waits a second between two of its sweeps.
#
# Needs python3-psutil and sysstat (cmake/packages.sh --with-peers).
set -euo pipefail
cd "$(dirname "$0")/../.."
processes=${1:-200}
rounds=${2:-7}
interval=${3:-0}
sweeps=$((interval == 0 ? 200 : 40))
bin=build/release/bin
python=/usr/bin/python3  # Debian's, which has Debian's psutil
$python -c 'import psutil' && command -v pidstat >/dev/null || {
  echo "psutil or pidstat is missing: cmake/packages.sh --with-peers" >&2
  exit 5
}

# A parent with many idle children; it ends them with itself.
setsid bash -c '
  trap "kill \$(jobs -p) 2>/dev/null; exit 0" TERM
  for i in $(seq '"$((processes - 1))"'); do sleep 3600 & done
  wait' &
parent=$!
trap 'kill -TERM "$parent" 2>/dev/null; wait "$parent" 2>/dev/null || true' EXIT
until [ "$(pgrep -cP "$parent")" -eq $((processes - 1)) ]; do sleep 0.1; done
sleep 4  # the command line of a process that is younger than 3 s is read at each sweep

psutil_sweeps='
import os, sys, time, psutil
parent = psutil.Process(int(sys.argv[1]))
sweeps, interval = int(sys.argv[2]), int(sys.argv[3]) / 1000
members = [parent] + parent.children(recursive=True)
def sweep():
    for p in members:
        with p.oneshot():
            p.ppid(), p.name(), p.status(), p.num_threads(), p.cpu_times(), p.memory_info(), p.create_time()
        p.num_fds()
sweep()
before = sum(os.times()[:2])
for _ in range(sweeps):
    time.sleep(interval)
    sweep()
print(len(members), round((sum(os.times()[:2]) - before) * 1e6 / sweeps, 1))
'

ours() { $bin/sweep_cost "$parent" "$sweeps" "$interval"; }
psutil() { $python -c "$psutil_sweeps" "$parent" $((sweeps / 5)) "$interval"; }
# pidstat tells processor time, memory and descriptors of what its command line selects. It looks once before its
# first interval, and has no figure for its own cost: the shell's `time` does.
pidstat_sweeps() {
  local pids spent
  pids=$(pgrep -d, -P "$parent"),$parent
  TIMEFORMAT='%U %S'
  spent=$({ time LC_ALL=C pidstat -u -r -v -p "$pids" 1 3 >/dev/null; } 2>&1)
  awk -v processes="$processes" '{ printf "%d %.1f\n", processes, ($1 + $2) * 1e6 / 4 }' <<<"$spent"
}

results=$(mktemp)
for round in $(seq "$rounds"); do
  for tool in ours psutil pidstat_sweeps; do
    echo "$round $tool $($tool)" >>"$results"
  done
done
awk '
  { us[$2, $1] = $4; n = $1 > n ? $1 : n; count[$2] = $3 }
  function median(a, m,   i, j, t) { for (i = 1; i <= m; i++) for (j = i + 1; j <= m; j++) if (a[j] < a[i]) { t = a[i]; a[i] = a[j]; a[j] = t } return a[int((m + 1) / 2)] }
  END {
    split("ours psutil pidstat_sweeps", tools, " ")
    printf "%-8s %9s %12s %12s %12s %12s %14s\n", "", "processes", "median us", "min us", "max us", "us/process", "times ours"
    for (t = 1; t <= 3; t++) {
      for (r = 1; r <= n; r++) { a[r] = us[tools[t], r]; q[r] = us[tools[t], r] / us["ours", r] }
      m = median(a, n); ratio = median(q, n)
      name = tools[t]; sub(/_sweeps/, "", name)
      printf "%-8s %9d %12.0f %12.0f %12.0f %12.1f %14.1f\n", name, count[tools[t]], m, a[1], a[n], m / count[tools[t]], ratio
    }
  }' "$results"
rm -f "$results"
