#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# names.sh PROGRAM: reads the running program as a screen reader does. Ends with 77 where that cannot be had here.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${CONFAB_NAMES_INSIDE:-}" ]; then
    for tool in Xvfb dbus-run-session; do
        command -v "$tool" >/dev/null || { echo "SKIP: $tool is not installed" >&2; exit 77; }
    done
    # Debian's own Python has the accessibility bindings; another one first in the path has not.
    /usr/bin/python3 -c 'import pyatspi' 2>/dev/null || { echo "SKIP: python3-pyatspi is not installed" >&2; exit 77; }
    CONFAB_NAMES_INSIDE=yes QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_ACCESSIBILITY=1 \
        exec "$here/onscreen.sh" dbus-run-session -- "$0" "$1"
fi
"$1" --sandbox &
program=$!
trap 'kill "$program" 2>/dev/null || true' EXIT
/usr/bin/python3 "$here/names.py" signed-in
kill "$program"
wait "$program" || true
# Nobody has signed in yet: the dialog opens as everybody sees it first. Nothing is sent until a key is entered.
"$1" --profile names &
program=$!
/usr/bin/python3 "$here/names.py" signed-out
