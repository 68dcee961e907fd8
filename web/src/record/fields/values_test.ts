import { describe, expect, test } from 'vitest';
import type { Field } from '~/contract/types';
import { dayValue, differences, durationValue, durationWords, numberValue, withoutEmpty } from './values';

const whole: Field = { name: 'n', title: 'N', type: 'number' };
const money: Field = { name: 'm', title: 'M', type: 'money' };

describe('what people type becomes what the contract wants', () => {
  test('a duration in hours and minutes is seconds, and comes back as typed', () => {
    expect(durationValue('4h 30m')).toBe('16200s');
    expect(durationWords('16200s')).toBe('4h 30m');
  });
  test('a duration that cannot be read goes to the server unchanged', () => expect(durationValue('soon')).toBe('soon'));
  test('a day with dots has a certain order, one with slashes is left alone', () => {
    expect(dayValue('4.3.2026')).toBe('2026-03-04');
    expect(dayValue('04/03/2026')).toBe('04/03/2026');
  });
  test('a decimal comma and grouping blanks are understood, digits are never lost', () => {
    expect(numberValue('1 234,50', money)).toBe('1234.50');
    expect(numberValue('12', whole)).toBe(12);
    expect(numberValue('9007199254740993', whole)).toBe('9007199254740993');
  });
  test('only what differs is sent, and what was emptied is null', () => {
    expect(differences({ a: 1, b: 'x', c: ['t'] }, { a: 1, b: '', c: ['t', 'u'] })).toEqual({ b: null, c: ['t', 'u'] });
  });
  test('a new record carries no empty values', () => expect(withoutEmpty({ a: '', b: [], c: {}, d: false, e: 0 })).toEqual({ d: false, e: 0 }));
});
