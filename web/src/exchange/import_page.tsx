// Bringing a spreadsheet: drop it, see how its columns would be read, mend that, look at every row, apply, undo.
import { useMutation } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { call } from '~/contract/http';
import type { Applied, ImportView, Mapping, Plan } from '~/contract/types';
import { Button } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { Failed } from '~/kit/states';
import { offerUndo } from '~/kit/undo';
import { clean, typeByName, useCatalog } from '~/record/catalog';
import { refresh, undoBatch } from '~/record/changes';
import { useWritable } from '~/shell/as_of';
import { useStatus } from '~/shell/status_bar';
import { position, t } from '~/texts/texts';
import { MappingTable } from './mapping_table';
import { PlanTable } from './plan_table';
import { Questions } from './questions';
import { Saved } from './saved';
import { Source } from './source';
import './import.css';

function Drop({ onFile, busy }: { onFile: (file: File) => void; busy: boolean }) {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={`drop${over ? ' over' : ''}`} onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); const file = event.dataTransfer.files[0]; if (file) onFile(file); }}>
      <p>{t('import.drop')}</p>
      <Button primary busy={busy} onClick={() => input.current?.click()}>{t('import.choose')}</Button>
      <input ref={input} id="import-file" className="sr" type="file" accept=".csv,.tsv,.txt,.xlsx" aria-label={t('import.choose')} tabIndex={-1} onChange={(event) => { const file = event.target.files?.[0]; if (file) onFile(file); event.target.value = ''; }} />
      <p className="t3 s12">{t('import.kinds')}</p>
    </div>
  );
}

export function ImportPage() {
  const all = useCatalog();
  const write = useWritable();
  const { type: wanted } = useSearch({ from: '/frame/import' });
  const [file, setFile] = useState<string>('');
  const [view, setView] = useState<ImportView>();
  const [mapping, setMapping] = useState<Mapping>();
  const [plan, setPlan] = useState<Plan>();
  const [partial, setPartial] = useState(false);
  const [done, setDone] = useState<Applied & { undone?: number }>();
  const asked = useRef(0);
  useStatus('', view ? t('import.keys') : '');

  const upload = useMutation({
    mutationFn: (given: File) => call<ImportView>('POST', '/imports', { query: { name: given.name, type: wanted }, raw: given }),
    onMutate: (given) => { setFile(given.name); setView(undefined); setDone(undefined); setPartial(false); },
    onSuccess: (said) => { setView(said); setMapping(said.proposal); setPlan(said.plan ?? { new: 0, changed: 0, unchanged: 0, refused: 0, questions: [], rows: [] }); },
  });
  const replan = useMutation({
    mutationFn: async (next: Mapping) => { const turn = ++asked.current; const said = await call<Plan>('POST', `/imports/${view?.import ?? ''}/plan`, { body: next }); return { turn, said }; },
    onSuccess: ({ turn, said }) => { if (turn === asked.current) setPlan(said); },
  });
  const change = (next: Mapping) => { setMapping(next); replan.mutate(next); };
  const apply = useMutation({
    mutationFn: () => call<Applied>('POST', `/imports/${view?.import ?? ''}/apply`, { body: { mapping, partial } }),
    onSuccess: (said) => {
      refresh();
      setDone(said);
      if (said.batch) offerUndo(t('import.done_short', { n: said.created + said.changed }), () => takeBack(said));
    },
  });
  const takeBack = async (said: Applied) => {
    const back = await undoBatch(said.batch ?? '');
    setDone((now) => (now ? { ...now, undone: back.undone } : now));
    if (mapping) replan.mutate(mapping);
  };
  const undo = useMutation({ mutationFn: () => (done ? takeBack(done) : Promise.resolve()) });
  const type = mapping ? typeByName(all, mapping.type) : undefined;
  const open = plan?.questions.length ?? 0;
  const willChange = (plan?.new ?? 0) + (plan?.changed ?? 0);
  const locked = open ? t('import.locked_questions', { n: open }) : willChange === 0 ? t('import.locked_nothing') : plan && plan.refused > 0 && !partial ? t('import.locked_refused', { n: plan.refused }) : undefined;
  if (!write) return <div className="state"><p>{t('import.past')}</p></div>;
  return (
    <div className="imp">
      <header><h1>{t('account.import')}</h1><p className="t2">{t('import.says')}</p></header>
      {!view ? <Drop onFile={(given) => upload.mutate(given)} busy={upload.isPending} /> : null}
      {upload.error ? <Failed error={upload.error} what={t('import.unread', { file })} /> : null}
      {view && mapping && plan ? (
        <>
          <Source file={file} view={view} mapping={mapping} onChange={change} onAgain={() => { setView(undefined); setDone(undefined); upload.reset(); }} />
          {[...(view.notes ?? []), ...(plan.notes ?? [])].length ? <ul className="notes t2">{[...new Set([...(view.notes ?? []), ...(plan.notes ?? [])])].map((note) => <li key={note}>{note}</li>)}</ul> : null}
          {done ? (
            <div className="verdict line" role="status">
              <Mark kind={done.undone !== undefined ? 'none' : 'ok'} size={20} />
              <div>
                <b className="b6">{done.undone !== undefined ? t('import.undone', { n: done.undone }) : t('import.done', { created: done.created, changed: done.changed, unchanged: done.unchanged, refused: done.refused })}</b>
                <div className="row wrap" style={{ marginTop: 8 }}>
                  {type ? <Link className="btn pri" to="/$types" params={{ types: clean(type.path) }}>{t('import.open_list', { what: type.title.many })}</Link> : null}
                  {done.undone === undefined && done.batch ? <Button busy={undo.isPending} onClick={() => undo.mutate()}>{t('import.undo')}</Button> : null}
                  <span className="m11 t3">{position(done.position)} {done.batch ? t('history.batch', { batch: done.batch }) : ''}</span>
                </div>
                {undo.error ? <p className="c-major s12">{undo.error.message}</p> : null}
              </div>
            </div>
          ) : null}
          {type ? (
            <>
              {open ? <Questions questions={plan.questions} mapping={mapping} type={type} onChange={change} /> : null}
              <div className="hd"><h2>{t('import.columns')}</h2><span className="t3">{t('import.columns_says', { n: mapping.columns.filter((one) => one.field).length, all: mapping.columns.length })}</span><span className="sp" /><Saved mapping={mapping} onLoad={change} /></div>
              <MappingTable mapping={mapping} plan={plan} type={type} onChange={change} />
              {replan.error ? <Failed error={replan.error} /> : null}
              <PlanTable plan={plan} type={type} busy={replan.isPending} />
              {!done || done.undone !== undefined ? (
                <div className="imp-end">
                  <Button primary busy={apply.isPending} {...(locked ? { locked } : {})} onClick={() => apply.mutate()}>{t('import.apply', { n: willChange })}</Button>
                  {plan.refused > 0 ? <label className="row"><input type="checkbox" className="box" checked={partial} onChange={(event) => setPartial(event.target.checked)} />{t('import.partial', { n: plan.refused })}</label> : null}
                  {locked ? <span className="t2 s12">{locked}</span> : <span className="t3 s12">{t('import.one_step')}</span>}
                </div>
              ) : null}
              {apply.error ? <Failed error={apply.error} what={t('import.not_applied')} onRetry={() => apply.mutate()} /> : null}
            </>
          ) : <p className="t2" style={{ marginTop: 12 }}>{t('import.no_type')}</p>}
        </>
      ) : null}
    </div>
  );
}
