#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# keyring.sh MODE TEST…: runs a test on a session bus of its own with the keychain that the mode names.
#   no-bus no-service silent kwallet-failing kwallet-late unlocked locked no-glib
# Ends with 77 where the mode cannot be had on this machine.
set -eu

if [ "${CONFAB_KEYRING_INSIDE:-}" != yes ]; then
    CONFAB_KEYRING_MODE=$1
    shift
    # libdbus would start a bus of its own where it finds none, if it had a display.
    unset DISPLAY WAYLAND_DISPLAY XDG_CURRENT_DESKTOP DESKTOP_SESSION KDE_FULL_SESSION GNOME_DESKTOP_SESSION_ID
    export CONFAB_KEYRING_MODE
    if [ "$CONFAB_KEYRING_MODE" = no-bus ]; then
        export DBUS_SESSION_BUS_ADDRESS="unix:path=$XDG_RUNTIME_DIR/nothing-here"
        exec "$@"
    fi
    if ! command -v dbus-run-session >/dev/null; then
        echo "skipped: dbus-run-session is not installed"
        exit 77
    fi
    # Without a folder of services: the bus must not start a keyring that the mode does not want.
    cat >"$HOME/bus.conf" <<CONF
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir=$XDG_RUNTIME_DIR</listen>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
CONF
    export CONFAB_KEYRING_INSIDE=yes
    exec dbus-run-session --config-file="$HOME/bus.conf" -- "$0" "$@"
fi

service=
trap '[ -z "$service" ] || kill "$service" 2>/dev/null || :' EXIT

# A service of ours, and the moment when it is there.
serve() {
    mkfifo "$HOME/ready"
    "$(dirname "$1")/confab_fakekeyring" "$CONFAB_KEYRING_MODE" >"$HOME/ready" &
    service=$!
    read -r _ <"$HOME/ready"
}

gnome_keyring() {
    if ! command -v gnome-keyring-daemon >/dev/null; then
        echo "skipped: gnome-keyring-daemon is not installed"
        exit 77
    fi
    printf password | gnome-keyring-daemon --unlock --components=secrets >/dev/null
}

case $CONFAB_KEYRING_MODE in
no-service) ;;
silent) serve "$1" ;;
kwallet-*)
    export XDG_CURRENT_DESKTOP=KDE KDE_SESSION_VERSION=5
    serve "$1"
    ;;
unlocked | locked) gnome_keyring ;;
no-glib)
    # libsecret needs a GLib event loop: without one its jobs never end.
    gnome_keyring
    export QT_NO_GLIB=1
    ;;
*)
    echo "no such mode: $CONFAB_KEYRING_MODE" >&2
    exit 2
    ;;
esac
"$@"
