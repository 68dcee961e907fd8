#!/usr/bin/env bash
# Each guide is followed to the letter: its YAML blocks are put where they say, and declc must take them; with one
# word of a block broken, it must not.
source "$(dirname "$0")/../../tools/setup.sh"
declc=$(find ${DECLC_BUILD:-build/release}/tools -name declc -type f | head -1)
[ -x "$declc" ] || { echo "declc is not built"; exit 1; }
passed=0 failed=0

house() {   # a copy of the declarations
  rm -rf "$1" && mkdir -p "$1/src/record"
  cp -r processes standards "$1/" && cp -r src/record/kernel "$1/src/record/"
}
place_blocks() {   # guide, house: writes every ```yaml PATH block
  awk -v to="$2/" '/^```yaml [a-z]/{out=to $2; system("mkdir -p \"$(dirname \"" out "\")\""); printf "" > out; next} /^```/{out=""} out!=""{print > out}' "$1"
}
for guide in docs/guide/*.md; do
  grep -q '^```yaml [a-z]' "$guide" || continue
  copy=build/guide-house
  house $copy
  place_blocks "$guide" $copy
  if "$declc" $copy --archive $copy/out.declarations --fields $copy/fields.h >build/test-logs/guide.out 2>&1; then passed=$((passed + 1)); else failed=$((failed + 1)); echo "$guide: what it tells to write is refused:"; head -5 build/test-logs/guide.out; fi
  block=$(awk '/^```yaml [a-z]/{print $2; exit}' "$guide")
  sed -i '0,/title/s/title/titel/' "$copy/$block"
  sed -i '0,/says/s/says/sais/' "$copy/$block"
  if "$declc" $copy --archive $copy/out.declarations --fields $copy/fields.h >/dev/null 2>&1; then failed=$((failed + 1)); echo "$guide: a broken copy of its block is taken"; else passed=$((passed + 1)); fi
  rm -rf $copy
done
echo "$passed passed, $failed failed"
[ $failed = 0 ] && [ $passed -ge 6 ]
