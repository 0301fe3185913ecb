#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs the proxy that the contract test needs into build/prism, and npm where there is none.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
[ -x "$root/build/prism/node_modules/.bin/prism" ] && exit 0
"$root/packaging/setup.sh" contract
mkdir -p "$root/build/prism"
npm install --silent --no-fund --no-audit --no-update-notifier --prefix "$root/build/prism" @stoplight/prism-cli >/dev/null
