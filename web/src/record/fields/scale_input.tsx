// A scale in words, chosen by click, arrows or its number.
import { Input } from '@mantine/core';
import { useId, type KeyboardEvent, type ReactNode } from 'react';
import type { Field, Type, Values } from '~/contract/types';
import { t } from '~/texts/texts';
import { useLevels } from './scale';

interface Props { field: Field; type?: Type | undefined; values: Values; value: number | undefined; onChange: (level: number | null) => void; label?: ReactNode; error?: ReactNode; description?: ReactNode; autoFocus?: boolean | undefined; onPick?: (() => void) | undefined }

export function ScaleInput({ field, type, values, value, onChange, label, error, description, autoFocus, onPick }: Props) {
  const levels = useLevels(field, type, values);
  const id = useId();
  const pick = (level: number) => { onChange(level === value && !field.required ? null : level); onPick?.(); };
  const onKey = (event: KeyboardEvent) => {
    const at = levels.findIndex((one) => one.level === value);
    const digit = Number(event.key);
    const byKey: Record<string, number> = { ArrowDown: at + 1, ArrowRight: at + 1, ArrowUp: at - 1, ArrowLeft: at - 1 };
    const next = event.key !== ' ' && Number.isInteger(digit) && digit > 0 ? levels.find((one) => one.level === digit) : event.key in byKey ? levels[Math.max(0, Math.min(levels.length - 1, byKey[event.key] ?? 0))] : undefined;
    if (!next) return;
    event.preventDefault();
    if (event.key in byKey) { onChange(next.level); (document.getElementById(`${id}-${next.level}`))?.focus(); } else { onChange(next.level); onPick?.(); }
  };
  return (
    <Input.Wrapper label={label} error={error} description={description} labelElement="div" id={id} withAsterisk={field.required ?? false} inputWrapperOrder={['label', 'input', 'error', 'description']}>
      <div className={`scale${error ? ' bad' : ''}`} role="radiogroup" aria-label={field.title} onKeyDown={onKey}>
        {levels.length === 0 ? <p className="t3 s12" style={{ padding: '5px 8px' }}>{t('scale.none')}</p> : null}
        {levels.map((one, at) => {
          const on = one.level === value;
          return (
            <button key={one.level} id={`${id}-${one.level}`} type="button" role="radio" aria-checked={on} data-autofocus={autoFocus && (on || (value === undefined && at === 0)) ? true : undefined}
              tabIndex={on || (value === undefined && at === 0) ? 0 : -1} onClick={() => pick(one.level)}>
              <span className="kbd" aria-hidden>{one.level}</span><span>{one.title}</span>{one.says ? <span className="t3 s12 ell">{one.says}</span> : null}
            </button>
          );
        })}
      </div>
    </Input.Wrapper>
  );
}
