#!/usr/bin/env bash
# clang-tidy on the C++ sources changed since a commit: tests/tidy.sh [BASE], without BASE the last ten
# commits. `tests/tidy.sh $(git rev-list --max-parents=0 HEAD)` checks everything, in about half an hour.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:-$(git rev-parse --verify --quiet HEAD~10 || git rev-list --max-parents=0 HEAD)}

# clang reads GCC's command lines but not its precompiled headers.
export CCACHE_SLOPPINESS=pch_defines,time_macros
[ -f build/clang-19/build.ninja ] || cmake --preset clang-19 -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null

mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- '*.cpp')
known=$(grep -o '"file": "[^"]*"' build/clang-19/compile_commands.json)
checked=()
for file in "${files[@]}"; do
  grep -qF "/$file\"" <<<"$known" && checked+=("$file")
done
echo "clang-tidy: ${#checked[@]} files"
[ ${#checked[@]} -eq 0 ] ||
  printf '%s\0' "${checked[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-19 -p build/clang-19 --quiet
