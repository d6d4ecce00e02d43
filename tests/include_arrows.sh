#!/usr/bin/env bash
# The include arrows of docs/ARCHITECTURE.md: which folder may include which. Fails with file:line of every
# include that points the wrong way, and when it finds nothing to look at.
set -euo pipefail
cd "$(dirname "$0")/.."

declare -A allowed=(
  [probes]="probes"
  [analyzer]="analyzer probes"
  [harness]="harness probes"
  # Plain-data records only (tree_sample.hpp and watch_record.hpp are); checked below.
  [reports]="reports probes harness analyzer"
  [cli]="cli probes analyzer harness reports"
)
status=0
looked_at=0
for folder in probes analyzer harness reports cli; do
  while IFS=: read -r file line include; do
    looked_at=$((looked_at + 1))
    target=$(sed -E 's/.*"([^"/]+)\/.*/\1/' <<<"$include")
    if [[ " ${allowed[$folder]} " != *" $target "* ]]; then
      echo "$file:$line: $folder may not include $target: $include" >&2
      status=1
    fi
    if [ "$folder" = reports ] && [ "$target" != reports ]; then
      case "$include" in
        *'"probes/base/'* | *'"harness/record/'* | *'"probes/sampling/'*_record.hpp\" | *'"probes/sampling/role.hpp"' | *'"probes/sampling/tree_sample.hpp"' | *'"probes/ownership/cgroup_facts.hpp"' | *'"harness/watch/watch_record.hpp"' | *'"probes/recording/recorded_run.hpp"'* | *'"analyzer/result/'*) ;;
        *)
          echo "$file:$line: reports may include plain-data records only: $include" >&2
          status=1
          ;;
      esac
    fi
  done < <(grep -rnE --include='*.hpp' --include='*.cpp' '^#include "[a-z]+/' "$folder" || true)
done
# analyzer and harness meet only as processes.
[ "$looked_at" -gt 0 ] || { echo "no include was found: is this the project's root?" >&2; exit 1; }
[ $status -eq 0 ] && echo "$looked_at includes, all along the arrows"
exit $status
