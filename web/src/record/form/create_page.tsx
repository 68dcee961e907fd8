import { useInfiniteQuery, useMutation, useSuspenseQuery } from '@tanstack/react-query';
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { onceKey } from '~/contract/http';
import { list, session } from '~/contract/queries';
import type { Type, Values } from '~/contract/types';
import { Button } from '~/kit/button';
import { offerUndo } from '~/kit/undo';
import { NotHere } from '~/shell/not_here';
import { lower, t } from '~/texts/texts';
import { clean, typeByPath, useCatalog, writable } from '../catalog';
import { archiveRecord, createRecord } from '../changes';
import { withoutEmpty } from '../fields/values';
import { useDraft } from './draft';
import { RecordForm } from './record_form';

/** A required link to a type with one record only is that record: nobody needs to choose. */
function useOnlyChoices(type: Type): { values: Values; labels: Record<string, string>; ready: boolean } {
  const field = type.fields.find((one) => one.type === 'link' && one.required && writable(one) && type.fields.some((other) => other.of?.startsWith(`${one.name}.`)));
  const asked = useInfiniteQuery({ ...list({ path: clean(field?.to_path ?? ''), limit: 2 }), enabled: Boolean(field?.to_path) });
  const found = asked.data?.pages[0]?.records ?? [];
  const first = found[0];
  const values = useMemo<Values>(() => (field && first ? { [field.name]: first.id } : {}), [field, first]);
  return { values, labels: first ? { [first.id]: first.title } : {}, ready: !field || !field.to_path || asked.isFetched };
}

function parse(text: string | undefined): Values {
  try { return text ? (JSON.parse(text) as Values) : {}; } catch { return {}; }
}

function Create({ type, given, choices }: { type: Type; given: Values; choices: { values: Values; labels: Record<string, string> } }) {
  const navigate = useNavigate();
  const me = useSuspenseQuery(session()).data;
  const draft = useDraft(`${type.name}.new`, { ...choices.values, ...given });
  const [key] = useState(onceKey);
  const path = clean(type.path);
  const save = useMutation({
    mutationFn: () => createRecord(path, withoutEmpty(draft.values), key),
    onSuccess: (said) => {
      draft.clear();
      offerUndo(t('form.created', { what: type.title.one, id: said.record.id }), () => archiveRecord(path, said.record.id, said.record.version).then(() => undefined));
      void navigate({ to: '/$types/$id', params: { types: path, id: said.record.id } });
    },
  });
  return (
    <>
      <header className="form-head"><h1>{t('list.new', { what: lower(type.title.one) })}</h1><p className="t2">{type.says}</p></header>
      <RecordForm type={type} values={draft.values} labels={{ ...choices.labels, [me.person.id]: me.person.title }} set={draft.set} error={save.error} busy={save.isPending} act={t('form.create', { what: lower(type.title.one) })}
        onSave={() => { if (!save.isPending) save.mutate(); }} onCancel={() => { draft.clear(); void navigate({ to: '/$types', params: { types: path } }); }}
        note={draft.found ? <p className="t2" style={{ marginBottom: 14 }}>{t('form.found')} <Button bare onClick={draft.reset}>{t('form.start_over')}</Button></p> : undefined} />
    </>
  );
}

export function CreatePage() {
  const { types } = useParams({ from: '/frame/$types/new' });
  const { with: given } = useSearch({ from: '/frame/$types/new' });
  const type = typeByPath(useCatalog(), types);
  return type ? <Ready key={type.name} type={type} given={parse(given)} /> : <NotHere />;
}

function Ready({ type, given }: { type: Type; given: Values }) {
  const choices = useOnlyChoices(type);
  return choices.ready ? <Create type={type} given={given} choices={choices} /> : null;
}

