// Values as the contract writes them, and as people type them.
import type { Catalog, Field, Value, Values } from '~/contract/types';

export interface Range { low?: string; likely?: string; high?: string }
export interface FileValue { hash: string; name: string; size: number; media_type?: string }

/** `16200s` as `4h 30m`. */
export function durationWords(text: string): string {
  let left = Math.round(Number(/^-?(\d+(?:\.\d+)?)s$/.exec(text)?.[1] ?? NaN));
  if (Number.isNaN(left)) return text;
  const parts: string[] = [];
  for (const [unit, size] of [['d', 86_400], ['h', 3600], ['m', 60], ['s', 1]] as const) {
    const n = Math.floor(left / size);
    if (n > 0) parts.push(`${n}${unit}`);
    left -= n * size;
  }
  return parts.join(' ') || '0s';
}

/** `4h 30m` as `16200s`; what cannot be read goes to the server as it is, so that it can say what is wrong. */
export function durationValue(text: string): string {
  const trimmed = text.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?\s*[dhms]\s*)+$/.test(trimmed)) return text.trim();
  const sizes: Record<string, number> = { d: 86_400, h: 3600, m: 60, s: 1 };
  let sum = 0;
  for (const [, n, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)\s*([dhms])/g)) sum += Number(n) * (sizes[unit ?? 's'] ?? 1);
  return `${Math.round(sum)}s`;
}

/** A day as typed: ISO, or 14.4.2026 (whose order is certain). Anything else is left for the server to refuse. */
export function dayValue(text: string): string {
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/.exec(text.trim());
  return dotted ? `${dotted[3]}-${dotted[2]?.padStart(2, '0')}-${dotted[1]?.padStart(2, '0')}` : text.trim();
}

/** A number as typed, with a decimal comma or point and grouping blanks, as the contract wants it. */
export function numberValue(text: string, field: Field): Value {
  const plain = text.replace(/[\s\u202f\u00a0']/g, '').replace(/,(?=\d+$)/, '.');
  if (plain === '') return null;
  if (field.type === 'number' && !field.places && /^-?\d+$/.test(plain) && Number.isSafeInteger(Number(plain))) return Number(plain);
  return plain;
}

export function localMoment(value: string): string {
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  const two = (n: number) => String(n).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

export function momentValue(text: string): string {
  const at = new Date(text);
  return Number.isNaN(at.getTime()) ? text : at.toISOString().replace('.000Z', 'Z');
}

export function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)
    || (typeof value === 'object' && !Array.isArray(value) && Object.values(value).every(isEmpty));
}

export const same = (a: Value | undefined, b: Value | undefined): boolean => (isEmpty(a) && isEmpty(b)) || JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** What differs, as a PATCH wants it: null takes a value away. */
export function differences(before: Values, after: Values): Values {
  const found: Values = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (!same(before[name], after[name])) found[name] = isEmpty(after[name]) ? null : (after[name] as Value);
  }
  return found;
}

export function withoutEmpty(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}

/** The type an id belongs to, by its prefix: R-014 is one of those whose prefix is R. */
export function pathOfId(all: Catalog, id: string): string | undefined {
  const prefix = /^([A-Za-z]+)-\d/.exec(id)?.[1];
  return prefix ? all.types.find((type) => type.prefix === prefix)?.path : undefined;
}
