#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# clang-tidy and cppcheck over the product's own sources, warnings as errors. Usage: packaging/tidy.sh
# The rooms are read in large units (CONFAB_UNITY): most of the time goes into reading Qt's headers.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging/setup.sh build check
[ -f build/tidy/build.ninja ] || cmake --preset tidy >/dev/null
# Only what moc, uic and rcc make is built: the headers that the sources include must exist.
ninja -C build/tidy -t targets all | sed -n 's/^\([^/][^:]*_autogen\): phony$/\1/p' |
    xargs ninja -C build/tidy >/dev/null
log=build/tidy/tidy.log
if run-clang-tidy -quiet -j "$(nproc)" -p build/tidy "^$PWD/(build/tidy/(src|ui)/.*unity_[0-9]+_cxx\.cxx|app/.*\.cpp)$" >"$log" 2>&1; then
    echo 'clang-tidy: nothing to report'
else
    grep -E -A 6 '(error|warning):' "$log" || tail -n 40 "$log"
    exit 1
fi

cppcheck --quiet --std=c++20 --language=c++ --library=qt --inline-suppr --error-exitcode=1 -j "$(nproc)" \
    --enable=warning,performance,portability --suppressions-list=packaging/cppcheck.supp -I src -I . src ui app
echo 'cppcheck: nothing to report'
