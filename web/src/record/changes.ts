// Writing records: every write names the version it saw; afterwards what was read of it is read again.
import { call, onceKey } from '~/contract/http';
import { client } from '~/contract/queries';
import type { BulkChange, BulkResult, RecordView, Value, Values } from '~/contract/types';

export function refresh(): void {
  void client.invalidateQueries({ queryKey: ['records'] });
  void client.invalidateQueries({ queryKey: ['verdicts'] });
}

const at = (path: string, id: string, rest = '') => `/${path}/${encodeURIComponent(id)}${rest}`;

async function written<T>(work: Promise<T>): Promise<T> {
  const said = await work;
  refresh();
  return said;
}

export const createRecord = (path: string, values: Values, key = onceKey()) => written(call<RecordView>('POST', `/${path}`, { body: { values }, key }));

export const changeRecord = (path: string, id: string, version: number, values: Values, reason?: string) =>
  written(call<RecordView>('PATCH', at(path, id), { body: { values, ...(reason ? { reason } : {}) }, version }));

export const moveRecord = (path: string, id: string, version: number, move: string, reason?: string, values?: Values) =>
  written(call<RecordView>('POST', at(path, id, `/moves/${move}`), { body: { ...(reason ? { reason } : {}), ...(values && Object.keys(values).length ? { values } : {}) }, version }));

export const archiveRecord = (path: string, id: string, version: number, back = false) => written(call<RecordView>('POST', at(path, id, back ? '/unarchive' : '/archive'), { body: {}, version }));

export const restoreVersion = (path: string, id: string, version: number, old: number) => written(call<RecordView>('POST', at(path, id, '/restore'), { body: { version: old }, version }));

export const bulk = (path: string, changes: BulkChange[], dry_run: boolean) => {
  const work = call<BulkResult>('POST', `/${path}/bulk`, { body: { changes, dry_run }, ...(dry_run ? {} : { key: onceKey() }) });
  return dry_run ? work : written(work);
};

export const undoBatch = (batch: string | number) => written(call<{ undone: number; refused: { id: string; detail: string }[] }>('POST', `/batches/${batch}/undo`, { body: {} }));

/** The values that bring a record back to how it was before a change. */
export function inverse(before: Values, changed: Values): Values {
  return Object.fromEntries(Object.keys(changed).map((name) => [name, (before[name] ?? null) as Value]));
}
