#!/usr/bin/env bash
# The access matrix: every type, every caller, every way in, against what the declarations say.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
exec node tests/access/matrix.mjs
