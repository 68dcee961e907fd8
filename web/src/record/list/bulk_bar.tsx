// What is selected, one change for all of it, and a preview that says how many change and how many are refused.
import { Menu, Modal, Popover } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem } from '~/contract/http';
import type { BulkResult, Entry, Field, Labels, Type, Value } from '~/contract/types';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { Mark } from '~/kit/marks';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';
import { writable } from '../catalog';
import { bulk, undoBatch } from '../changes';
import { FieldInput } from '../fields/input';
import { Shown } from '../fields/show';
import { isEmpty } from '../fields/values';

const order: Field['type'][] = ['link', 'choice', 'scale', 'date', 'flag', 'tags', 'number', 'money', 'links', 'line'];

export default function BulkBar({ type, path, chosen, labels, onClear }: { type: Type; path: string; chosen: Entry[]; labels: Labels; onClear: () => void }) {
  const fields = type.fields.filter((field) => writable(field) && order.includes(field.type) && !field.unique).sort((a, b) => Number(b.list ?? false) - Number(a.list ?? false) || order.indexOf(a.type) - order.indexOf(b.type));
  const [field, setField] = useState<Field>();
  const [value, setValue] = useState<Value>();
  // What was asked stands with its preview, so that closing the question does not lose it.
  const [preview, setPreview] = useState<{ field: Field; value: Value | undefined; said: BulkResult }>();
  const changes = (of: Field, to: Value | undefined) => chosen.map((one) => ({ id: one.id, version: one.version, values: { [of.name]: isEmpty(to) ? null : (to as Value) } }));
  const ask = useMutation({ mutationFn: async (of: Field) => ({ field: of, value, said: await bulk(path, changes(of, value), true) }), onSuccess: (made) => { setPreview(made); setField(undefined); } });
  const apply = useMutation({
    mutationFn: (made: NonNullable<typeof preview>) => bulk(path, changes(made.field, made.value), false),
    onSuccess: (said, made) => {
      const n = said.results.filter((one) => one.outcome === 'changed').length;
      const batch = said.batch;
      offerUndo(t('bulk.done', { what: made.field.title, n }), batch === undefined || batch === null ? undefined : () => undoBatch(batch).then(() => undefined));
      setPreview(undefined); setField(undefined); onClear();
    },
  });
  const start = (one: Field) => { setField(one); setValue(undefined); ask.reset(); };
  const error = ask.error ?? apply.error;
  const n = (outcome: string) => preview?.said.results.filter((one) => one.outcome === outcome).length ?? 0;
  const title = (id: string) => chosen.find((one) => one.id === id)?.title ?? '';
  return (
    <div className="bulk pop" role="region" aria-label={t('bulk.label')}>
      <b className="b6">{t('bulk.selected', { n: chosen.length })}</b><span className="vr" />
      {fields.slice(0, 3).map((one) => (
        <Popover key={one.name} opened={field?.name === one.name} onClose={() => setField(undefined)} position="top-start" trapFocus withinPortal withRoles={false}>
          <Popover.Target><span><Button className="mid-up" onClick={() => start(one)}>{one.title}</Button></span></Popover.Target>
          <Popover.Dropdown p={12} w={320} role="dialog" aria-label={one.title}>
            <form onSubmit={(event) => { event.preventDefault(); ask.mutate(one); }}>
              <FieldInput field={{ ...one, required: false }} value={value} onChange={setValue} labels={labels} type={type} values={chosen[0]?.values ?? {}} autoFocus />
              {error instanceof Problem ? <p className="c-major s12" role="alert">{error.detail}</p> : null}
              <div className="row" style={{ marginTop: 10 }}><Button primary type="submit" busy={ask.isPending} onClick={() => undefined}>{t('bulk.preview', { n: chosen.length })}</Button></div>
            </form>
          </Popover.Dropdown>
        </Popover>
      ))}
      {fields.length > 3 ? (
        <Menu position="top-end">
          <Menu.Target><button className="btn bare" aria-label={t('bulk.more')}><Icon name="dots" /></button></Menu.Target>
          <Menu.Dropdown>{fields.slice(3).map((one) => <Menu.Item key={one.name} onClick={() => start(one)}>{one.title}</Menu.Item>)}</Menu.Dropdown>
        </Menu>
      ) : null}
      {field && fields.indexOf(field) >= 3 ? (
        <Modal opened onClose={() => setField(undefined)} title={t('bulk.set', { what: field.title, n: chosen.length })} size={420} closeButtonProps={{ 'aria-label': t('close') }}>
          <FieldInput field={{ ...field, required: false }} value={value} onChange={setValue} labels={labels} type={type} values={chosen[0]?.values ?? {}} autoFocus />
          {error instanceof Problem ? <p className="c-major s12" role="alert">{error.detail}</p> : null}
          <div className="row" style={{ marginTop: 12 }}><Button primary busy={ask.isPending} onClick={() => ask.mutate(field)}>{t('bulk.preview', { n: chosen.length })}</Button></div>
        </Modal>
      ) : null}
      <span className="vr" /><Button bare onClick={onClear}>{t('bulk.clear')}</Button>
      <Modal opened={preview !== undefined} onClose={() => setPreview(undefined)} title={t('bulk.preview_title', { what: preview?.field.title ?? '' })} size={720} closeButtonProps={{ 'aria-label': t('close') }}>
        <p>{t('bulk.counts', { changed: n('changed'), unchanged: n('unchanged'), refused: n('refused') })}</p>
        <div className="bulk-rows" tabIndex={0} role="region" aria-label={t('bulk.preview_title', { what: preview?.field.title ?? '' })}>
          <table className="plain-table">
            <thead><tr><th>{t('record.id')}</th><th>{t('record.title')}</th><th>{t('bulk.old')}</th><th>{t('bulk.new')}</th></tr></thead>
            <tbody>
              {[...(preview?.said.results ?? [])].sort((a, b) => Number(b.outcome === 'refused') - Number(a.outcome === 'refused')).map((one) => (
                <tr key={one.id}>
                  <td className="mono nw">{one.id}</td><td>{title(one.id)}</td>
                  {one.outcome === 'refused' ? <td colSpan={2} className="c-major"><Mark kind="major" size={13} label={t('bulk.refused')} /> {one.detail}</td>
                    : one.outcome === 'unchanged' ? <td colSpan={2} className="t3">{t('bulk.unchanged')}</td>
                      : preview ? <><td className="t2"><Shown field={preview.field} value={one.from?.[preview.field.name]} labels={labels} type={type} values={chosen.find((c) => c.id === one.id)?.values ?? {}} compact /></td><td className="b5"><Shown field={preview.field} value={one.to?.[preview.field.name] ?? preview.value} labels={labels} type={type} values={chosen.find((c) => c.id === one.id)?.values ?? {}} compact /></td></> : null}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
        {apply.error instanceof Problem ? <p className="c-major s12" role="alert">{apply.error.detail}</p> : null}
        <div className="row" style={{ marginTop: 14 }}>
          <Button primary busy={apply.isPending} {...(n('changed') ? {} : { locked: t('bulk.nothing') })} onClick={() => preview && apply.mutate(preview)}>{t('bulk.apply', { n: n('changed') })}</Button>
          <Button onClick={() => setPreview(undefined)}>{t('cancel')}</Button>
        </div>
      </Modal>
    </div>
  );
}
