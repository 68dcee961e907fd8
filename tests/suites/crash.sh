#!/usr/bin/env bash
# kill -9 under load: 25 kills, with ./test --long 200.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
exec node tests/crash/kill.mjs
