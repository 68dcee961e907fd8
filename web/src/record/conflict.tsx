// Somebody else was faster: what one saw, what it is now, what one wants. Never merged silently.
import { useQuery } from '@tanstack/react-query';
import { record as recordQuery } from '~/contract/queries';
import type { Labels, Type, Values } from '~/contract/types';
import { Button } from '~/kit/button';
import { Loading } from '~/kit/states';
import { position, t } from '~/texts/texts';
import { Shown } from './fields/show';
import { same } from './fields/values';

interface Props { type: Type; path: string; id: string; seen: { version: number; position?: number | undefined; values: Values }; yours: Values; labels: Labels; busy: boolean; onKeep: (version: number) => void; onTake: () => void }

export function Conflict({ type, path, id, seen, yours, labels, busy, onKeep, onTake }: Props) {
  const now = useQuery({ ...recordQuery(path, id), queryKey: ['records', path, 'conflict', id, String(seen.version)], gcTime: 0 });
  if (!now.data) return <Loading rows={3} />;
  const current = now.data.record;
  const all = { ...labels, ...now.data.labels };
  const theirs = type.fields.filter((field) => !same(current.values[field.name], seen.values[field.name]));
  const fields = type.fields.filter((field) => field.name in yours || theirs.includes(field));
  const both = theirs.filter((field) => field.name in yours);
  const row = (title: string, values: Values, mark: (name: string) => boolean, accent = false) => (
    <tr><td className="t2 nw">{title}</td>{fields.map((field) => <td key={field.name} className={mark(field.name) ? 'b6' : ''} style={accent && mark(field.name) ? { color: 'var(--accent)' } : undefined}><Shown field={field} value={values[field.name]} labels={all} type={type} values={values} compact /></td>)}</tr>
  );
  const copy = () => void navigator.clipboard?.writeText(JSON.stringify(yours, null, 2));
  return (
    <div className="conflict" role="alert">
      <p>{t('conflict.says', { who: all[current.changed_by ?? ''] ?? current.changed_by ?? t('conflict.somebody'), what: theirs.map((field) => field.title).join(', ') || t('conflict.state') })} {both.length ? t('conflict.both') : t('conflict.apart')}</p>
      <div style={{ overflowX: 'auto' }}>
        <table className="plain-table" style={{ margin: '8px 0' }}>
          <thead><tr><th><span className="sr">{t('conflict.version')}</span></th>{fields.map((field) => <th key={field.name}>{field.title}</th>)}</tr></thead>
          <tbody>
            {row(`${t('conflict.saw')}${seen.position ? `, ${position(seen.position)}` : ''}`, seen.values, () => false)}
            {row(`${t('conflict.now')}${current.position ? `, ${position(current.position)}` : ''}`, current.values, (name) => theirs.some((field) => field.name === name))}
            {row(t('conflict.yours'), { ...seen.values, ...yours }, (name) => name in yours, true)}
          </tbody>
        </table>
      </div>
      <div className="row wrap">
        <Button onClick={() => onKeep(current.version)} busy={busy}>{t('conflict.keep')}</Button>
        <Button onClick={onTake}>{t('conflict.take')}</Button>
        <Button bare onClick={copy}>{t('conflict.copy')}</Button>
      </div>
    </div>
  );
}
