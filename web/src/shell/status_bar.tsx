// The status bar: position, liveness, saved state, what this page cost, keys, date.
import { useIsMutating } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Session } from '~/contract/types';
import { Mark } from '~/kit/marks';
import { store } from '~/kit/store';
import { clock, date, position, t } from '~/texts/texts';
import { asOfWords, useAsOf } from './as_of';
import { head, line, loadWaiting, waiting, wounded } from './live';

const cost = store<string>('');
const keys = store<string>('');

/** What the open page cost and which keys it answers; gone when it closes. */
export function useStatus(note: string, hint = ''): void {
  useEffect(() => {
    cost.set(note);
    keys.set(hint);
    return () => { cost.set(''); keys.set(''); };
  }, [note, hint]);
}

export function StatusBar({ me, onKeys }: { me: Session; onKeys: () => void }) {
  const as_of = useAsOf();
  const state = line.use();
  const others = waiting.use();
  const hurt = wounded.use();
  const saving = useIsMutating() > 0;
  const note = cost.use();
  const hint = keys.use();
  const at = Math.max(head.use(), me.position);
  const [time, setTime] = useState(() => clock(new Date()));
  useEffect(() => { const tick = setInterval(() => setTime(clock(new Date())), 10_000); return () => clearInterval(tick); }, []);
  const bad = state === 'offline' || hurt;
  return (
    <footer className={`stat${bad ? ' bad' : ''}`}>
      {as_of ? (
        <><span><span className="dot hollow" />{t('status.past')} · {asOfWords(as_of)}</span><span>{t('status.reading_only')}</span></>
      ) : (
        <>
          <span>
            {bad ? <Mark kind="minor" size={12} /> : <span className={`dot${state === 'live' && others === 0 ? '' : ' hollow'}`} />}
            {bad ? ' ' : ''}{hurt ? t('status.read_only') : t(`status.${state}`)} · {t('status.ledger')} {position(at)}
          </span>
          {others > 0 ? <button className="lnk" onClick={loadWaiting}>{t('status.waiting', { n: others })}</button> : null}
          <span className="wide">{saving ? t('status.saving') : t('status.saved')}</span>
        </>
      )}
      <span className="sp" />
      {hint ? <span className="wider">{hint}</span> : null}
      {note ? <span className="wide">{note}</span> : null}
      <span className="wide">{date(me.today)} {time}</span>
      <button className="lnk t3 noprint" onClick={onKeys}>{t('status.keys')}</button>
    </footer>
  );
}
