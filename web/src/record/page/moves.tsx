// Moves of a record: allowed ones act, the others stay visible, locked, with the reason. What a move needs is asked beneath.
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { OfferedMove, RecordView, Values } from '~/contract/types';
import { Button } from '~/kit/button';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';
import { moveRecord } from '../changes';

export function useMoves(path: string, view: RecordView) {
  const [open, setOpen] = useState<OfferedMove>();
  const move = useMutation({
    mutationFn: ({ move, reason, values }: { move: OfferedMove; reason?: string; values?: Values }) => moveRecord(path, view.record.id, view.record.version, move.name, reason, values),
    onSuccess: (said, { move }) => { setOpen(undefined); offerUndo(t('move.done', { id: said.record.id, move: move.title })); },
  });
  // What the move needs and the record does not have yet is asked; what it has is not asked twice.
  const missing = (one: OfferedMove) => (one.needs ?? []).filter((name) => name === 'reason' || view.record.values[name] === undefined);
  const start = (one: OfferedMove) => { move.reset(); if (missing(one).length) setOpen(one); else move.mutate({ move: one }); };
  return { open, close: () => setOpen(undefined), move, missing, start };
}

export function MoveButtons({ view, state }: { view: RecordView; state: ReturnType<typeof useMoves> }) {
  const first = view.moves.find((one) => one.allowed);
  return (
    <>
      {view.moves.map((one) => {
        const needsFields = !one.allowed && one.needs?.some((name) => name !== 'reason' && view.record.values[name] === undefined);
        return <Button key={one.name} primary={one === first} busy={state.move.isPending && state.move.variables.move.name === one.name} {...(one.allowed || needsFields ? {} : { locked: one.why_not ?? t('move.locked') })} onClick={() => state.start(one)}>{one.title}</Button>;
      })}
    </>
  );
}

