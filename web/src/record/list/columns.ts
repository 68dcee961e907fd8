// Columns of a list, from the declaration: id, title, what is marked `list`, the state; others on request.
import type { Field, Type } from '~/contract/types';
import { t } from '~/texts/texts';
import { titleField } from '../catalog';
import { pictures } from '~/processes/pictures';
import { numeric } from '../fields/show';

export interface Column { name: string; title: string; width: string; min: number; field?: Field; right?: boolean; title_column?: boolean }

const widths: Partial<Record<Field['type'], [string, number]>> = {
  number: ['100px', 100], money: ['104px', 104], date: ['100px', 100], datetime: ['140px', 140], duration: ['90px', 90], flag: ['78px', 78], choice: ['minmax(98px,.5fr)', 98], scale: ['minmax(116px,.5fr)', 116],
  range: ['130px', 130], link: ['minmax(120px,.7fr)', 120], links: ['minmax(140px,.7fr)', 140], tags: ['minmax(96px,.4fr)', 96], text: ['minmax(160px,1.2fr)', 160], parts: ['90px', 90], file: ['140px', 140], line: ['minmax(86px,.6fr)', 86],
};

function column(field: Field): Column {
  const [width, min] = widths[field.type] ?? ['minmax(96px,.6fr)', 96];
  return { name: field.name, title: field.title, width, min, field, ...(numeric(field) ? { right: true } : {}) };
}

/** Columns every record has beside its own fields. */
const implicit = (): Column[] => [
  { name: 'state', title: t('record.state'), width: '92px', min: 92 },
  { name: 'changed_at', title: t('record.changed'), width: '150px', min: 150 },
];

export function allColumns(type: Type): Column[] {
  const name = titleField(type)?.name;
  return [...type.fields.filter((field) => field.name !== name).map(column), ...implicit()];
}

export function columnsOf(type: Type, chosen: string | undefined): Column[] {
  const name = titleField(type);
  const all = allColumns(type).map((one) => { const picture = pictures[type.name]?.within?.[one.name]; return picture ? { ...one, width: `${picture.width}px`, min: picture.width, right: false } : one; });
  const wanted = chosen?.split(',') ?? defaults(type);
  const first: Column = { name: name?.name ?? 'title', title: !name || name.name === 'title' ? type.title.one : name.title, width: 'minmax(280px,5fr)', min: 280, title_column: true, ...(name ? { field: name } : {}) };
  return [first, ...wanted.flatMap((one) => all.filter((column) => column.name === one))];
}

export function defaults(type: Type): string[] {
  const name = titleField(type)?.name;
  const within = pictures[type.name]?.within ?? {};
  const taken = new Set(Object.values(within).flatMap((one) => one.takes));
  const listed = type.fields.filter((field) => field.list && field.name !== name && !taken.has(field.name));
  const states = type.states.length > 1 ? ['state'] : [];
  const size = (field: Field) => within[field.name]?.width ?? column(field).min;
  // The title is never the one that is cut: what does not fit beside it waits under Columns, ids of elsewhere first.
  let room = Math.max(420, window.innerWidth - 208 - 112 - 300 - (states.length ? 92 : 0)) - listed.reduce((sum, field) => sum + size(field), 0);
  const order = [...listed.filter((field) => field.unique).reverse(), ...listed.filter((field) => !field.unique).reverse()];
  const left = new Set<Field>();
  for (const field of order) { if (room >= 0) break; left.add(field); room += size(field); }
  return [...listed.filter((field) => !left.has(field)).map((field) => field.name), ...states];
}
