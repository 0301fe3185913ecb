#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the proxy that the contract test needs into build/prism. Without it that test is skipped with a reason.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
if ! command -v npm >/dev/null 2>&1; then
    echo "npm is not installed: the contract test will be skipped." >&2
    exit 0
fi
[ -x "$root/build/prism/node_modules/.bin/prism" ] && exit 0
mkdir -p "$root/build/prism"
npm install --silent --no-fund --no-audit --no-update-notifier --prefix "$root/build/prism" @stoplight/prism-cli >/dev/null
