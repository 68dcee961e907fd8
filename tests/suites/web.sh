#!/usr/bin/env bash
# The web client's own logic (vitest) and its types.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
cd web
[ -d node_modules ] || npm ci --no-audit --no-fund >/dev/null 2>&1 || fail "npm ci failed in web"
npm test 2>&1 | sed 's/\x1b\[[0-9;]*m//g' | tee ../build/test-logs/web.out
passed=$(sed -nE 's/^ *Tests .* ([0-9]+) passed.*/\1/p' ../build/test-logs/web.out)
failed=$(sed -nE 's/^ *Tests .* ([0-9]+) failed.*/\1/p' ../build/test-logs/web.out)
if npx tsc --noEmit -p . ; then passed=$((${passed:-0} + 1)); else failed=$((${failed:-0} + 1)); fi
echo "${passed:-0} passed, ${failed:-0} failed"
[ "${failed:-0}" = 0 ] && [ "${passed:-0}" -ge 2 ]
