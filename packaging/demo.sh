#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Sets the machine up, builds the release, and opens Confab on its own sandbox: no account is needed and nothing leaves
# the machine. Without a display it does a scripted tour under Xvfb and prints the paths of its screenshots.
# Usage: packaging/demo.sh [options of confab]
set -eu
cd "$(dirname "$0")/.."

packaging/setup.sh demo
[ -f build/release/build.ninja ] || cmake --preset release
cmake --build --preset release --target confab

if [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec build/release/bin/confab --sandbox "$@"
fi
exec packaging/tour.sh build/release/bin/confab build/tour "$@"
