#!/usr/bin/env bash
# Makes the golden recordings anew: real runs of leaky and of sound programs, reduced to what they are judged by,
# without anything that names the machine. Takes about twelve minutes for all.
#
#   tests/golden/recordings/record.sh [NAME...]
#   TIDEMARK_APPROVE=1 build/release/bin/golden_recordings_test   # then write down how they are judged
#
# TIDEMARK names another program than the release build, LOCK a file to hold during each run where several
# measure on one machine.
set -euo pipefail
cd "$(dirname "$0")/../../.."
here=tests/golden/recordings
tidemark=${TIDEMARK:-$PWD/build/release/bin/tidemark}
work=$(mktemp -d /tmp/tmgold-XXXX)
trap 'rm -rf "$work"' EXIT
mkdir "$work/tmp"

clean=tests/bench/clean_runs.json
# name|scenario|cycles|subject, empty: the analyzer
recordings=(
  "context-leak|$here/scenario.json|6|node scenarios/subjects/context-leak.mjs --timeout 1000 --workers 1"
  "context-leak-fixed|$here/scenario.json|6|node scenarios/subjects/context-leak.mjs --timeout 1000 --workers 1 --fixed"
  "worker-browser-leak|$here/scenario.json|5|node scenarios/subjects/worker-browser-leak.mjs --timeout 1000"
  "worker-browser-leak-fixed|$here/scenario.json|6|node scenarios/subjects/worker-browser-leak.mjs --timeout 1000 --fixed"
  "analyzer|$clean|15|"
  "retiring-pool|$clean|15|node scenarios/subjects/retiring-pool.mjs --workers 2 --pages 4"
  "shared-browser|$clean|15|node scenarios/subjects/context-leak.mjs --fixed --workers 2"
  "memory-leak|$here/scenario.json|41|node $here/remembers.mjs 1500000 1"
  "browser-memory-leak|$clean|24|node $here/hoards.mjs 3000000"
  "warm-up|$here/scenario.json|30|node $here/remembers.mjs 8000000 0.93"
)

# Keeps of the recording $1 what rest points are made of; replaces paths of this machine.
reduce() {
  sqlite3 "$1" <<SQL
PRAGMA journal_mode = DELETE;
DELETE FROM requests;
DELETE FROM descriptor_kinds;
DELETE FROM cgroup;
DELETE FROM samples WHERE tick NOT IN (SELECT tick FROM ticks WHERE with_detail = 1);
DELETE FROM details WHERE tick NOT IN (SELECT tick FROM ticks WHERE with_detail = 1);
DELETE FROM ticks WHERE with_detail = 0;
DELETE FROM holdings WHERE kind NOT IN ('directory', 'shared_memory');
DELETE FROM parents;
DELETE FROM withheld;
DELETE FROM events WHERE kind NOT IN ('cycle_start', 'drained', 'rest_point', 'subject_start', 'subject_end');
-- How long browsers took to start is told by processes that may have ended long before a rest point.
DELETE FROM processes WHERE process NOT IN (SELECT process FROM samples)
  AND role NOT IN ('browser', 'utility', 'zygote', 'renderer');
UPDATE run SET value = '00000000-0000-0000-0000-000000000000' WHERE key = 'boot_id';
UPDATE clock SET wall_us = 0;
UPDATE run SET value = replace(replace(replace(value, '$work', '/scratch'), '/tmp/', '/scratch/'), '$PWD/', '');
UPDATE run SET value = replace(value, '$tidemark', 'tidemark');
UPDATE processes SET command_line = replace(replace(replace(replace(
  command_line, '$tidemark', 'tidemark'), '$work', '/scratch'), '/tmp/', '/scratch/'), '$PWD/', '');
-- A browser has some forty arguments, of which nothing is judged.
UPDATE processes SET command_line =
  (SELECT json_group_array(value) FROM (SELECT value FROM json_each(command_line) ORDER BY key LIMIT 6));
UPDATE holdings SET name = replace(replace(name, '$work', '/scratch'), '/tmp/', '/scratch/');
UPDATE events SET detail = replace(replace(detail, '$work', '/scratch'), '/tmp/', '/scratch/');
VACUUM;
SQL
}

# The same for the run record.
reduce_record() {
  sed -i "s|$tidemark|tidemark|g; s|$work|/scratch|g; s|/tmp/|/scratch/|g; s|$PWD/||g" "$1"
  node -e '
    const fs = require("fs");
    const run = JSON.parse(fs.readFileSync(process.argv[1], "utf8"));
    run.environment = { kernel: "any", machine: "any", cores: 2, memory_bytes: 0, tidemark: run.environment.tidemark };
    run.started_at = "2026-01-01T00:00:00Z";
    fs.writeFileSync(process.argv[1], JSON.stringify(run, null, 2) + "\n");
  ' "$1"
}

for line in "${recordings[@]}"; do
  IFS='|' read -r name scenario cycles subject <<<"$line"
  [ $# -eq 0 ] || [[ " $* " == *" $name "* ]] || continue
  command=()
  [ -z "$subject" ] || read -ra command <<<"-- $subject"
  exec {held}>"${LOCK:-$work/lock}"
  flock "$held"
  TMPDIR=$work/tmp "$tidemark" run "$scenario" --cycles "$cycles" --out "$work/$name" --quiet \
    "${command[@]}" {held}>&- || echo "$name ended with exit code $?"
  exec {held}>&-
  reduce "$work/$name/samples.sqlite" >/dev/null
  reduce_record "$work/$name/run.json"
  if grep -lawF -e "$(hostname)" -e "$PWD" -e "$HOME/" -e /tmp/ "$work/$name/run.json" "$work/$name/samples.sqlite"; then
    echo "$name still names this machine" >&2
    exit 1
  fi
  mkdir -p "$here/$name"
  cp "$work/$name/run.json" "$work/$name/samples.sqlite" "$here/$name/"
  du -b "$here/$name/samples.sqlite"
done
