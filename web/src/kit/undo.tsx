// The undo toast: bottom left, 30 seconds, a sentence and `z`.
import { useEffect, useState } from 'react';
import { t } from '~/texts/texts';
import { Icon } from './icons';
import { useKeys } from './keys';
import { store } from './store';

interface Offer { says: string; undo?: () => Promise<void>; at: number; failed?: string }
const offer = store<Offer | undefined>(undefined);

export function offerUndo(says: string, undo?: () => Promise<void>): void {
  offer.set({ says, at: Date.now(), ...(undo ? { undo } : {}) });
}

const span = 30_000;

export function UndoToast() {
  const open = offer.use();
  const [left, setLeft] = useState(1);
  const take = async () => {
    if (!open?.undo) return;
    try {
      await open.undo();
      offer.set(undefined);
    } catch (error) {
      offer.set({ ...open, failed: error instanceof Error ? error.message : String(error) });
    }
  };
  useKeys(open?.undo ? { z: () => void take() } : {});
  useEffect(() => {
    if (!open) return;
    const tick = setInterval(() => {
      const rest = 1 - (Date.now() - open.at) / (open.undo ? span : 6000);
      if (rest <= 0) offer.set(undefined); else setLeft(rest);
    }, 500);
    setLeft(1);
    return () => clearInterval(tick);
  }, [open]);
  return (
    <div className="toast-place noprint" role="status" aria-live="polite">
      {open ? (
        <div className="toast pop">
          {open.undo ? <Icon name="undo" /> : <Icon name="check" />}
          <span>{open.failed ?? open.says}</span><span className="sp" />
          {open.undo && !open.failed ? <><button className="lnk b5" onClick={() => void take()}>{t('undo')}</button><span className="kbd" aria-hidden>z</span></> : null}
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden>
            <circle cx="8" cy="8" r="6" fill="none" stroke="var(--line-strong)" strokeWidth="2" />
            <circle cx="8" cy="8" r="6" fill="none" stroke="var(--text-2)" strokeWidth="2" strokeDasharray={`${left * 37.7} 40`} transform="rotate(-90 8 8)" />
          </svg>
          <button className="lnk t3" aria-label={t('close')} onClick={() => offer.set(undefined)}><Icon name="x" size={14} /></button>
        </div>
      ) : null}
    </div>
  );
}
