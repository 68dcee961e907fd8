// A form from the declaration: fields under their headings, two columns, long ones across both.
import { useEffect, useRef, type ReactNode } from 'react';
import type { Field, Labels, Type, Values } from '~/contract/types';
import { Problem } from '~/contract/http';
import { Button } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { t } from '~/texts/texts';
import { groups, writable } from '../catalog';
import { FieldInput } from '../fields/input';
import './form.css';

const wide = (field: Field, first: boolean) => first || field.type === 'text' || field.type === 'parts' || field.type === 'links';

interface Props {
  type: Type;
  values: Values;
  labels: Labels;
  set: (name: string, value: Values[string]) => void;
  only?: string[] | null;
  error: unknown;
  busy: boolean;
  act: string;
  locked?: string | undefined;
  onSave: () => void;
  onCancel: () => void;
  note?: ReactNode;
}

export function RecordForm({ type, values, labels, set, only, error, busy, act, locked, onSave, onCancel, note }: Props) {
  const form = useRef<HTMLFormElement>(null);
  const problem = error instanceof Problem ? error : undefined;
  const problems = problem?.byField() ?? {};
  const fields = type.fields.filter((field) => writable(field) && (!only || only.includes(field.name)));
  const known = (key: string) => fields.some((field) => key === field.name || key.startsWith(`${field.name}.`));
  const loose = problem ? problem.faults.filter((fault) => { const key = Object.keys(problems).find((one) => problems[one] === fault.detail); return !key || !known(key); }) : [];
  useEffect(() => {
    if (!problem) return;
    const first = Object.keys(problems)[0];
    const place = first ? form.current?.querySelector<HTMLElement>(`[id="field-${first}"]`) : null;
    place?.focus();
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when a new problem arrives
  }, [problem]);
  const onKey = (event: React.KeyboardEvent) => { if ((event.ctrlKey || event.metaKey) && event.key === 'Enter') { event.preventDefault(); onSave(); } };
  const first = fields[0];
  return (
    <form ref={form} className="form" noValidate onSubmit={(event) => { event.preventDefault(); onSave(); }} onKeyDown={onKey}>
      {error ? (
        <div className="verdict major" role="alert">
          <Mark kind="major" size={20} />
          <div>
            <b className="b6">{problem?.status === 0 ? t('state.offline') : problem?.title ?? t('state.broken')}</b>
            <div className="t2">{problem?.status === 0 ? t('form.offline') : problem?.detail ?? String(error)}</div>
            {loose.length ? <ul>{loose.map((fault, at) => <li key={at}>{fault.pointer ? <span className="mono t3">{fault.pointer} </span> : null}{fault.detail}</li>)}</ul> : null}
            {problem?.reference ? <div className="m11 t3">{t('state.request', { reference: problem.reference })}</div> : null}
          </div>
        </div>
      ) : null}
      {note}
      {groups(fields).map((group) => (
        <fieldset key={group.title}>
          {group.title ? <legend>{group.title}</legend> : <legend className="sr">{type.title.one}</legend>}
          <div className="form-grid">
            {group.fields.map((field) => (
              <div key={field.name} className={wide(field, field === first) ? 'across' : ''}>
                <FieldInput field={field} value={values[field.name]} onChange={(value) => set(field.name, value)} labels={labels} type={type} values={values} problems={problems} />
              </div>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="form-end">
        <Button primary type="submit" busy={busy} {...(locked ? { locked } : {})} onClick={() => undefined} hotkey="Ctrl Enter">{act}</Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <span className="t3 s12">{t('form.kept')}</span>
      </div>
    </form>
  );
}
