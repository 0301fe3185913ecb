#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets the machine up, builds, and runs every test. Usage: packaging/test.sh [preset] [ctest options]
# CONFAB_CMAKE_OPTIONS may hold more options for the first configuration.
set -eu
cd "$(dirname "$0")/.."

preset=dev
case "${1:-}" in
dev | asan | tsan)
    preset=$1
    shift
    ;;
esac

if [ "$preset" = asan ]; then
    packaging/setup.sh test check # for Clang
else
    packaging/setup.sh test
fi
[ -f "build/$preset/build.ninja" ] || cmake --preset "$preset" ${CONFAB_CMAKE_OPTIONS:-}
cmake --build --preset "$preset"
ctest --preset "$preset" "$@"
