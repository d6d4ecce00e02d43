#!/usr/bin/env bash
# Runs the tests of one build tree (tests/run.sh BUILD_DIR [ctest arguments]) in a temporary directory of
# their own and fails if they leave anything: a file there, or a process of theirs.
set -euo pipefail
build=$1
shift

# Short: Unix socket paths inside it may have 107 characters.
scratch=$(mktemp -d /tmp/tmtest-XXXX)
trap 'rm -rf "$scratch"' EXIT
chmod 1777 "$scratch"  # as /tmp is: tests that drop root still make files there
export TMPDIR=$scratch

# The processes of our programs and browsers, whoever's they are.
ours() {
  local link
  for link in /proc/[0-9]*/exe; do
    case "$(readlink "$link" 2>/dev/null)" in
      "$PWD/$build"/* | */chromium/*) link=${link%/exe} && echo "${link#/proc/}" ;;
    esac
  done | sort
}
before=$(ours)

status=0
# Two more than there are cores: most tests wait, for rest or for a deadline.
ctest --test-dir "$build" --output-on-failure --no-tests=error -j "$(($(nproc) + 2))" "$@" || status=$?

# What ends by itself gets two seconds to do so, for instance the guard of a killed analyzer.
for _ in $(seq 20); do
  left=$(comm -13 <(echo "$before") <(ours))
  [ -z "$left" ] && [ -z "$(ls -A "$scratch")" ] && break
  sleep 0.1
done
if [ -n "$left" ]; then
  echo "Processes left by the tests:" >&2
  for pid in $left; do
    echo "  $pid $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | cut -c1-200)" >&2
  done
  status=1
fi
if [ -n "$(ls -A "$scratch")" ]; then
  echo "Files left by the tests in their temporary directory:" >&2
  find "$scratch" | head -20 >&2
  status=1
fi
[ $status -eq 0 ] && echo "Left behind: 0 processes, 0 files."
exit $status
