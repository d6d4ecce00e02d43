#!/usr/bin/env bash
# Installs what is missing, builds, runs every test, and checks that the tests left nothing behind.
# Arguments go to ctest, for example: ./test.sh -R Browser
set -euo pipefail
cd "$(dirname "$0")"

cmake/packages.sh
cmake/build.sh release
tests/run.sh build/release "$@"
