// Texts live in catalogues. English is the first; another language may miss a key and falls back to it.
import en from './en.json';

export type Key = keyof typeof en;
type Words = Record<string, string | number | undefined>;

let catalogue: Partial<Record<Key, string>> = en;
let locale = 'en-GB';
let plural = new Intl.PluralRules('en');

export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

export function storedLanguage(): Language {
  const stored = localStorage.getItem('tutela.language');
  return languages.includes(stored as Language) ? (stored as Language) : 'en';
}

/** Loads the chosen language before the first paint; English needs no second file. */
export async function loadLanguage(): Promise<void> {
  const language = storedLanguage();
  document.documentElement.lang = language;
  if (language === 'de') {
    const german = (await import('./de.json')).default as Partial<Record<Key, string>>;
    catalogue = { ...en, ...german };
    locale = 'de-DE';
    plural = new Intl.PluralRules('de');
  }
}

export function setLanguage(language: Language): void {
  localStorage.setItem('tutela.language', language);
  location.reload();
}

/** `{name}` puts a word in; `{n|gap|gaps}` chooses by number. */
export function t(key: Key, words: Words = {}): string {
  const text = catalogue[key] ?? key;
  return text.replace(/\{(\w+)(?:\|([^|{}]*)\|([^{}]*))?\}/g, (whole, name: string, one?: string, other?: string) => {
    const word = words[name];
    if (word === undefined) return whole;
    if (one !== undefined) return (plural.select(Number(word)) === 'one' ? one : other) ?? '';
    return typeof word === 'number' ? number(word) : word;
  });
}

export const number = (value: number, places = 0): string =>
  new Intl.NumberFormat(locale, { minimumFractionDigits: places, maximumFractionDigits: Math.max(places, 3) })
    .format(value).replace(/[,.](?=\d{3}\b)/g, (mark) => (locale === 'en-GB' && mark === ',' ? '\u202f' : mark));

/** A decimal string as people read it: grouped, without losing a digit. */
export function decimal(text: string): string {
  const [whole = '', part] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f');
  return part === undefined ? grouped : `${grouped}${locale === 'de-DE' ? ',' : '.'}${part}`;
}

/** #18 204 */
export const position = (at: number): string => `#${String(at).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')}`;

/** 14 Apr 2026; the year is left out when it is the current one and `short` is asked for. */
export function date(text: string, short = false): string {
  const [y, m, d] = text.slice(0, 10).split('-').map(Number);
  if (!y || !m || !d) return text;
  const sameYear = short && y === new Date().getFullYear();
  return new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }), timeZone: 'UTC' })
    .format(Date.UTC(y, m - 1, d));
}

export function longDate(text: string): string {
  const [y, m, d] = text.slice(0, 10).split('-').map(Number);
  if (!y || !m || !d) return text;
  return new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(Date.UTC(y, m - 1, d));
}

export function moment(text: string): string {
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  return `${new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(at)} ${clock(at)}`;
}

export const clock = (at: Date): string => new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hour12: false }).format(at);

/** 0.4 ms, 12 ms, 1.2 s from microseconds. */
export function took(us: number): string {
  if (us < 9_950) return `${number(Math.max(0.1, Math.round(us / 100) / 10))}\u00a0ms`;
  if (us < 999_500) return `${Math.round(us / 1000)}\u00a0ms`;
  return `${number(Math.round(us / 100_000) / 10)}\u00a0s`;
}

/** A word inside a sentence: "Risk" as "risk", "SoA entry" and names of more capitals as they are. */
export const lower = (word: string): string => (/^\p{Lu}\p{Ll}*(\s|$)/u.test(word) && document.documentElement.lang !== 'de' ? word.charAt(0).toLowerCase() + word.slice(1) : word);

export const list = (words: string[]): string => new Intl.ListFormat(locale, { type: 'conjunction' }).format(words);
export const today = (): string => new Date().toISOString().slice(0, 10);
