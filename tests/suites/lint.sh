#!/usr/bin/env bash
# The lints, and that each protection bites: a copy of the house with one fault must fail.
source "$(dirname "$0")/../../tools/setup.sh"
find_node
node tools/lint/lint.mjs | tee build/test-logs/lint.out
grep -q ' 0 failed$' build/test-logs/lint.out || exit 1
passed=$(tail -1 build/test-logs/lint.out | cut -d' ' -f1) failed=0

broken() {   # name, file, line to add
  local copy=build/lint-control
  rm -rf $copy && mkdir -p $copy
  git ls-files -co --exclude-standard | grep -E '^(src|processes|standards|tools/lint)/' | while read -r f; do [ -e "$f" ] && mkdir -p "$copy/$(dirname "$f")" && cp "$f" "$copy/$f"; done
  mkdir -p "$copy/$(dirname "$2")"
  printf '%s\n' "$3" >>"$copy/$2"
  if node tools/lint/lint.mjs "$HOUSE/$copy" >/dev/null 2>&1; then echo "not found: $1"; failed=$((failed + 1)); else passed=$((passed + 1)); fi
  rm -rf $copy
}
broken 'an upward include' src/base/clock.h '#include "record/record.h"'
broken 'a clause in src' src/engine/verdict.cpp 'const char* c = "27001:6.1.3.e";'
broken 'a record type in src' src/engine/verdict.cpp 'const char* c = "risk";'
broken 'SQL in the api' src/api/router.cpp 'const char* q = "SELECT 1";'
broken 'a shell' src/app/main.cpp 'int x = system("ls");'
broken 'a folder named utils' src/base/utils/x.h '#pragma once'
broken 'a clock in a rule engine' src/engine/verdict.cpp 'auto t = clock::now_us();'
broken 'a missing obligation' standards/iso27001-2022/clauses.yaml '- {id: "27001:99.9", clause: "99"}'
echo "$passed passed, $failed failed"
[ $failed = 0 ]
