import { useState } from 'react';
import type { Plan, PlanRow, Type, Value } from '~/contract/types';
import { Mark, type MarkKind } from '~/kit/marks';
import { number, t } from '~/texts/texts';

const outcomes = ['refused', 'new', 'changed', 'unchanged'] as const;
const marks: Record<PlanRow['outcome'], MarkKind> = { refused: 'major', new: 'ok', changed: 'obs', unchanged: 'none' };

const text = (value: Value | undefined): string => (value === undefined || value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value));

export function PlanTable({ plan, type, busy }: { plan: Plan; type: Type; busy: boolean }) {
  const [show, setShow] = useState<PlanRow['outcome'] | 'all'>('all');
  const rows = show === 'all' ? [...plan.rows].sort((a, b) => outcomes.indexOf(a.outcome) - outcomes.indexOf(b.outcome) || 0) : plan.rows.filter((row) => row.outcome === show);
  const title = (name: string) => type.fields.find((field) => field.name === name.split('.')[0])?.title ?? name;
  const count = { refused: plan.refused, new: plan.new, changed: plan.changed, unchanged: plan.unchanged };
  const total = plan.new + plan.changed + plan.unchanged + plan.refused;
  return (
    <section aria-busy={busy}>
      <div className="hd"><h2>{t('import.preview')}</h2><span className="t3">{t('import.preview_says')}</span></div>
      <div className="tabs" role="tablist" aria-label={t('import.preview')}>
        <button role="tab" aria-selected={show === 'all'} onClick={() => setShow('all')}>{t('import.all')}<i>{number(total)}</i></button>
        {outcomes.map((one) => <button key={one} role="tab" aria-selected={show === one} onClick={() => setShow(one)}>{t(`import.${one}`)}<i>{number(count[one])}</i></button>)}
      </div>
      <div className="plan" tabIndex={0} role="region" aria-label={t('import.preview')}>
        <table className="plain-table">
          <thead><tr><th>{t('import.row')}</th><th>{t('import.outcome')}</th><th>{t('record.id')}</th><th>{t('import.what')}</th></tr></thead>
          <tbody>
            {rows.slice(0, 200).map((row, at) => (
              <tr key={`${row.table ?? ''}.${row.row}.${at}`}>
                <td className="num t3 nw" style={{ width: 48 }}>{row.row}</td>
                <td className="nw"><Mark kind={marks[row.outcome]} size={13} /> {t(`import.${row.outcome}`)}</td>
                <td className="mono nw">{row.id ?? ''}</td>
                <td>
                  {row.faults?.length ? <ul>{row.faults.map((fault, n) => <li key={n} className={fault.warning ? 'c-minor' : 'c-major'}>{fault.column ? <span className="mono">{fault.column}</span> : null} {fault.field ? `${title(fault.field)}: ` : ''}{fault.value ? <span className="mono">{fault.value}</span> : null} {fault.detail}</li>)}</ul> : null}
                  {row.outcome === 'changed' && row.from ? Object.keys(row.values ?? {}).filter((name) => text(row.from?.[name]) !== text(row.values?.[name])).map((name) => <span key={name} className="pair"><span className="t3">{title(name)}</span> <del className="del">{text(row.from?.[name])}</del> <ins className="ins">{text(row.values?.[name])}</ins></span>)
                    : Object.entries(row.values ?? {}).slice(0, 9).map(([name, value]) => <span key={name} className="pair"><span className="t3">{title(name)}</span> {text(value).length > 90 ? `${text(value).slice(0, 90)}…` : text(value)}</span>)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        {rows.length > 200 || plan.more ? <p className="t3 s12" style={{ padding: '8px 0' }}>{t('import.more', { n: Math.max(0, rows.length - 200) + (plan.more ?? 0) })}</p> : null}
        {rows.length === 0 ? <p className="t2" style={{ padding: '10px 0' }}>{t('import.no_rows')}</p> : null}
      </div>
    </section>
  );
}
