// Choosing linked records: search as you type, and create in place what is not there yet.
import { MultiSelect, Select, type OptionsFilter } from '@mantine/core';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem, call, get, onceKey } from '~/contract/http';
import type { Field, Page, RecordView } from '~/contract/types';
import { clean, titleField, typeByName, useCatalog } from '../catalog';
import { lower, t } from '~/texts/texts';
import { pathOfId } from './values';

interface Props {
  field: Field;
  value: string[];
  onChange: (ids: string[]) => void;
  labels: Record<string, string>;
  many: boolean;
  common: Record<string, unknown>;
  onProblem: (says: string | undefined) => void;
}

const fresh = '+';
// The server chose already; nothing is filtered here again.
const asListed: OptionsFilter = ({ options }) => options;

export function LinkInput({ field, value, onChange, labels, many, common, onProblem }: Props) {
  const all = useCatalog();
  const [words, setWords] = useState('');
  const [made, setMade] = useState<Record<string, string>>({});
  const type = field.to && field.to !== 'any' ? typeByName(all, field.to) : undefined;
  const path = field.to_path ? clean(field.to_path) : type ? clean(type.path) : undefined;
  const known = { ...labels, ...made };
  const typed = value.some((id) => known[id] === words) ? '' : words;
  const found = useQuery({
    queryKey: ['records', path ?? '', 'pick', typed],
    queryFn: ({ signal }) => get<Page>(`/${path ?? ''}`, { q: typed || undefined, limit: 30 }, signal),
    enabled: Boolean(path),
    staleTime: 10_000,
    placeholderData: (before) => before,
  });
  const options = new Map<string, string>();
  for (const id of value) options.set(id, known[id] ?? id);
  for (const one of found.data?.records ?? []) options.set(one.id, one.title || one.id);
  const data = [...options].map(([id, label]) => ({ value: id, label }));
  // Without a list to choose from (any type), the id itself is the choice.
  if (!path && typed && pathOfId(all, typed)) data.push({ value: typed, label: typed });
  const exact = data.some((one) => one.label.toLowerCase() === typed.trim().toLowerCase());
  const name = type ? titleField(type) : undefined;
  if (type?.may.create && name && typed.trim() && !exact) data.push({ value: fresh, label: t('link.create', { what: lower(type.title.one), title: typed.trim() }) });

  const create = async (then: (id: string) => void) => {
    if (!type || !name) return;
    try {
      const said = await call<RecordView>('POST', `/${clean(type.path)}`, { body: { values: { [name.name]: typed.trim() } }, key: onceKey() });
      setMade((now) => ({ ...now, [said.record.id]: said.record.title }));
      onProblem(undefined);
      then(said.record.id);
    } catch (error) {
      onProblem(error instanceof Problem ? t('link.needs_more', { what: type.title.one, why: error.faults.map((one) => one.detail).join(' ') || error.detail }) : String(error));
    }
  };

  const shared = {
    ...common, data, searchable: true, clearable: !field.required, filter: asListed, onSearchChange: setWords,
    nothingFoundMessage: found.isFetching ? t('link.searching') : t('link.none'), comboboxProps: { withinPortal: true, transitionProps: { duration: 0 } },
    clearButtonProps: { 'aria-label': t('clear') },
  };
  if (many) {
    return (
      <MultiSelect {...shared} hidePickedOptions value={value} onChange={(ids) => {
        const rest = ids.filter((id) => id !== fresh);
        if (ids.includes(fresh)) void create((id) => onChange([...rest, id])); else onChange(rest);
      }} />
    );
  }
  return <Select {...shared} value={value[0] ?? null} onChange={(id) => { if (id === fresh) void create((made) => onChange([made])); else onChange(id ? [id] : []); }} />;
}
