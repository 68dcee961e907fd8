// Counts what held and what did not. The last line is what tests/all.sh reads.
let passed = 0;
let failed = 0;

export function check(name, holds, found) {
  if (holds) { passed += 1; return true; }
  failed += 1;
  console.log(`not so: ${name}`);
  if (found !== undefined) console.log('  found: ' + (typeof found === 'string' ? found : JSON.stringify(found)).slice(0, 1200));
  return false;
}

export function same(name, found, expected) {
  const a = JSON.stringify(found);
  const b = JSON.stringify(expected);
  return check(name, a === b, a === b ? undefined : `${a?.slice(0, 500)}\n  expected: ${b?.slice(0, 500)}`);
}

export function note(text) { console.log(text); }

export function finish() {
  console.log(`${passed} passed, ${failed} failed`);
  process.exit(failed ? 1 : 0);
}

// Whatever is thrown counts as one failure, and what was counted before is still told.
export async function suite(body) {
  try { await body(); } catch (e) { failed += 1; console.log('stopped: ' + (e?.stack ?? e)); }
  finish();
}
