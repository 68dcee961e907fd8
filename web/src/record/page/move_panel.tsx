// What a move needs before it can be made: a reason, fields that are not set.
import { Textarea } from '@mantine/core';
import { useState } from 'react';
import { Problem } from '~/contract/http';
import type { RecordView, Type, Values } from '~/contract/types';
import { Button } from '~/kit/button';
import { t } from '~/texts/texts';
import { FieldInput, Problem as Says } from '../fields/input';
import type { useMoves } from './moves';

export default function MovePanel({ type, view, state }: { type: Type; view: RecordView; state: ReturnType<typeof useMoves> }) {
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
