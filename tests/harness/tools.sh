# Sourced by suites that need judges from the npm registry (tests/tools, with its lock file).
tools_for_tests() {
  if [ -d tests/tools/node_modules ] && [ ! tests/tools/package-lock.json -nt tests/tools/node_modules/.package-lock.json ]; then return; fi
  # Two suites may start at once.
  (flock 9; [ -d tests/tools/node_modules ] && [ ! tests/tools/package-lock.json -nt tests/tools/node_modules/.package-lock.json ] && exit 0
   cd tests/tools && npm ci --no-audit --no-fund --ignore-scripts >../../build/npm-tools.log 2>&1) 9>build/npm-tools.lock || { tail -20 build/npm-tools.log >&2; fail "npm ci failed in tests/tools"; }
}
