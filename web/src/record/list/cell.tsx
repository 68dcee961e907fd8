import type { Entry, Labels, Type } from '~/contract/types';
import { Mark } from '~/kit/marks';
import { pictures } from '~/processes/pictures';
import { lower, moment, t } from '~/texts/texts';
import { Shown } from '../fields/show';
import { isEmpty } from '../fields/values';
import type { Column } from './columns';

export function Cell({ column, record, type, labels }: { column: Column; record: Entry; type: Type; labels: Labels }) {
  if (!column.field) {
    if (column.name === 'state') return <>{record.state_title ?? record.state}</>;
    if (column.name === 'changed_at') return <span className="t2">{record.changed_at ? moment(record.changed_at) : ''}</span>;
    return null;
  }
  const value = record.values[column.name];
  if (isEmpty(value)) {
    // An empty optional cell is blank; an empty needed one says what to do.
    return record.incomplete?.includes(column.name) ? <span className="c-unk"><Mark kind="unk" size={13} /> {t('list.needed', { what: lower(column.title) })}</span> : null;
  }
  const Picture = pictures[type.name]?.cells?.[column.name];
  return Picture ? <Picture field={column.field} type={type} record={record} labels={labels} compact /> : <Shown field={column.field} value={value} labels={labels} type={type} values={record.values} compact />;
}
