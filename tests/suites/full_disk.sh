#!/usr/bin/env bash
# A full disk under the data directory (needs the right to mount a small tmpfs; says so where it is not given).
source "$(dirname "$0")/../../tools/setup.sh"
find_node
exec node tests/crash/full_disk.mjs
