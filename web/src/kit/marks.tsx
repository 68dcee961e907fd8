// Marks: shape first, colour second, the word always (as the accessible name, unless it stands beside).
import type { ReactNode } from 'react';

export type MarkKind = 'major' | 'minor' | 'unk' | 'obs' | 'exc' | 'ok' | 'none';

const shapes: Record<MarkKind, ReactNode> = {
  ok: <><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M5.2 8.2l2 2 3.7-4.2" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" strokeLinejoin="round" /></>,
  major: <><path d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1z" fill="currentColor" /><path d="M5.7 5.7l4.6 4.6m0-4.6l-4.6 4.6" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" /></>,
  minor: <><path d="M8 1.4l7 12.4a.6.6 0 0 1-.5.9H1.5a.6.6 0 0 1-.5-.9z" fill="currentColor" /><path d="M8 6v3.7m0 2.3v.1" stroke="var(--surface)" strokeWidth="1.7" strokeLinecap="round" /></>,
  obs: <><rect x="1.9" y="1.9" width="12.2" height="12.2" rx="2.4" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M8 7.4v3.6M8 5v.1" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" /></>,
  unk: <><path d="M8 .9L15.1 8 8 15.1.9 8z" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinejoin="round" /><path d="M6.5 6.5c0-.9.6-1.5 1.5-1.5s1.5.6 1.5 1.4c0 1-1.5 1.1-1.5 2.3M8 10.9v.1" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" /></>,
  exc: <><circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" /><path d="M6.4 5.6v4.8M9.6 5.6v4.8" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" /></>,
  none: <circle cx="8" cy="8" r="6.2" fill="none" stroke="currentColor" strokeWidth="1.4" strokeDasharray="2.4 2.47" />,
};

export function Mark({ kind, label, size = 14 }: { kind: MarkKind; label?: string; size?: number }) {
  const name = label ? { role: 'img', 'aria-label': label } : { 'aria-hidden': true };
  return (
    <svg className={`mk c-${kind}`} style={{ width: size, height: size }} viewBox="0 0 16 16" {...name}>
      {label ? <title>{label}</title> : null}
      {shapes[kind]}
    </svg>
  );
}

const heights: Record<MarkKind, number> = { major: 14, minor: 10, unk: 9, obs: 8, exc: 5, ok: 5, none: 2 };

/** One tick for each thing judged: tall and filled is wrong, short and thin is right. */
export function Strip({ ticks, label }: { ticks: MarkKind[]; label: string }) {
  const pitch = 4;
  return (
    <svg className="strip" width={Math.max(3, ticks.length * pitch - 1)} height="14" role="img" aria-label={label}>
      {ticks.map((kind, at) => {
        const height = heights[kind];
        const hollow = kind === 'unk' || kind === 'exc';
        return hollow
          ? <rect key={at} className={kind} x={at * pitch + 0.5} y={14 - height + 0.5} width="2" height={height - 1} />
          : <rect key={at} className={kind} x={at * pitch} y={14 - height} width="3" height={height} rx=".5" />;
      })}
    </svg>
  );
}

/** A level as five bars, tall up to the level and stubs after. */
export function LevelBars({ level, label }: { level: number; label: string }) {
  const up = Math.max(1, Math.min(5, Math.round(level)));
  return (
    <span className={`lv l${up}`} role="img" aria-label={label} title={label}>
      {[1, 2, 3, 4, 5].map((n) => <i key={n} className={n <= up ? 'up' : ''} />)}
    </span>
  );
}

export type Fill = 'full' | 'half' | 'ring' | 'dash';

/** How far something is done: filled, half, ring, dash; one hue. */
export function FillMark({ fill, size = 11 }: { fill: Fill; size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 12 12" aria-hidden style={{ flex: 'none', verticalAlign: '-1px', color: fill === 'dash' ? 'var(--text-3)' : 'var(--accent)' }}>
      {fill === 'full' ? <circle cx="6" cy="6" r="5.2" fill="currentColor" /> : null}
      {fill === 'half' ? <><circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.3" /><path d="M6 1.4a4.6 4.6 0 0 0 0 9.2z" fill="currentColor" /></> : null}
      {fill === 'ring' ? <circle cx="6" cy="6" r="4.6" fill="none" stroke="currentColor" strokeWidth="1.3" /> : null}
      {fill === 'dash' ? <path d="M2 6h8" stroke="currentColor" strokeWidth="1.6" /> : null}
    </svg>
  );
}
