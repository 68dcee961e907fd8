#!/usr/bin/env bash
# Bad input, and what the HTTP contract promises, against a running server with the demonstration organisation.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
exec node tests/http/run.mjs
