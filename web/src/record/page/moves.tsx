// Moves of a record: allowed ones act, the others stay visible, locked, with the reason. What a move needs is asked beneath.
import { Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '~/contract/http';
import type { OfferedMove, RecordView, Type, Values } from '~/contract/types';
import { Button } from '~/kit/button';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';
import { moveRecord } from '../changes';
import { FieldInput, Problem as Says } from '../fields/input';

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

export function MovePanel({ type, view, state }: { type: Type; view: RecordView; state: ReturnType<typeof useMoves> }) {
  const [reason, setReason] = useState('');
  const [values, setValues] = useState<Values>({});
  const one = state.open;
  const error = state.move.error instanceof Problem ? state.move.error : undefined;
  if (!one) return error ? <p className="move-error" role="alert"><Says says={error.detail || error.title} /></p> : null;
  const needs = state.missing(one);
  const problems = error?.byField() ?? {};
  return (
    <form className="move-panel" onSubmit={(event) => { event.preventDefault(); state.move.mutate({ move: one, reason, values }); }}>
      <h2>{one.title}</h2>
      {needs.filter((name) => name !== 'reason').map((name) => {
        const field = type.fields.find((candidate) => candidate.name === name);
        return field ? <FieldInput key={name} field={field} value={values[name]} onChange={(value) => setValues((now) => ({ ...now, [name]: value }))} labels={view.labels} type={type} values={{ ...view.record.values, ...values }} problems={problems} /> : null;
      })}
      {needs.includes('reason') ? <Textarea autosize minRows={2} label={t('move.reason')} data-autofocus autoFocus value={reason} onChange={(event) => setReason(event.currentTarget.value)} error={problems['reason'] ? <Says says={problems['reason']} /> : undefined} /> : null}
      {error && !Object.keys(problems).length ? <p className="c-major s12" role="alert">{error.detail || error.title}</p> : null}
      <div className="row"><Button primary type="submit" busy={state.move.isPending} onClick={() => undefined}>{one.title}</Button><Button onClick={state.close}>{t('cancel')}</Button></div>
    </form>
  );
}
