#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Shows Confab doing its main job on a screen of its own: Xvfb, a window manager, real keys and clicks.
# Usage: packaging/tour.sh PROGRAM FOLDER [options of the program]; the screenshots go into FOLDER.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
program=$1
folder=$2
shift 2
mkdir -p "$folder"
rm -f "$folder"/*.png

if [ -z "${CONFAB_TOUR_INSIDE:-}" ]; then
    CONFAB_TOUR_INSIDE=1
    export CONFAB_TOUR_INSIDE
    # A home of its own: the tour leaves nothing of itself in the person's settings.
    home=$(mktemp -d)
    trap 'rm -rf "$home"' EXIT
    mkdir -m 700 "$home/run"
    HOME="$home" XDG_CONFIG_HOME="$home/config" XDG_DATA_HOME="$home/data" XDG_CACHE_HOME="$home/cache" \
        XDG_RUNTIME_DIR="$home/run" LC_ALL=C.UTF-8 LANG=en_GB.UTF-8 \
        QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_ACCESSIBILITY=1 QT_QPA_PLATFORM=xcb \
        xvfb-run -a -s '-screen 0 1440x900x24 -nolisten tcp' \
        dbus-run-session -- "$here/tour.sh" "$program" "$folder" "$@"
    exit
fi

openbox &
windowmanager=$!
# A window that comes while the window manager is still starting may never be shown.
tries=0
until xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] || { echo 'tour: the window manager did not start' >&2; exit 1; }
    sleep 0.1
done
"$program" --sandbox "$@" &
confab=$!
trap 'kill "$confab" "$windowmanager" 2>/dev/null || true' EXIT
# Debian's own Python has the accessibility bindings; another one first in the path has not.
/usr/bin/python3 "$here/tour.py" "$folder"
echo 'Screenshots of the tour:'
ls -1 "$folder"/*.png
