import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { position } from '~/texts/texts';
import { clean } from '~/record/catalog';

/** A record, by the path of its type and its id. */
export function RecordLink({ path, id, children, className }: { path: string | null | undefined; id: string | null | undefined; children?: ReactNode; className?: string }) {
  if (!id) return <>{children}</>;
  const types = path ? clean(path, id) : undefined;
  if (!types) return <span className={className}>{children ?? id}</span>;
  return <Link to="/$types/$id" params={{ types, id }} className={className ?? (children === undefined ? 'mono' : undefined)}>{children ?? id}</Link>;
}

/** A ledger position; when a record is known it leads to its history. */
export function Position({ at, path, id }: { at: number | undefined; path?: string | null; id?: string | null }) {
  if (at === undefined) return null;
  const text = position(at);
  if (!path || !id) return <span className="m11 t3 nw">{text}</span>;
  return <Link to="/$types/$id" params={{ types: clean(path, id), id }} search={{ tab: 'history' }} className="m11 t3 nw">{text}</Link>;
}
