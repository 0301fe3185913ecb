#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy over the product's own sources, warnings as errors. Usage: packaging/tidy.sh [regular expression of paths]
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh build check
[ -f build/tidy/build.ninja ] || cmake --preset tidy >/dev/null
# Only what moc, uic and rcc make is built: the headers that the sources include must exist.
ninja -C build/tidy -t targets all | sed -n 's/^\([^/][^:]*_autogen\): phony$/\1/p' |
    xargs ninja -C build/tidy >/dev/null
log=build/tidy/tidy.log
if run-clang-tidy -quiet -j "$(nproc)" -p build/tidy "${1:-^$PWD/(src|ui|app)/.*\.cpp$}" >"$log" 2>&1; then
    echo 'clang-tidy: nothing to report'
else
    grep -E -A 6 '(error|warning):' "$log" || tail -n 40 "$log"
    exit 1
fi
