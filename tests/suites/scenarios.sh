#!/usr/bin/env bash
# Text transcripts through the command line and HTTP, three ways into the house.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
source tests/harness/tools.sh
tools_for_tests
exec node tests/scenarios/run.mjs "$@"
