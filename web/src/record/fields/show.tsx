// A value as people read it, by the type of its field.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Field, Labels, Type, Value, Values } from '~/contract/types';
import { Markdown } from '~/kit/markdown';
import { RecordLink } from '~/shell/links';
import { date, decimal, moment, t } from '~/texts/texts';
import { useCatalog } from '../catalog';
import { useLevels } from './scale';
import { durationWords, isEmpty, pathOfId, type FileValue, type Range } from './values';

interface Props { field: Field; value: Value | undefined; labels: Labels; type?: Type; values?: Values; compact?: boolean }

function ScaleWord({ field, value, type, values }: Props) {
  const levels = useLevels(field, type, values ?? {});
  const title = levels.find((one) => one.level === Number(value))?.title;
  return <>{String(value)}{title ? ` ${title}` : ''}</>;
}

function Ref({ field, id, labels, compact }: { field: Field; id: string; labels: Labels; compact: boolean | undefined }) {
  const all = useCatalog();
  const label = labels[id];
  const path = field.to_path ?? pathOfId(all, id);
  if (compact) return <>{label ?? id}</>;
  return <RecordLink path={path} id={id} className={label ? '' : 'mono'}>{label ?? id}</RecordLink>;
}

const amount = (value: Value | undefined) => (value === undefined || value === null ? '' : decimal(String(value)));

function bytes(size: number): string {
  return size > 1_048_576 ? `${(size / 1_048_576).toFixed(1)} MB` : `${Math.max(1, Math.round(size / 1024))} kB`;
}

export function Shown(props: Props): ReactNode {
  const { field, value, labels, compact } = props;
  if (isEmpty(value)) return null;
  switch (field.type) {
    case 'text': return compact ? String(value) : <Markdown text={String(value)} />;
    case 'line':
      if (field.item && !compact) return <Link className="mono" to="/conformity" search={{ at: String(value).includes(':') ? String(value) : `27001:${String(value)}` }}>{String(value)}</Link>;
      return field.item ? <span className="mono">{String(value)}</span> : String(value);
    case 'number': return `${amount(value)}${field.unit ? `\u00a0${field.unit}` : ''}`;
    case 'money': return amount(value);
    case 'date': return date(String(value));
    case 'datetime': return moment(String(value));
    case 'duration': return durationWords(String(value));
    case 'flag': return value === true ? t('yes') : t('no');
    case 'choice': return field.choices?.find((one) => one.name === value)?.title ?? String(value);
    case 'scale': return <ScaleWord {...props} />;
    case 'range': {
      const { low, likely, high } = value as Range;
      return `${amount(low)}–${amount(high)}${field.unit ? `\u00a0${field.unit}` : ''}${likely && !compact ? `, ${t('range.most_likely', { n: amount(likely) })}` : ''}`;
    }
    case 'link': return <Ref field={field} id={String(value)} labels={labels} compact={compact} />;
    case 'links': {
      const ids = (value as Value[]).map(String);
      if (compact) return ids.map((id) => labels[id] ?? id).join(', ');
      return ids.map((id, at) => <span key={id}>{at ? ', ' : ''}<Ref field={field} id={id} labels={labels} compact={false} /></span>);
    }
    case 'file': {
      const file = value as unknown as FileValue;
      return compact ? file.name : <>{file.name} <span className="t3">{bytes(file.size)}</span> <span className="m11 t3">sha256 {file.hash.slice(0, 12)}</span></>;
    }
    case 'tags': {
      const tags = (value as Value[]).map((tag) => field.choices?.find((one) => one.name === tag)?.title ?? String(tag));
      return compact ? tags.join(', ') : <span className="row wrap" style={{ gap: 4 }}>{tags.map((tag) => <span key={tag} className="chip">{tag}</span>)}</span>;
    }
    case 'parts': {
      const rows = value as Values[];
      if (compact) return t('parts.rows', { n: rows.length });
      const columns = (field.fields ?? []).filter((column) => rows.some((row) => !isEmpty(row[column.name])));
      return (
        <table className="plain-table parts">
          <thead><tr>{columns.map((column) => <th key={column.name} className={numeric(column) ? 'num' : ''}>{column.title}{column.unit ? `, ${column.unit}` : ''}</th>)}</tr></thead>
          <tbody>{rows.map((row, at) => <tr key={at}>{columns.map((column) => <td key={column.name} className={numeric(column) ? 'num' : ''}><Shown field={column.unit ? { ...column, unit: '' } : column} value={row[column.name]} labels={labels} /></td>)}</tr>)}</tbody>
        </table>
      );
    }
    default: return typeof value === 'object' ? JSON.stringify(value) : String(value);
  }
}

export const numeric = (field: Field): boolean => ['number', 'money', 'range', 'duration'].includes(field.type);
