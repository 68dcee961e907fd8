// The smallest shared state: a value, a setter, a hook.
import { useSyncExternalStore } from 'react';

export interface Store<T> { get: () => T; set: (next: T | ((now: T) => T)) => void; use: () => T }

export function store<T>(first: T): Store<T> {
  let value = first;
  const heard = new Set<() => void>();
  const listen = (on: () => void) => { heard.add(on); return () => { heard.delete(on); }; };
  const get = () => value;
  return {
    get,
    set: (next) => {
      const made = typeof next === 'function' ? (next as (now: T) => T)(value) : next;
      if (Object.is(made, value)) return;
      value = made;
      heard.forEach((on) => on());
    },
    use: () => useSyncExternalStore(listen, get),
  };
}

/** State that survives a reload, kept in this browser. */
export function keep(key: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(key); else localStorage.setItem(key, JSON.stringify(value));
  } catch { /* private mode or full: the page goes on without */ }
}

export function kept<T>(key: string): T | undefined {
  try {
    const text = localStorage.getItem(key);
    return text === null ? undefined : (JSON.parse(text) as T);
  } catch { return undefined; }
}
