#!/usr/bin/env bash
# The committed description of the API is what the program serves, passes a strict linter, and SARIF is SARIF.
# `openapi.sh --update` writes docs/reference/openapi.json anew.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
source tests/harness/tools.sh
tools_for_tests
exec node tests/tools/openapi.mjs "$@"
