#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs a test on a screen of its own. Qt's offscreen platform warns about every window that has a least size, and a
# warning is a failure here; it also has no true activation of windows.
set -eu
if ! command -v Xvfb >/dev/null; then
    echo "SKIP: Xvfb is not installed" >&2
    exit 77
fi
folder=$(mktemp -d "${TMPDIR:-/tmp}/confab-screen.XXXXXX")
mkfifo "$folder/number"
# The server itself finds a free number and tells it once it is ready. It stays when its last client goes: one that
# comes while it resets would wait for ever.
Xvfb -displayfd 3 -screen 0 1600x1200x24 -nolisten tcp -noreset 3>"$folder/number" 2>"$folder/log" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null || true; rm -rf "$folder"' EXIT
read -r number <"$folder/number" || { cat "$folder/log" >&2; exit 1; }
DISPLAY=":$number" QT_QPA_PLATFORM=xcb "$@"
