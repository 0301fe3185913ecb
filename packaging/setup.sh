#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what a job needs, if anything is missing. Usage: packaging/setup.sh build|demo|test|check|contract …
# On a system without apt it names the packages and what they are for, and ends with 1.
set -eu

build='ca-certificates ccache cmake g++ git ninja-build pkg-config qt6-base-dev qt6-tools-dev qt6-l10n-tools qt6-svg-dev qtkeychain-qt6-dev
    libcld2-dev libcpp-httplib-dev libexpected-dev libmd4c-dev libsqlite3-dev libssl-dev zlib1g-dev libbrotli-dev libgl1-mesa-dev'
run='libqt6sql6-sqlite libqt6svg6 qt6-qpa-plugins'
fonts='fonts-dejavu-core fonts-noto-core fonts-noto-cjk'
desktop='xvfb xauth openbox xdotool x11-utils imagemagick dbus at-spi2-core python3 python3-pyatspi'
keyring='dbus gnome-keyring libsecret-1-0 iproute2'

wanted=''
for job in "${@:-build}"; do
    case "$job" in
    build) wanted="$wanted $build" ;;
    demo) wanted="$wanted $build $run $fonts $desktop" ;;
    test) wanted="$wanted $build $run $fonts $desktop $keyring lld openssl python3 sqlite3" ;;
    check) wanted="$wanted clang clang-tidy clang-format cppcheck" ;;
    # Another npm than Debian's does as well.
    contract) command -v npm >/dev/null 2>&1 || wanted="$wanted npm" ;;
    *)
        echo "setup.sh: unknown job '$job' (build, demo, test, check or contract)" >&2
        exit 2
        ;;
    esac
done

# For a system without apt that has everything under other names.
[ -z "${CONFAB_SKIP_SETUP:-}" ] || exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    cat >&2 <<END
Confab's scripts install packages with apt only. Please install the following with your own package manager, then
run this again with CONFAB_SKIP_SETUP=1. These are Debian's names:
$(printf '%s\n' $wanted | sort -u | tr '\n' ' ')
They are: a C++20 compiler, CMake 3.22, Ninja, Qt 6.4 or newer (Base with SQLite, Svg), QtKeychain for Qt 6, cpp-httplib 0.11,
tl-expected, md4c, cld2 if languages are to be told, and SQLite if searches are to be interrupted; for the tests also Xvfb, openbox, xdotool, AT-SPI with pyatspi,
gnome-keyring, openssl and sqlite3.
END
    exit 1
fi

missing=''
for package in $(printf '%s\n' $wanted | sort -u); do
    state=$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true)
    [ "$state" = installed ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=''
if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null 2>&1 || {
        echo "setup.sh: please run as root, or install:$missing" >&2
        exit 1
    }
    as_root=sudo
fi
echo "Installing:$missing"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
# shellcheck disable=SC2086
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
