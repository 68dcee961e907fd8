// One way to the server: /api/v1, JSON, problem details (RFC 9457) as a thrown Problem.

export interface Fault { pointer?: string; detail: string }

export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly code: string | undefined,
    readonly kind: string | undefined,
    readonly faults: Fault[],
    readonly reference: string | undefined,
  ) {
    super(detail || title);
  }

  /** Sentences by field name: the first segment after /values in the JSON pointer, then its rest. */
  byField(): Record<string, string> {
    const found: Record<string, string> = {};
    for (const fault of this.faults) {
      const path = (fault.pointer ?? '').replace(/^#/, '').split('/').filter(Boolean);
      if (path[0] === 'values') path.shift();
      const key = path.join('.');
      if (key && !(key in found)) found[key] = fault.detail;
    }
    return found;
  }
}

export const base = '/api/v1';

export interface Ask {
  query?: Record<string, string | number | boolean | undefined | null>;
  body?: unknown;
  raw?: BodyInit;
  version?: number | string;
  key?: string;
  signal?: AbortSignal;
}

export function address(path: string, query?: Ask['query']): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') words.set(name, String(value));
  }
  const text = words.toString();
  return `${base}${path}${text ? `?${text}` : ''}`;
}

async function problem(answer: Response): Promise<Problem> {
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  return new Problem(
    answer.status,
    String(said['title'] ?? answer.statusText),
    String(said['detail'] ?? ''),
    said['code'] as string | undefined,
    said['kind'] as string | undefined,
    (said['errors'] as Fault[] | undefined) ?? [],
    (said['reference'] as string | undefined) ?? answer.headers.get('X-Request-Id') ?? undefined,
  );
}

export async function call<T>(method: string, path: string, ask: Ask = {}): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-Tutela'] = '1';
  if (ask.version !== undefined) headers['If-Match'] = `"${ask.version}"`;
  if (ask.key) headers['Idempotency-Key'] = ask.key;
  let body: BodyInit | undefined = ask.raw;
  if (ask.raw !== undefined) headers['Content-Type'] = 'application/octet-stream';
  if (ask.body !== undefined) {
    headers['Content-Type'] = 'application/json';
    body = JSON.stringify(ask.body);
  }
  let answer: Response;
  try {
    answer = await fetch(address(path, ask.query), {
      method, headers, credentials: 'same-origin',
      ...(body === undefined ? {} : { body }),
      ...(ask.signal ? { signal: ask.signal } : {}),
    });
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new Problem(0, 'offline', '', 'offline', 'busy', [], undefined);
  }
  if (!answer.ok) throw await problem(answer);
  if (answer.status === 204) return undefined as T;
  return (await answer.json()) as T;
}

export const get = <T>(path: string, query?: Ask['query'], signal?: AbortSignal) =>
  call<T>('GET', path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });

/** A key that makes a repeated request harmless. */
export function onceKey(): string {
  return crypto.randomUUID ? crypto.randomUUID() : Array.from(crypto.getRandomValues(new Uint32Array(4)), (n) => n.toString(16)).join('-');
}
