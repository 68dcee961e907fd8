#!/usr/bin/env bash
# Journeys through the web client in Debian's Chromium, with axe on every page, against a server with the
# demonstration organisation.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
TUTELA=${TUTELA:-build/release/tutela}
data=$(mktemp -d /tmp/tutela-browser.XXXXXX)
trap 'kill $server 2>/dev/null; wait $server 2>/dev/null; rm -rf "$data"' EXIT
(cd tests/browser && { [ -d node_modules ] && [ ! package-lock.json -nt node_modules ] || npm ci --no-audit --no-fund >/dev/null 2>&1; }) || fail "npm ci failed in tests/browser"
"$TUTELA" init --data "$data/house" --demo || exit 1
"$TUTELA" serve --data "$data/house" --listen 127.0.0.1:0 >"$data/log" 2>&1 &
server=$!
for _ in $(seq 100); do grep -q 'sign-in?token=' "$data/log" && break; sleep 0.1; done
link=$(grep -o 'http://[^ ]*sign-in?token=[0-9a-f]*' "$data/log" | head -1)
[ -n "$link" ] || { cat "$data/log"; exit 1; }
SHOTS=build/test-logs node tests/browser/journeys.mjs "${link%/sign-in*}" "$link"
