import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '~/contract/http';
import type { RecordView, Type } from '~/contract/types';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';
import { changeRecord, inverse } from '../changes';
import { Conflict } from '../conflict';
import { useDraft } from '../form/draft';
import { RecordForm } from '../form/record_form';
import { differences } from '../fields/values';
import { Button } from '~/kit/button';

export default function Edit({ type, path, view, onDone }: { type: Type; path: string; view: RecordView; onDone: () => void }) {
  // The version that was opened is the one the save names, also when the page behind has read a newer one.
  const [seen] = useState(view.record);
  const draft = useDraft(`${type.name}.${seen.id}`, seen.values);
  const changed = differences(seen.values, draft.values);
  const save = useMutation({
    mutationFn: (version: number) => changeRecord(path, seen.id, version, changed),
    onSuccess: (said) => {
      draft.clear();
      const names = type.fields.filter((field) => field.name in changed).map((field) => field.title);
      offerUndo(t('form.changed', { id: seen.id, what: names.slice(0, 3).join(', ') }), () => changeRecord(path, seen.id, said.record.version, inverse(seen.values, changed)).then(() => undefined));
      onDone();
    },
  });
  const stale = save.error instanceof Problem && save.error.status === 412;
  const done = () => { draft.clear(); onDone(); };
  return (
    <>
      {stale ? <div style={{ padding: '16px 24px 0' }}><Conflict type={type} path={path} id={seen.id} seen={{ version: seen.version, position: seen.position, values: seen.values }} yours={changed} labels={view.labels} busy={save.isPending} onKeep={(version) => save.mutate(version)} onTake={done} /></div> : null}
      <RecordForm type={type} values={draft.values} labels={view.labels} set={draft.set} only={view.can.change_fields} error={stale ? null : save.error} busy={save.isPending}
        act={Object.keys(changed).length ? t('form.save', { n: Object.keys(changed).length }) : t('form.save_none')} locked={Object.keys(changed).length ? undefined : t('form.unchanged')} onSave={() => { if (save.isPending) return; if (Object.keys(changed).length) save.mutate(seen.version); else done(); }} onCancel={done}
        note={draft.found ? <p className="t2" style={{ marginBottom: 14 }}>{t('form.found')} <Button bare onClick={draft.reset}>{t('form.start_over')}</Button></p> : undefined} />
    </>
  );
}
