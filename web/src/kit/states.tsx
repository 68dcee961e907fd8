import { useEffect, useState, type ReactNode } from 'react';
import { t } from '~/texts/texts';
import { Problem } from '~/contract/http';
import { Button } from './button';
import { Icon } from './icons';
import { Mark } from './marks';

const widths = [190, 150, 220, 170, 205, 140, 180, 160];

/** Nothing under 300 ms, then still bars in the shape of rows, after 3 s words. */
export function Loading({ rows = 6, what, onStop }: { rows?: number; what?: string; onStop?: () => void }) {
  const [since, setSince] = useState(0);
  useEffect(() => {
    const soon = setTimeout(() => setSince(300), 300);
    const late = setTimeout(() => setSince(3000), 3000);
    return () => { clearTimeout(soon); clearTimeout(late); };
  }, []);
  if (since === 0) return <div aria-busy="true" />;
  return (
    <div aria-busy="true" style={{ padding: '8px 20px' }}>
      {Array.from({ length: rows }, (_, at) => (
        <div className="sk" key={at}><i style={{ width: 40 }} /><i style={{ width: widths[at % widths.length] }} /><i style={{ width: 80, marginLeft: 'auto' }} /></div>
      ))}
      {since >= 3000 ? (
        <p className="t3 s12" style={{ marginTop: 8 }} role="status">
          {what ?? t('state.still_reading')} {onStop ? <button className="lnk" onClick={onStop}>{t('state.stop')}</button> : null}
        </p>
      ) : null}
    </div>
  );
}

export function Empty({ says, title, children }: { says: ReactNode; title?: string; children?: ReactNode }) {
  return <div className="state">{title ? <h1>{title}</h1> : null}<p>{says}</p>{children ? <div className="row wrap">{children}</div> : null}</div>;
}

/** What did not work, what to do, the reference; forbidden and missing have their own face. */
export function Failed({ error, what, page, onRetry }: { error: unknown; what?: string; page?: boolean; onRetry?: () => void }) {
  const Title = page ? 'h1' : 'b';
  const problem = error instanceof Problem ? error : undefined;
  if (problem?.status === 403) {
    return (
      <div className="state" role="alert">
        <div className="say"><Icon name="lock" /><div><Title className="b6">{problem.title || t('state.forbidden')}</Title><p className="t2">{problem.detail || t('state.forbidden_what')}</p></div></div>
      </div>
    );
  }
  const offline = problem?.status === 0;
  const title = what ?? (offline ? t('state.offline') : problem?.status === 404 ? t('state.missing') : problem?.title ?? t('state.broken'));
  const detail = offline ? t('state.offline_what') : problem?.detail || (error instanceof Error ? error.message : t('state.broken_what'));
  return (
    <div className="state" role="alert">
      <div className="say">
        <Mark kind="major" size={18} />
        <div>
          <Title className="b6">{title}</Title>
          <p className="t2">{detail}</p>
          {problem?.reference ? <p className="m11 t3" style={{ marginTop: 4 }}>{t('state.request', { reference: problem.reference })}</p> : null}
        </div>
      </div>
      {onRetry ? <div className="row"><Button onClick={onRetry}>{t('state.again')}</Button></div> : null}
    </div>
  );
}
