#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# withreader.sh TEST…: runs a test where assistive technology is at work, so that the toolkit tells it what happens: on a
# session bus of its own on which the bus of AT-SPI is up. Ends with 77 where that cannot be had.
set -eu
if [ -z "${CONFAB_READER_INSIDE:-}" ]; then
    for tool in dbus-run-session dbus-send; do
        command -v "$tool" >/dev/null || { echo "SKIP: $tool is not installed" >&2; exit 77; }
    done
    CONFAB_READER_INSIDE=yes QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_ACCESSIBILITY=1 \
        exec dbus-run-session -- "$0" "$@"
fi
dbus-send --session --print-reply --dest=org.a11y.Bus /org/a11y/bus org.a11y.Bus.GetAddress >/dev/null 2>&1 || {
    echo "SKIP: AT-SPI is not installed" >&2
    exit 77
}
"$@"
