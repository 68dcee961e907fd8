import { Menu } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, lazy } from 'react';
import { history as historyQuery, record as recordQuery } from '~/contract/queries';
import type { RecordView, Type } from '~/contract/types';
import { kindOf, wordOf } from '~/conformity/verdicts';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { useKeys } from '~/kit/keys';
import { Mark } from '~/kit/marks';
import { Failed, Loading } from '~/kit/states';
import { offerUndo } from '~/kit/undo';
import { pictures } from '~/processes/pictures';
import { knownAt, useAsOf, useWritable } from '~/shell/as_of';
import { RecordLink } from '~/shell/links';
import { NotHere } from '~/shell/not_here';
import { useStatus } from '~/shell/status_bar';
import { lower, moment, position, t } from '~/texts/texts';
import { clean, groups, titleField, typeByName, typeByPath, useCatalog } from '../catalog';
import { archiveRecord } from '../changes';
import { Shown } from '../fields/show';
import { isEmpty } from '../fields/values';
import { moveWord } from '../moves_words';
import { Diff, History } from './history';
import { MoveButtons, useMoves } from './moves';
import './record.css';

const Edit = lazy(() => import('./edit'));
const MovePanel = lazy(() => import('./move_panel'));

function inverseTitle(all: ReturnType<typeof useCatalog>, name: string, link: RecordView['links'][string]): string {
  if (link.title) return link.title;
  const type = typeByName(all, link.type);
  const plain = name.replaceAll('_', ' ');
  const words = plain.charAt(0).toUpperCase() + plain.slice(1);
  return type && plain === type.title.many.toLowerCase() ? type.title.many : words;
}

function Links({ view, most }: { view: RecordView; most?: number }) {
  const all = useCatalog();
  const entries = Object.entries(view.links).filter(([, link]) => link.records.length);
  if (!entries.length) return <p className="t3">{t('record.no_links')}</p>;
  return (
    <dl className="kv">
      {entries.map(([name, link]) => [
        <dt key={name}>{inverseTitle(all, name, link)}</dt>,
        <dd key={`${name}.`}>
          {link.records.slice(0, most).map((one) => <div key={one.id} className="row" style={{ alignItems: 'baseline' }}><RecordLink path={link.path} id={one.id} className="mono nw" /><span className={most ? 'ell' : ''}>{one.title}</span><span className="t3 s12 nw">{one.state_title ?? ''}</span></div>)}
          {most && link.records.length > most ? <div className="t3 s12">{t('record.more', { n: link.records.length - most })}</div> : null}
        </dd>,
      ])}
    </dl>
  );
}

function Gaps({ view }: { view: RecordView }) {
  if (!view.gaps.length) return null;
  return (
    <>
      <div className="hd"><h2>{t('record.gaps')}</h2><span className="t3">{view.gaps.length}</span></div>
      <ul className="gaps">
        {view.gaps.map((gap) => {
          const kind = kindOf(gap);
          return (
            <li key={gap.rule}>
              <Mark kind={kind} label={wordOf(kind)} size={16} />
              <div>
                <b className="b5">{gap.says}</b>
                {gap.reason ? <p className="t2">{gap.reason}</p> : null}
                {gap.remedy ? <p>{gap.remedy}</p> : null}
                <p className="s12">{gap.obligations.map((id, at) => <span key={id}>{at ? ' ' : ''}<Link className="mono" to="/conformity" search={{ at: id }}>{id}</Link></span>)}</p>
              </div>
            </li>
          );
        })}
      </ul>
    </>
  );
}

function Fields({ type, view }: { type: Type; view: RecordView }) {
  const { record, labels } = view;
  const title = titleField(type)?.name;
  const needed = new Set(record.incomplete ?? []);
  return (
    <>
      {groups(type.fields.filter((field) => field.name !== title)).map((group) => {
        const shown = group.fields.filter((field) => !isEmpty(record.values[field.name]) || needed.has(field.name));
        const empty = group.fields.filter((field) => isEmpty(record.values[field.name]) && !needed.has(field.name));
        const Picture = pictures[type.name]?.group?.[group.title];
        if (!shown.length && !Picture) return empty.length ? <section key={group.title}>{group.title ? <h2 className="sec">{group.title}</h2> : null}<p className="t3 s12">{t('record.not_set', { what: empty.map((field) => field.title).join(', ') })}</p></section> : null;
        return (
          <section key={group.title}>
            {group.title ? <h2 className="sec">{group.title}</h2> : null}
            {Picture ? <Picture type={type} view={view} /> : null}
            <dl className="kv">
              {shown.map((field) => {
                const Cell = pictures[type.name]?.cells?.[field.name];
                return [
                  <dt key={field.name} title={field.hint || undefined}>{field.title}</dt>,
                  <dd key={`${field.name}.`}>
                    {isEmpty(record.values[field.name]) ? <span className="c-unk"><Mark kind="unk" size={13} /> {t('record.needed', { what: lower(field.title) })}</span>
                      : Cell ? <Cell field={field} type={type} record={record} labels={labels} /> : <Shown field={field} value={record.values[field.name]} labels={labels} type={type} values={record.values} />}
                  </dd>,
                ];
              })}
            </dl>
            {empty.length ? <p className="t3 s12" style={{ marginTop: 8 }}>{t('record.not_set', { what: empty.map((field) => field.title).join(', ') })}</p> : null}
          </section>
        );
      })}
    </>
  );
}

function Latest({ type, path, view }: { type: Type; path: string; view: RecordView }) {
  const as_of = useAsOf();
  const asked = useQuery(historyQuery(path, view.record.id, as_of));
  const entry = asked.data?.entries.find((one) => knownAt(as_of, one.at, one.position));
  if (!entry || entry.version === 1) return null;
  return (
    <>
      <div className="hd"><h2>{t('record.latest', { n: entry.version })}</h2><span className="sp" /><Link className="s12" to="/$types/$id" params={{ types: path, id: view.record.id }} search={{ tab: 'history' }}>{t('record.history')}</Link></div>
      <div className="df">
        {entry.changes.length ? <Diff entry={entry} type={type} labels={{ ...view.labels, ...asked.data?.labels }} most={6} /> : <p>{moveWord(entry, type)}</p>}
        {entry.reason ? <p>“{entry.reason}”</p> : null}
        <p className="m11 t3">{position(entry.position)} · {entry.actor_title ?? entry.actor} · {moment(entry.at)}</p>
      </div>
    </>
  );
}

function View({ type, path, view }: { type: Type; path: string; view: RecordView }) {
  const { record, labels } = view;
  const navigate = useNavigate({ from: '/$types/$id' });
  const { tab, edit } = useSearch({ from: '/frame/$types/$id' });
  const write = useWritable();
  const moves = useMoves(path, view);
  const hist = useQuery(historyQuery(path, record.id, useAsOf()));
  const archive = useMutation({
    mutationFn: (back: boolean) => archiveRecord(path, record.id, record.version, back),
    onSuccess: (said, back) => offerUndo(t(back ? 'record.unarchived' : 'record.archived_done', { id: record.id }), () => archiveRecord(path, record.id, said.record.version, !back).then(() => undefined)),
  });
  const setEdit = (on: boolean) => void navigate({ search: (now) => { const { edit: _edit, tab: _tab, ...rest } = now; return on ? { ...rest, edit: true as const } : rest; } });
  const canEdit = write && view.can.change && !record.archived;
  useKeys(canEdit && !edit ? { e: () => setEdit(true) } : {});
  const links = Object.values(view.links).reduce((sum, link) => sum + link.records.length, 0);
  const gapKinds = [...new Set(view.gaps.map(kindOf))];
  const who = labels[record.changed_by ?? ''] ?? record.changed_by ?? '';
  useStatus('', t('record.keys'));
  const tabLink = (name: 'links' | 'history' | undefined, title: string, n?: number) => (
    <Link to="/$types/$id" params={{ types: path, id: record.id }} search={name ? { tab: name } : {}} activeOptions={{ exact: true, includeSearch: true }}>{title}{n !== undefined ? <i>{n}</i> : null}</Link>
  );
  return (
    <div className="rk">
      <header className="rk-h">
        <div className="row wrap">
          <span className="mono t2">{record.id}</span>
          {type.states.length > 1 ? <span className="chip">{record.state_title ?? record.state}</span> : null}
          {record.archived ? <span className="chip minor">{t('record.archived')}</span> : null}
          {record.imported ? <span className="chip acc">{t('record.imported')}</span> : null}
          {write ? gapKinds.map((kind) => <span key={kind} className={`chip ${kind}`}><Mark kind={kind} size={12} />{wordOf(kind)}</span>) : null}
          <span className="sp" />
          <span className="t3 s12">{[t('record.version', { n: record.version }), who, record.changed_at ? moment(record.changed_at) : ''].filter(Boolean).join(', ')}</span>
          {write ? (
            <>
              <Menu position="bottom-end">
                <Menu.Target><button className="btn bare" aria-label={t('record.menu')}><Icon name="dots" /></button></Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={() => void navigator.clipboard?.writeText(location.href.split('?')[0] ?? '').then(() => offerUndo(t('conformity.copied')))}>{t('record.copy_link')}</Menu.Item>
                  {view.can.archive ? <Menu.Item onClick={() => archive.mutate(Boolean(record.archived))}>{record.archived ? t('record.unarchive') : t('record.archive')}</Menu.Item> : null}
                </Menu.Dropdown>
              </Menu>
              {canEdit && !edit ? <Button hotkey="e" onClick={() => setEdit(true)}>{t('record.edit')}</Button> : null}
              {!edit && !record.archived ? <MoveButtons view={view} state={moves} /> : null}
            </>
          ) : null}
        </div>
        <h1>{record.title || record.id}</h1>
        {write && (moves.open || moves.move.error) ? <Suspense><MovePanel type={type} view={view} state={moves} /></Suspense> : null}
        {archive.error ? <p className="c-major s12" role="alert">{archive.error.message}</p> : null}
        <nav className="tabs" aria-label={record.id}>{tabLink(undefined, t('record.overview'))}{tabLink('links', t('record.links'), links)}{tabLink('history', t('record.history'), hist.data?.entries.length)}</nav>
      </header>
      {edit && canEdit ? <Suspense fallback={<Loading />}><Edit type={type} path={path} view={view} onDone={() => setEdit(false)} /></Suspense>
        : tab === 'history' ? <div className="rk-one"><History type={type} path={path} view={view} /></div>
          : tab === 'links' ? <div className="rk-one"><Links view={view} /></div>
            : (
              <div className="rk-g">
                <div className="rk-main"><Fields type={type} view={view} /></div>
                <aside className="rk-side" aria-label={t('record.links')}>
                  <Gaps view={view} />
                  <div className="hd"><h2>{t('record.links')}</h2><span className="t3">{links || ''}</span></div><Links view={view} most={6} />
                  <Latest type={type} path={path} view={view} />
                </aside>
              </div>
            )}
    </div>
  );
}

export function RecordPage() {
  const { types, id } = useParams({ from: '/frame/$types/$id' });
  const type = typeByPath(useCatalog(), types);
  const asked = useQuery({ ...recordQuery(types, id, useAsOf()), enabled: type !== undefined });
  if (!type) return <NotHere />;
  if (asked.error) return <Failed page error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Loading rows={8} />;
  return <View key={`${types}/${id}`} type={type} path={clean(types)} view={asked.data} />;
}
