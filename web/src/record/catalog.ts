// Looking things up in the declared types. Nothing here knows a type or a field by name.
import { useSuspenseQuery } from '@tanstack/react-query';
import { catalog } from '~/contract/queries';
import type { Catalog, Field, Type } from '~/contract/types';

export const useCatalog = (): Catalog => useSuspenseQuery(catalog()).data;

export const typeByPath = (all: Catalog, path: string): Type | undefined => all.types.find((type) => type.path.replace(/^\//, '') === path);
export const typeByName = (all: Catalog, name: string): Type | undefined => all.types.find((type) => type.name === name);

/** The path of a type, however the server writes it: `risks`, `/risks`, `/api/v1/risks/R-014`. */
export function clean(path: string, id?: string): string {
  const parts = path.replace(/^\/?(api\/v1\/)?/, '').split('/').filter(Boolean);
  if (id && parts.length > 1 && parts[parts.length - 1] === id) parts.pop();
  return parts[0] ?? path;
}

export const writable = (field: Field): boolean => !field.derived && !field.computed;

/** The field that names a record: the first line that is required, else the first line. */
export function titleField(type: Type): Field | undefined {
  if (type.title_field) return type.fields.find((field) => field.name === type.title_field);
  const lines = type.fields.filter((field) => field.type === 'line');
  return lines.find((field) => field.name === 'title') ?? lines.find((field) => field.required) ?? lines[0];
}

export interface Group { title: string; fields: Field[] }

/** Fields under their headings, in the order of the declaration; those without a heading first. */
export function groups(fields: Field[]): Group[] {
  const found: Group[] = [];
  for (const field of fields) {
    const title = field.group ?? '';
    const group = found.find((one) => one.title === title);
    if (group) group.fields.push(field); else found.push({ title, fields: [field] });
  }
  return found.sort((a, b) => Number(a.title !== '') - Number(b.title !== ''));
}

/** The scale a field takes its levels from: which own link field leads to it and which parts hold the levels. */
export function scaleSource(field: Field): { link: string; parts: string } | undefined {
  const [link, parts] = (field.of ?? '').split('.');
  return link && parts ? { link, parts } : undefined;
}
