// The grid: rows drawn only where one looks, the next page asked for shortly before its end.
import { useNavigate } from '@tanstack/react-router';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Suspense, lazy, useEffect, useRef, useState, type ReactNode } from 'react';
import type { Entry, Labels, Type } from '~/contract/types';
import { useKeys } from '~/kit/keys';
import { RecordLink } from '~/shell/links';
import { t } from '~/texts/texts';
import { writable } from '../catalog';
import { isEmpty } from '../fields/values';
import { Cell } from './cell';
import type { Column } from './columns';

const CellEditor = lazy(() => import('./cell_editor'));

interface Props {
  type: Type; path: string; columns: Column[]; records: Entry[]; labels: Labels; sort: string | undefined; onSort: (sort: string) => void;
  chosen: Map<string, Entry>; onToggle: (record: Entry) => void; onToggleAll: () => void; write: boolean; more: boolean; onMore: () => void; total: number | undefined;
}

const blank = (record: Entry, column: Column): boolean => isEmpty(record.values[column.name]) && !record.incomplete?.includes(column.name);

const narrow = window.matchMedia('(max-width: 719px)');

export function Grid({ type, path, columns, records, labels, sort, onSort, chosen, onToggle, onToggleAll, write, more, onMore, total }: Props) {
  const scroll = useRef<HTMLDivElement>(null);
  const navigate = useNavigate();
  const [at, setAt] = useState(-1);
  const [edit, setEdit] = useState<{ id: string; column: string }>();
  const [phone, setPhone] = useState(narrow.matches);
  useEffect(() => { const on = () => setPhone(narrow.matches); narrow.addEventListener('change', on); return () => narrow.removeEventListener('change', on); }, []);
  const rowHeight = phone ? 64 : 33;
  const rows = useVirtualizer({ count: records.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 12, scrollPaddingStart: 32 });
  useEffect(() => rows.measure(), [rowHeight, rows]);
  const items = rows.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => { if (more && last >= records.length - 30) onMore(); }, [last, more, records.length, onMore]);

  const canEdit = (column: Column) => write && column.field !== undefined && writable(column.field) && !column.title_column && !['parts', 'file'].includes(column.field.type);
  const editable = columns.filter(canEdit);
  const go = (to: number) => {
    const next = Math.max(0, Math.min(records.length - 1, to));
    setAt(next);
    rows.scrollToIndex(next);
  };
  const here = records[at];
  useKeys({
    j: () => go(at + 1), k: () => go(at - 1), ArrowDown: () => go(at + 1), ArrowUp: () => go(at - 1),
    ...(here ? {
      Enter: () => void navigate({ to: '/$types/$id', params: { types: path, id: here.id } }),
      o: () => void navigate({ to: '/$types/$id', params: { types: path, id: here.id } }),
      ...(write ? { x: () => onToggle(here) } : {}),
      ...(editable[0] ? { e: () => setEdit({ id: here.id, column: editable[0]?.name ?? '' }) } : {}),
    } : {}),
  });
  const next = (column: string, by: number) => {
    const to = editable.findIndex((one) => one.name === column) + by;
    const found = editable[to];
    if (found && edit) setEdit({ id: edit.id, column: found.name }); else setEdit(undefined);
  };

  const key = sort?.replace(/^-/, '').split(',')[0];
  const down = sort?.startsWith('-') ?? false;
  const template = `${write ? '38px ' : '16px '}74px ${columns.map((column) => column.width).join(' ')}`;
  const width = 112 + columns.reduce((sum, column) => sum + column.min, 0);
  const head = (name: string, title: string, right = false): ReactNode => {
    const on = key === name;
    return (
      <div role="columnheader" key={name} className={`gh${right ? ' num' : ''}`} aria-sort={on ? (down ? 'descending' : 'ascending') : 'none'}>
        <button className="ell" onClick={() => onSort(on ? (down ? name : `-${name}`) : name)} title={title}>{title}{on ? <span aria-hidden> {down ? '↓' : '↑'}</span> : null}</button>
      </div>
    );
  };

  return (
    <div className="gscroll" ref={scroll} tabIndex={0} aria-label={type.title.many} role="region">
      <div role="grid" aria-label={type.title.many} aria-rowcount={total ?? (more ? -1 : records.length)} aria-colcount={columns.length + (write ? 2 : 1)} className="grid" style={phone ? {} : { minWidth: width }}>
        <div role="row" className="grow ghead" style={{ gridTemplateColumns: template }} aria-rowindex={1}>
          {write ? <div role="columnheader" className="gh ck"><input type="checkbox" className="box" aria-label={t('list.select_all')} checked={chosen.size > 0 && chosen.size >= records.length} ref={(box) => { if (box) box.indeterminate = chosen.size > 0 && chosen.size < records.length; }} onChange={onToggleAll} /></div> : <div role="columnheader" className="gh"><span className="sr">{t('list.mark')}</span></div>}
          {head('id', t('record.id'))}
          {columns.map((column) => head(column.name, column.title, column.right))}
        </div>
        <div role="rowgroup" style={{ height: rows.getTotalSize(), position: 'relative' }}>
          {items.map((item) => {
            const record = records[item.index];
            if (!record) return null;
            const on = chosen.has(record.id);
            return (
              <div role="row" key={record.id} aria-rowindex={item.index + 2} aria-selected={on} className={`grow${on ? ' on' : ''}${item.index === at ? ' here' : ''}${record.archived ? ' old' : ''}`} onMouseDown={() => setAt(item.index)}
                style={{ gridTemplateColumns: template, position: 'absolute', top: 0, left: 0, right: 0, height: rowHeight, transform: `translateY(${item.start}px)` }}>
                {write ? <div role="gridcell" className="gc ck"><input type="checkbox" className="box" aria-label={t('list.select', { id: record.id })} checked={on} onChange={() => onToggle(record)} /></div> : <div role="gridcell" className="gc ck" />}
                <div role="gridcell" className="gc id"><RecordLink path={path} id={record.id} /></div>
                {columns.map((column) => {
                  const cell = column.title_column ? <RecordLink path={path} id={record.id} className="ti b5">{record.title || record.id}</RecordLink> : <Cell column={column} record={record} type={type} labels={labels} />;
                  const editing = edit?.id === record.id && edit.column === column.name && column.field;
                  const classes = `gc${column.right ? ' num' : ''}${column.title_column ? ' tc' : ''}`;
                  if (editing && column.field) {
                    return <div role="gridcell" key={column.name} className={`${classes} ed`}><Suspense fallback={cell}><CellEditor key={`${record.id}.${column.name}`} type={type} path={path} record={record} field={column.field} labels={labels} onClose={() => setEdit(undefined)} onNext={(by) => next(column.name, by)}>{cell}</CellEditor></Suspense></div>;
                  }
                  if (canEdit(column)) return <div role="gridcell" key={column.name} className={`${classes} can`}><button className="ell" {...(blank(record, column) ? { 'aria-label': t('list.edit_cell', { what: column.title, id: record.id }) } : {})} onClick={() => setEdit({ id: record.id, column: column.name })} title={t('list.edit_cell', { what: column.title, id: record.id })}>{cell}</button></div>;
                  return <div role="gridcell" key={column.name} className={`${classes} ell`}>{cell}</div>;
                })}
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}
