#!/usr/bin/env bash
# A data directory is its owner's alone: other accounts of the machine may not enter it, whoever's umask made it.
source "$(dirname "$0")/../../tools/setup.sh"
TUTELA=${TUTELA:-build/release/tutela}
work=$(mktemp -d /tmp/tutela-privacy.XXXXXX)
trap 'rm -rf "$work"' EXIT
umask 000
passed=0 failed=0
closed() { if [ "$(stat -c %a "$1")" = 700 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$1 has mode $(stat -c %a "$1")"; fi; }
"$TUTELA" init --data "$work/house" >/dev/null && closed "$work/house"
"$TUTELA" backup "$work/kept" --data "$work/house" >/dev/null && "$TUTELA" restore "$work/kept" --data "$work/again" >/dev/null && closed "$work/again"
if [ "$(stat -c %a "$work/house/checkpoint.key")" = 600 ]; then passed=$((passed + 1)); else failed=$((failed + 1)); echo 'the key is readable by others'; fi
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed = 3 ]
