// Reading the past: `as_of` in the address, a hatched bar, and no writing control anywhere.
import { Popover, TextInput } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { date, position, t } from '~/texts/texts';

export function useAsOf(): string | undefined {
  return useSearch({ strict: false, select: (search: { as_of?: string }) => search.as_of });
}

/** Whether something of that day and position was known at the moment one reads. */
export function knownAt(as_of: string | undefined, at: string, position: number): boolean {
  if (!as_of) return true;
  return as_of.startsWith('#') ? position <= Number(as_of.slice(1)) : at.slice(0, 10) <= as_of;
}

export const useWritable = (): boolean => useAsOf() === undefined;

export function asOfWords(as_of: string): string {
  return as_of.startsWith('#') ? position(Number(as_of.slice(1))) : date(as_of);
}

function useTravel() {
  const navigate = useNavigate();
  return (as_of: string | undefined) => void navigate({ to: '.', search: (now: Record<string, unknown>) => ({ ...now, as_of }) as never });
}

export function AsOfControl({ today }: { today: string }) {
  const now = useAsOf();
  const travel = useTravel();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState('');
  const trimmed = text.trim().replace(/[\s\u202f]/g, '');
  const good = /^\d{4}-\d{2}-\d{2}$/.test(trimmed) || /^#?\d+$/.test(trimmed);
  const go = () => {
    if (!good) return;
    travel(/^\d+$/.test(trimmed) ? `#${trimmed}` : trimmed);
    setOpen(false);
  };
  const shift = (days: number) => new Date(Date.parse(today) - days * 86_400_000).toISOString().slice(0, 10);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withRoles>
      <Popover.Target>
        <button className="asof" onClick={() => setOpen(!open)} aria-label={now ? t('asof.at', { when: asOfWords(now) }) : t('asof.now')}>
          <Icon name="clock" size={14} /><span className="wide">{now ? asOfWords(now) : t('asof.now')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown w={300} p={14}>
        <form onSubmit={(event) => { event.preventDefault(); go(); }}>
          <TextInput data-autofocus label={t('asof.label')} description={t('asof.hint')} placeholder={shift(30)} value={text} onChange={(event) => setText(event.currentTarget.value)}
            error={text && !good ? t('asof.bad') : undefined} />
          <div className="row wrap" style={{ marginTop: 10 }}>
            {[7, 30, 90].map((days) => <Button key={days} onClick={() => { travel(shift(days)); setOpen(false); }}>{t('asof.ago', { n: days })}</Button>)}
          </div>
          <div className="row" style={{ marginTop: 12 }}>
            <Button primary type="submit" onClick={go}>{t('asof.go')}</Button>
            {now ? <Button onClick={() => { travel(undefined); setOpen(false); }}>{t('asof.back')}</Button> : null}
          </div>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}

export function AsOfBanner({ today }: { today: string }) {
  const now = useAsOf();
  const travel = useTravel();
  if (!now) return null;
  const days = now.startsWith('#') ? undefined : Math.round((Date.parse(today) - Date.parse(now)) / 86_400_000);
  return (
    <div className="past" role="status">
      <Icon name="clock" />
      <span className="past-says"><b className="b6">{t('asof.at', { when: asOfWords(now) })}.</b> <span className="t2">{days === undefined ? '' : `${t('asof.days', { n: days })} `}{t('asof.reading')}</span></span>
      <span className="sp" />
      <Button primary onClick={() => travel(undefined)}>{t('asof.back')}</Button>
    </div>
  );
}
