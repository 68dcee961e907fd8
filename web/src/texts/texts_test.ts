import { expect, test } from 'vitest';
import de from './de.json';
import en from './en.json';
import { decimal, position, t, took } from './texts';

test('every English text has a German one with the same places for words', () => {
  const names = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((found) => found[1]))].sort();
  const german = de as Record<string, string>;
  for (const [key, text] of Object.entries(en)) {
    if (key === 'app.name' || text === '') continue;
    expect(german[key], key).toBeTruthy();
    expect(names(german[key] ?? ''), key).toEqual(names(text));
  }
  expect(Object.keys(german).filter((key) => !(key in en))).toEqual([]);
});

test('one and many are told apart', () => {
  expect(t('parts.rows', { n: 1 })).toBe('1 row');
  expect(t('parts.rows', { n: 3 })).toBe('3 rows');
});

test('positions and amounts are grouped, and no digit is lost', () => {
  expect(position(18204)).toBe('#18\u202f204');
  expect(decimal('1234567.50')).toBe('1\u202f234\u202f567.50');
});

test('times of the server are said in the unit one reads', () => {
  expect(took(412)).toBe('0.4\u00a0ms');
  expect(took(1_240_000)).toBe('1.2\u00a0s');
});
