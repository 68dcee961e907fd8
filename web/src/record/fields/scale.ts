import { useQuery } from '@tanstack/react-query';
import { record } from '~/contract/queries';
import type { Field, Type, Values } from '~/contract/types';
import { scaleSource } from '../catalog';

export interface Level { level: number; title: string; says?: string }

/** The levels of a scale: parts of the record that the own link field leads to. */
export function useLevels(field: Field, type: Type | undefined, values: Values, as_of?: string): Level[] {
  const source = scaleSource(field);
  const link = type?.fields.find((one) => one.name === source?.link);
  const id = source ? values[source.link] : undefined;
  const path = link?.to_path?.replace(/^\/?(api\/v1\/)?/, '');
  const asked = useQuery({ ...record(path ?? '', typeof id === 'string' ? id : '', as_of), enabled: Boolean(path && typeof id === 'string' && id), staleTime: 300_000 });
  const rows = source ? asked.data?.record.values[source.parts] : undefined;
  if (!Array.isArray(rows)) return [];
  return rows.flatMap((row) => {
    if (!row || typeof row !== 'object' || Array.isArray(row)) return [];
    const says = Object.entries(row).find(([name, value]) => name !== 'title' && name !== 'level' && typeof value === 'string' && value.length > 12)?.[1];
    return [{ level: Number(row['level']), title: String(row['title'] ?? ''), ...(typeof says === 'string' ? { says } : {}) }];
  }).sort((a, b) => a.level - b.level);
}
