#!/usr/bin/env bash
# clang-tidy on the C++ files changed since a commit (tests/tidy.sh [BASE]); without BASE, since the last
# commit that is older than a day, or everything in a young repository.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:-$(git rev-list -1 --before='24 hours ago' HEAD)}

# clang reads GCC's command lines but not its precompiled headers.
export CCACHE_SLOPPINESS=pch_defines,time_macros
[ -f build/clang-19/build.ninja ] || cmake --preset clang-19 -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null

if [ -n "$base" ]; then
  mapfile -t files < <(git diff --name-only --diff-filter=d "$base" -- '*.cpp')
else
  mapfile -t files < <(git ls-files '*.cpp')
fi
known=$(grep -o '"file": "[^"]*"' build/clang-19/compile_commands.json)
checked=()
for file in "${files[@]}"; do
  grep -qF "/$file\"" <<<"$known" && checked+=("$file")
done
echo "clang-tidy: ${#checked[@]} files"
[ ${#checked[@]} -eq 0 ] ||
  printf '%s\0' "${checked[@]}" | xargs -0 -n 1 -P "$(nproc)" clang-tidy-19 -p build/clang-19 --quiet
