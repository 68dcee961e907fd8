// The level of a risk as five bars: by the bands its method names, else by fifths of the largest level it can give.
import { useQuery } from '@tanstack/react-query';
import { record } from '~/contract/queries';
import type { Value, Values } from '~/contract/types';
import { LevelBars } from '~/kit/marks';
import { clean } from '~/record/catalog';
import { t } from '~/texts/texts';
import type { CellProps } from '../pictures';

const rows = (value: Value | undefined): Values[] => (Array.isArray(value) ? (value as Values[]) : []);

interface Band { bars: number; title: string }

export function bandOf(level: number, method: Values | undefined): Band {
  const bands = rows(method?.['bands']).map((one) => ({ from: Number(one['from']), title: String(one['title'] ?? '') })).sort((a, b) => a.from - b.from);
  if (bands.length > 1) {
    const at = Math.max(0, bands.findLastIndex((one) => level >= one.from));
    return { bars: Math.round(1 + (at * 4) / (bands.length - 1)), title: bands[at]?.title ?? '' };
  }
  const most = (name: string) => Math.max(1, ...rows(method?.[name]).map((one) => Number(one['level'] ?? 1)));
  const top = method ? most('likelihood_levels') * most('impact_levels') : 25;
  return { bars: Math.max(1, Math.min(5, Math.ceil((level / Math.max(top, 5)) * 5))), title: '' };
}

export function RiskLevel({ field, type, record: risk, compact }: CellProps) {
  const link = type.fields.find((one) => one.name === 'method');
  const id = risk.values['method'];
  const asked = useQuery({ ...record(clean(link?.to_path ?? ''), String(id ?? '')), enabled: Boolean(link?.to_path && id), staleTime: 300_000 });
  const level = Number(risk.values[field.name]);
  if (!Number.isFinite(level)) return null;
  const band = bandOf(level, asked.data?.record.values);
  const says = (one: Band) => (one.title ? `${one.title}, ${t('level.of', { n: one.bars })}` : t('level.of', { n: one.bars }));
  // In a list the planned level stands beside the one of now.
  const planned = compact && field.name === 'level' ? Number(risk.values['residual_level']) : NaN;
  const then = Number.isFinite(planned) ? bandOf(planned, asked.data?.record.values) : undefined;
  return <span className="row" style={{ gap: 8, display: 'inline-flex' }}><span className="lv-n">{level}</span><LevelBars level={band.bars} label={says(band)} />{then ? <><span className="t3 s11" aria-hidden>→</span><LevelBars level={then.bars} label={t('level.planned', { level: says(then) })} /></> : null}</span>;
}
