import { Menu } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { Suspense, lazy, useCallback, useMemo, useState } from 'react';
import { Problem } from '~/contract/http';
import { count as countQuery, list as listQuery } from '~/contract/queries';
import type { Entry, Labels, Type } from '~/contract/types';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { useKeys } from '~/kit/keys';
import { Empty, Failed, Loading } from '~/kit/states';
import { pictures } from '~/processes/pictures';
import { useAsOf, useWritable } from '~/shell/as_of';
import { useOpenEntry } from '~/shell/nav';
import { NotHere } from '~/shell/not_here';
import { useStatus } from '~/shell/status_bar';
import { lower, number, t, took } from '~/texts/texts';
import { clean, typeByPath, useCatalog } from '../catalog';
import { allColumns, columnsOf, defaults } from './columns';
import { FilterBox, isWords } from './filter_box';
import { Grid } from './grid';
import './list.css';

const BulkBar = lazy(() => import('./bulk_bar'));

function example(type: Type): string {
  const choice = type.fields.find((field) => field.list && field.type === 'choice' && field.choices?.length);
  const figure = type.fields.find((field) => field.list && field.type === 'number' && !field.computed);
  const parts = [figure ? `${figure.name} >= 8` : '', choice ? `${choice.name} == "${choice.choices?.[0]?.name ?? ''}"` : '', type.states.length > 1 ? `state != "${type.states.at(-1)?.name ?? ''}"` : ''].filter(Boolean);
  return parts.slice(0, 2).join(' && ') || 'has(this.id)';
}

function Tabs({ type }: { type: Type }) {
  const entry = useOpenEntry().entry;
  const as_of = useAsOf();
  const own = useQuery(countQuery(clean(type.path), undefined, as_of));
  const types = entry && entry.types.length > 1 ? entry.types : [type];
  return (
    <nav className="tabs plain" aria-label={entry?.title ?? type.title.many}>
      {entry?.page && entry.page !== '/' ? <Link to={entry.page}>{entry.title}</Link> : null}
      {types.map((one) => <Link key={one.name} to="/$types" params={{ types: clean(one.path) }} activeOptions={{ exact: true, includeSearch: false }}>{one.title.many}{one.name === type.name && own.data ? <i>{number(own.data.count)}</i> : null}</Link>)}
    </nav>
  );
}

function List({ type, path }: { type: Type; path: string }) {
  const search = useSearch({ from: '/frame/$types' });
  const navigate = useNavigate({ from: '/$types' });
  const as_of = useAsOf();
  const write = useWritable();
  const [chosen, setChosen] = useState<Map<string, Entry>>(new Map());
  const text = search.filter ?? '';
  const sort = search.sort ?? pictures[type.name]?.sort;
  const ask = { path, as_of, ...(sort ? { sort } : {}), ...(text ? (isWords(text) ? { q: text } : { filter: text }) : {}), ...(search.archived ? { archived: true } : {}) };
  const asked = useInfiniteQuery({ ...listQuery(ask), placeholderData: keepPreviousData });
  const filtered = useQuery(countQuery(path, text && !isWords(text) ? text : undefined, as_of, text && isWords(text) ? text : undefined));
  const total = useQuery(countQuery(path, undefined, as_of));
  const records = useMemo(() => asked.data?.pages.flatMap((page) => page.records) ?? [], [asked.data]);
  const labels = useMemo<Labels>(() => Object.assign({}, ...(asked.data?.pages.map((page) => page.labels) ?? [])) as Labels, [asked.data]);
  const columns = useMemo(() => columnsOf(type, search.columns), [type, search.columns]);
  const first = asked.data?.pages[0];
  const set = useCallback((change: Partial<typeof search>) => void navigate({ replace: true, search: (now) => {
    const next = { ...now, ...change };
    for (const key of Object.keys(next) as (keyof typeof next)[]) if (next[key] === undefined || next[key] === '') delete next[key];
    return next;
  } }), [navigate]);
  const setFilter = useCallback((filter: string) => set({ filter }), [set]);
  const problem = asked.error instanceof Problem && [400, 422].includes(asked.error.status) && text ? asked.error.detail : undefined;
  const shown = filtered.isPlaceholderData ? undefined : filtered.data?.count;
  const cost = first?.took_us === undefined ? '' : took(first.took_us);
  const note = problem ? '' : [shown !== undefined && total.data ? (text ? t('list.of', { n: shown, all: total.data.count }) : number(total.data.count)) : '', cost].filter(Boolean).join(', ');
  useStatus(cost ? t('list.cost', { n: records.length, time: cost }) : '', t(write ? 'list.keys' : 'list.keys_read'));

  const create = () => void navigate({ to: '/$types/new', params: { types: path } });
  useKeys({
    '/': () => document.getElementById('filter')?.focus(),
    ...(write && type.may.create ? { c: create } : {}),
    ...(chosen.size ? { Escape: () => setChosen(new Map()) } : {}),
  });
  const toggle = (record: Entry) => setChosen((now) => { const next = new Map(now); if (!next.delete(record.id)) next.set(record.id, record); return next; });
  const toggleAll = () => setChosen((now) => (now.size >= records.length ? new Map() : new Map(records.map((one) => [one.id, one]))));
  // What is selected is changed at the version that was read last.
  const current = [...chosen.values()].map((one) => records.find((record) => record.id === one.id) ?? one);
  const pickable = allColumns(type);
  const onNow = search.columns?.split(',') ?? defaults(type);
  const pick = (name: string) => {
    const next = onNow.includes(name) ? onNow.filter((one) => one !== name) : pickable.map((one) => one.name).filter((one) => one === name || onNow.includes(one));
    set({ columns: next.join(',') === defaults(type).join(',') ? undefined : next.join(',') || 'none' } as Partial<typeof search>);
  };
  const empty = asked.isSuccess && records.length === 0 && !asked.isPlaceholderData;
  return (
    <div className="rg">
      <h1 className="sr">{type.title.many}</h1>
      <div className="bar">
        <Tabs type={type} /><span className="sp" />
        {write && type.may.create ? <Button primary hotkey="c" onClick={create}>{t('list.new', { what: lower(type.title.one) })}</Button> : null}
      </div>
      <div className="bar f">
        <FilterBox value={text} onChange={setFilter} note={note} problem={problem} example={example(type)} />
        <Menu position="bottom-end" closeOnItemClick={false}>
          <Menu.Target><button className="btn"><Icon name="columns" />{t('list.columns')}</button></Menu.Target>
          <Menu.Dropdown mah={420} style={{ overflowY: 'auto' }}>
            {pickable.map((one) => <Menu.CheckboxItem key={one.name} checked={onNow.includes(one.name)} onChange={() => pick(one.name)}>{one.title}</Menu.CheckboxItem>)}
            <Menu.Divider />
            <Menu.CheckboxItem checked={Boolean(search.archived)} onChange={(on) => set({ archived: on ? true : undefined } as Partial<typeof search>)}>{t('list.archived')}</Menu.CheckboxItem>
            {search.columns ? <Menu.Item onClick={() => set({ columns: undefined } as Partial<typeof search>)}>{t('list.default_columns')}</Menu.Item> : null}
          </Menu.Dropdown>
        </Menu>
        {write && type.may.create ? <Link className="btn" to="/import" search={{ type: type.name }}>{t('list.import')}</Link> : null}
      </div>
      {asked.error && !problem ? <Failed error={asked.error} onRetry={() => void asked.refetch()} />
        : empty ? (
          text ? <Empty says={t('list.no_match', { what: lower(type.title.many) })}><Button onClick={() => set({ filter: undefined } as Partial<typeof search>)}>{t('list.clear')}</Button></Empty>
            : <Empty says={t('list.empty', { what: lower(type.title.many), says: type.says })}>{write && type.may.create ? <><Button primary hotkey="c" onClick={create}>{t('list.new', { what: lower(type.title.one) })}</Button><Link className="btn" to="/import" search={{ type: type.name }}>{t('list.from_sheet')}</Link></> : null}</Empty>
        )
          : asked.isPending ? <Loading rows={12} />
            : <Grid type={type} path={path} columns={columns} records={records} labels={labels} sort={sort} onSort={(next) => set({ sort: next } as Partial<typeof search>)} chosen={chosen} onToggle={toggle} onToggleAll={toggleAll} write={write && type.may.change !== false}
              more={asked.hasNextPage} onMore={() => { if (!asked.isFetchingNextPage) void asked.fetchNextPage(); }} total={shown} />}
      {write && current.length ? <Suspense><BulkBar type={type} path={path} chosen={current} labels={labels} onClear={() => setChosen(new Map())} /></Suspense> : null}
    </div>
  );
}

export function ListPage() {
  const { types } = useParams({ from: '/frame/$types' });
  const type = typeByPath(useCatalog(), types);
  return type ? <List key={type.name} type={type} path={clean(type.path)} /> : <NotHere />;
}
