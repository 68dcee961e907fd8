import type { Type } from '~/contract/types';
import { t, type Key } from '~/texts/texts';

const acts: Record<string, Key> = {
  create: 'history.create', change: 'history.change', archive: 'history.archive', unarchive: 'history.unarchive', restore: 'history.restored_act', undo: 'history.undo', import: 'history.import', recalculate: 'history.recalculate',
};

/** What was done, in the words of the declaration where it was a move. */
export function moveWord(entry: { move?: string | undefined; act?: string | undefined }, type: Type): string {
  const act = entry.act || entry.move || '';
  const known = acts[act];
  return type.moves.find((one) => one.name === entry.move)?.title ?? (known ? t(known) : entry.move || act);
}
