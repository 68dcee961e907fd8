import { Select } from '@mantine/core';
import type { ImportView, Mapping } from '~/contract/types';
import { Button } from '~/kit/button';
import { typeByName, useCatalog } from '~/record/catalog';
import { t, type Key } from '~/texts/texts';

const marks: Record<string, Key | undefined> = { ',': 'import.comma', ';': 'import.semicolon', '\t': 'import.tab' };

/** What was found in the file, which tables are taken, and what its rows are. */
export function Source({ file, view, mapping, onChange, onAgain }: { file: string; view: ImportView; mapping: Mapping; onChange: (next: Mapping) => void; onAgain: () => void }) {
  const all = useCatalog();
  const type = typeByName(all, mapping.type);
  const chosen = mapping.tables.map(String);
  const toggle = (table: string | number) => onChange({ ...mapping, tables: chosen.includes(String(table)) ? mapping.tables.filter((one) => String(one) !== String(table)) : [...mapping.tables, table] });
  const states = type?.states ?? [];
  return (
    <section className="source">
      <div className="row wrap"><b className="b6">{file}</b><span className="t3 s12">{[view.sheets[0]?.encoding, view.sheets[0]?.separator ? t('import.separator', { mark: marks[view.sheets[0].separator] ? t(marks[view.sheets[0].separator] as Key) : view.sheets[0].separator }) : ''].filter(Boolean).join(', ')}</span><span className="sp" /><Button onClick={onAgain}>{t('import.another')}</Button></div>
      <ul className="tables">
        {view.sheets.map((sheet) => sheet.tables.map((table) => (
          <li key={`${sheet.name}/${table.table}`}>
            <label className="row"><input type="checkbox" className="box" checked={chosen.includes(String(table.table))} onChange={() => toggle(table.table)} />
              <span className="b5">{sheet.name || file}</span><span className="t2">{t('import.rows', { n: table.rows })}</span>
              {sheet.hidden ? <span className="chip">{t('import.hidden')}</span> : null}
              <span className="t3 s12 ell">{table.heading_row ? (table.first_cells ?? []).filter(Boolean).join(' · ') : t('import.no_heading')}</span></label>
          </li>
        )))}
        {view.sheets.every((sheet) => sheet.tables.length === 0) ? <li className="t2">{t('import.no_tables')}</li> : null}
      </ul>
      <div className="row wrap" style={{ alignItems: 'flex-end', gap: 16 }}>
        <Select w={260} label={t('import.type')} searchable data={all.types.filter((one) => one.may.create || one.name === mapping.type).map((one) => ({ value: one.name, label: one.title.many }))} value={mapping.type || null} onChange={(name) => { if (name) onChange({ ...mapping, type: name, columns: mapping.columns.map((one) => ({ ...one, field: typeByName(all, name)?.fields.some((field) => field.name === one.field) ? one.field : null })) }); }} />
        {states.length > 1 ? <Select w={220} label={t('import.state')} data={[{ value: '', label: t('import.state_file') }, ...states.map((one) => ({ value: one.name, label: one.title }))]} value={mapping.state ?? ''} allowDeselect={false} onChange={(state) => onChange({ ...mapping, state: state ?? '' })} /> : null}
      </div>
    </section>
  );
}
