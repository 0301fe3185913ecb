#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test in a home of its own, so that no test reads or changes anything of the person who runs it, and where the
# system allows it in a network of its own that has nothing but the loopback interface.
set -eu
home=$(mktemp -d "${TMPDIR:-/tmp}/confab-test.XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
unset DBUS_SESSION_BUS_ADDRESS CONFAB_TOKEN CONFAB_BASE_URL QT_LOGGING_RULES QT_STYLE_OVERRIDE QT_QPA_PLATFORMTHEME http_proxy https_proxy HTTP_PROXY HTTPS_PROXY
export HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" \
    XDG_STATE_HOME="$home/state" XDG_RUNTIME_DIR="$home/run" LC_ALL=C.UTF-8
: "${QT_QPA_PLATFORM:=offscreen}" "${QT_FATAL_WARNINGS:=1}"
# What the fonts' and the desktop's libraries keep to the end is theirs.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
: "${LSAN_OPTIONS:=suppressions=$here/leaks.supp:print_suppressions=0}"
: "${TSAN_OPTIONS:=ignore_noninstrumented_modules=1:halt_on_error=0:exitcode=66}"
export QT_QPA_PLATFORM QT_FATAL_WARNINGS LSAN_OPTIONS TSAN_OPTIONS
if command -v ip >/dev/null && unshare -rn true 2>/dev/null; then
    unshare -rn -- sh -c 'ip link set lo up && exec "$@"' sh "$@"
else
    "$@"
fi
