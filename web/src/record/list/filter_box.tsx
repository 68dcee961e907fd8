// The filter is text: CEL, or plain words. It stands in the address; count and time beside it are the server's.
import { useEffect, useRef, useState } from 'react';
import { Icon } from '~/kit/icons';
import { Mark } from '~/kit/marks';
import { t } from '~/texts/texts';

/** Words without an operator are searched for; everything else is CEL. */
export const isWords = (text: string): boolean => !/[=<>!&|()[\]."'?]/.test(text) && !/\b(in|true|false)\b/.test(text);

export function FilterBox({ value, onChange, note, problem, example }: { value: string; onChange: (text: string) => void; note: string; problem: string | undefined; example: string }) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => { if (value !== sent.current) { sent.current = value; setText(value); } }, [value]);
  useEffect(() => {
    if (text === sent.current) return;
    const wait = setTimeout(() => { sent.current = text; onChange(text); }, 200);
    return () => clearTimeout(wait);
  }, [text, onChange]);
  return (
    <div className="flt-place">
      <div className={`flt${problem ? ' bad' : ''}`}>
        <Icon name="filter" />
        <input ref={box} id="filter" className="mono" value={text} onChange={(event) => setText(event.target.value)} placeholder={t('list.filter_hint', { example })} aria-label={t('list.filter')} aria-invalid={problem ? true : undefined} aria-describedby={problem ? 'filter-problem' : undefined}
          spellCheck={false} autoComplete="off" autoCapitalize="off" onKeyDown={(event) => { if (event.key === 'Escape') { if (text) setText(''); box.current?.blur(); } if (event.key === 'Enter') box.current?.blur(); }} />
        <span className="t3 s12 nw" role="status">{note}</span><span className="kbd wide" aria-hidden>/</span>
      </div>
      {problem ? <p className="flt-problem s12" id="filter-problem"><Mark kind="major" size={12} /> {problem}</p> : null}
    </div>
  );
}
