# Runs every suite, two at a time, and adds up. A suite is a program that ends with 0 and says what it counted:
# doctest's "test cases: N | N passed | N failed", or a line "N passed, N failed".
set -uo pipefail
long=${1:-no}
HOUSE=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$HOUSE"
export TUTELA=$HOUSE/build/release/tutela
export TUTELA_LONG=$long
logs=build/test-logs
rm -rf $logs && mkdir -p $logs

suites=()
for program in $(find build/release -name 'test_*' -type f -perm -u+x | sort); do suites+=("$(basename "$program"):$program"); done
for script in tests/suites/*.sh; do [ -e "$script" ] && suites+=("$(basename "$script" .sh):bash $script"); done

run_suite() {
  local name=${1%%:*} command=${1#*:} start
  start=$(date +%s)
  timeout 1500 $command >"$logs/$name.log" 2>&1
  echo $? >"$logs/$name.code"
  printf '  %-28s %4ss  %s\n' "$name" "$(($(date +%s) - start))" "$([ "$(cat "$logs/$name.code")" = 0 ] && echo ok || echo FAILED)" >&2
}
export -f run_suite
export logs
printf '%s\n' "${suites[@]}" | xargs -d '\n' -P 2 -I{} bash -c 'run_suite "{}"'

passed=0 failed=0
for suite in "${suites[@]}"; do
  name=${suite%%:*}
  log=$logs/$name.log
  code=$(cat "$logs/$name.code" 2>/dev/null || echo 99)
  line=$(sed 's/\x1b\[[0-9;]*m//g' "$log" | grep -oE 'test cases: +[0-9]+ \| +[0-9]+ passed \| +[0-9]+ failed' | tail -1)
  if [ -n "$line" ]; then
    p=$(sed -E 's/.*\| +([0-9]+) passed.*/\1/' <<<"$line"); f=$(sed -E 's/.*\| +([0-9]+) failed.*/\1/' <<<"$line")
  else
    line=$(grep -oE '^[0-9]+ passed, [0-9]+ failed' "$log" | tail -1)
    p=$(cut -d' ' -f1 <<<"${line:-0}"); f=$(sed -E 's/.* ([0-9]+) failed/\1/' <<<"${line:-x 0 failed}")
  fi
  # A suite that ended badly without counting a failure has failed as a whole; one that counted nothing too.
  if [ "$code" != 0 ] && [ "$f" = 0 ]; then f=1; fi
  if [ "$code" = 0 ] && [ "$((p + f))" = 0 ]; then f=1; echo "$name counted no test" >>"$log"; fi
  passed=$((passed + p)) failed=$((failed + f))
  if [ "$f" != 0 ]; then echo "==== $name (exit $code)"; tail -60 "$log"; fi
  grep -hE '^(skipped|SKIP)' "$log" | sort -u | sed "s/^/$name: /"
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
