// Server-sent changes. What oneself did elsewhere and new verdicts load at once; what others did is counted and waits
// for a click, so that rows do not move under the hand.
import { useEffect } from 'react';
import { client } from '~/contract/queries';
import { base } from '~/contract/http';
import { store } from '~/kit/store';

export const line = store<'live' | 'connecting' | 'offline'>('connecting');
export const head = store<number>(0);
export const waiting = store<number>(0);
export const wounded = store<boolean>(false);

export function loadWaiting(): void {
  waiting.set(0);
  void client.invalidateQueries({ queryKey: ['records'] });
}

let verdictTimer: ReturnType<typeof setTimeout> | undefined;
let recordTimer: ReturnType<typeof setTimeout> | undefined;

export function useLive(me: string | undefined): void {
  useEffect(() => {
    if (!me) return;
    const source = new EventSource(`${base}/events`);
    source.onopen = () => line.set('live');
    source.addEventListener('hello', (event) => { const said = JSON.parse((event as MessageEvent<string>).data) as { position?: number }; if (said.position) head.set((now) => Math.max(now, said.position ?? 0)); });
    source.onerror = () => line.set(navigator.onLine ? 'connecting' : 'offline');
    source.addEventListener('change', (event) => {
      const said = JSON.parse((event as MessageEvent<string>).data) as { position?: number; by?: string };
      if (said.position) head.set((now) => Math.max(now, said.position ?? 0));
      if (said.by && said.by !== me) waiting.set((now) => now + 1);
      else {
        clearTimeout(recordTimer);
        recordTimer = setTimeout(() => void client.invalidateQueries({ queryKey: ['records'] }), 250);
      }
    });
    source.addEventListener('verdicts', (event) => {
      const said = JSON.parse((event as MessageEvent<string>).data) as { position?: number };
      if (said.position) head.set((now) => Math.max(now, said.position ?? 0));
      clearTimeout(verdictTimer);
      verdictTimer = setTimeout(() => void client.invalidateQueries({ queryKey: ['verdicts'] }), 250);
    });
    source.addEventListener('state', (event) => wounded.set(Boolean((JSON.parse((event as MessageEvent<string>).data) as { wounded?: boolean }).wounded)));
    const gone = () => line.set('offline');
    window.addEventListener('offline', gone);
    return () => { source.close(); window.removeEventListener('offline', gone); };
  }, [me]);
}
