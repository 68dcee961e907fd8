import { Select, TextInput } from '@mantine/core';
import { Fragment, useState } from 'react';
import type { ColumnMapping, Field, Mapping, Plan, Type } from '~/contract/types';
import { writable } from '~/record/catalog';
import { t } from '~/texts/texts';

const percent = (confidence: number | undefined): number => Math.round((confidence ?? 0) <= 1 ? (confidence ?? 0) * 100 : confidence ?? 0);

function sure(confidence: number | undefined): string {
  const n = percent(confidence);
  return n >= 80 ? t('import.sure') : n >= 50 ? t('import.likely') : n > 0 ? t('import.guess') : '';
}

/** Fields one can map onto; parts are reached by a dot. */
function targets(type: Type): { value: string; label: string }[] {
  const state = type.states.length > 1 ? [{ value: 'state', label: t('record.state') }] : [];
  return state.concat(type.fields.filter(writable).flatMap((field) => {
    if (field.type !== 'parts') return [{ value: field.name, label: field.title }];
    return (field.fields ?? []).map((one) => ({ value: `${field.name}.${one.name}`, label: `${field.title}: ${one.title}` }));
  }));
}

function Translations({ column, field, onChange }: { column: ColumnMapping; field: Field | undefined; onChange: (values: Record<string, string>) => void }) {
  const entries = Object.entries(column.values ?? {});
  const [fresh, setFresh] = useState('');
  const set = (from: string, to: string | null) => { const next = { ...column.values }; if (to === null) delete next[from]; else next[from] = to; onChange(next); };
  return (
    <table className="plain-table trans">
      <thead><tr><th>{t('import.in_file')}</th><th>{t('import.becomes')}</th></tr></thead>
      <tbody>
        {entries.map(([from, to]) => (
          <tr key={from}><td className="mono">{from || t('import.blank')}</td><td>
            {field?.choices?.length ? <Select aria-label={t('import.becomes_of', { what: from })} data={field.choices.map((one) => ({ value: one.name, label: one.title }))} value={to || null} clearable clearButtonProps={{ 'aria-label': t('clear') }} onChange={(name) => set(from, name)} />
              : <TextInput aria-label={t('import.becomes_of', { what: from })} defaultValue={to} onBlur={(event) => { if (event.currentTarget.value !== to) set(from, event.currentTarget.value || null); }} />}
          </td></tr>
        ))}
        <tr><td colSpan={2}><form className="row" onSubmit={(event) => { event.preventDefault(); if (fresh.trim()) { set(fresh.trim(), ''); setFresh(''); } }}><TextInput aria-label={t('import.add_value')} placeholder={t('import.add_value')} value={fresh} onChange={(event) => setFresh(event.currentTarget.value)} /></form></td></tr>
      </tbody>
    </table>
  );
}

export function MappingTable({ mapping, plan, type, onChange }: { mapping: Mapping; plan: Plan; type: Type; onChange: (next: Mapping) => void }) {
  const [open, setOpen] = useState<string>();
  const fields = targets(type);
  const set = (column: string, change: Partial<ColumnMapping>) => onChange({ ...mapping, columns: mapping.columns.map((one) => (one.column === column ? { ...one, ...change } : one)) });
  const sample = (one: ColumnMapping): string => [...new Set(plan.rows.map((row) => row.values?.[one.field ?? '']).filter((value) => value !== undefined && value !== null && value !== '').map((value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))))].slice(0, 3).join(' · ');
  return (
    <div style={{ overflowX: 'auto' }}>
      <table className="plain-table map">
        <thead><tr><th>{t('import.column')}</th><th>{t('import.heading')}</th><th>{t('import.field')}</th><th className="wide">{t('import.confidence')}</th><th>{t('import.values')}</th><th className="wide">{t('import.sample')}</th></tr></thead>
        <tbody>
          {mapping.columns.map((one) => {
            const field = type.fields.find((candidate) => candidate.name === one.field?.split('.')[0]);
            const inner = one.field?.includes('.') ? field?.fields?.find((candidate) => candidate.name === one.field?.split('.')[1]) : field;
            const n = Object.keys(one.values ?? {}).length;
            const dated = inner?.type === 'date' || inner?.type === 'datetime';
            const linked = inner?.type === 'link' || inner?.type === 'links';
            return (
              <Fragment key={one.column}>
                <tr>
                  <td className="mono t3">{one.column}</td>
                  <td className="b5">{one.heading || <span className="t3">{t('import.no_name')}</span>}</td>
                  <td style={{ minWidth: 190 }}><Select aria-label={t('import.field_of', { what: one.heading || one.column })} searchable clearable clearButtonProps={{ 'aria-label': t('clear') }} placeholder={t('import.left_out')} data={fields} value={one.field || null} onChange={(name) => set(one.column, { field: name, confidence: 100, why: name ? 'asked' : '' })} /></td>
                  <td className="wide t2 s12">{one.field ? <>{sure(one.confidence)} <span className="t3">{one.why}</span></> : <span className="t3">{one.why}</span>}</td>
                  <td className="nw">
                    {dated ? <Select w={150} aria-label={t('import.order_of', { what: one.heading })} data={(['dmy', 'mdy', 'ymd'] as const).map((order) => ({ value: order, label: t(`import.${order}`) }))} value={one.date_order || null} placeholder={t('import.order')} onChange={(order) => set(one.column, { date_order: order as ColumnMapping['date_order'] ?? null })} />
                      : linked ? <Select w={190} aria-label={t('import.link_of', { what: one.heading })} allowDeselect={false} data={(['create', 'link', 'ignore'] as const).map((rule) => ({ value: rule, label: t(`import.link_${rule}`) }))} value={mapping.link_rules?.[one.field ?? ''] ?? (inner.to === 'person' ? 'create' : 'link')} onChange={(rule) => onChange({ ...mapping, link_rules: { ...mapping.link_rules, [one.field ?? '']: (rule ?? 'link') as 'create' | 'link' | 'ignore' } })} />
                        : one.field && (inner?.type === 'choice' || inner?.type === 'scale' || n > 0) ? <button className="lnk" aria-expanded={open === one.column} onClick={() => setOpen(open === one.column ? undefined : one.column)}>{n ? t('import.translations', { n }) : t('import.translate')}</button> : null}
                  </td>
                  <td className="wide t2"><div className="clip">{sample(one)}</div></td>
                </tr>
                {open === one.column ? <tr><td /><td colSpan={5}><Translations column={one} field={inner} onChange={(values) => set(one.column, { values })} /></td></tr> : null}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
