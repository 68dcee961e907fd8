// The Statement of Applicability: every control as a strip, as a table, and the points that would not stand in an audit.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useMemo, useRef } from 'react';
import { kindOf, wordOf } from '~/conformity/verdicts';
import { check as checkQuery, list as listQuery, reports as reportsQuery } from '~/contract/queries';
import type { Check, Entry, Gap, Labels } from '~/contract/types';
import { useKeys } from '~/kit/keys';
import { FillMark, Mark, type Fill } from '~/kit/marks';
import { Empty, Failed, Loading } from '~/kit/states';
import { clean, typeByName, useCatalog } from '~/record/catalog';
import { Downloads } from '~/reports/downloads';
import { useAsOf, useWritable } from '~/shell/as_of';
import { RecordLink } from '~/shell/links';
import { NotHere } from '~/shell/not_here';
import { useStatus } from '~/shell/status_bar';
import { date, lower, t, took } from '~/texts/texts';
import { Shown } from '~/record/fields/show';
import './soa.css';

/** One control: its number, its entry when there is one, and the gaps its entry has. */
interface Line { item: string; title: string; entry?: Entry; gaps: Gap[]; fill: Fill; out: boolean; missing: boolean }
interface Theme { id: string; title: string; lines: Line[] }

const fills: Record<string, Fill> = { implemented: 'full', done: 'full', partly: 'half', planned: 'ring', not_started: 'ring', none: 'ring', not_applicable: 'dash' };

function lineOf(item: string, title: string, entry: Entry | undefined, gaps: Gap[]): Line {
  const out = entry?.values['applicable'] === false;
  const state = String(entry?.values['implementation'] ?? '');
  return { item, title, ...(entry ? { entry } : {}), gaps, out, missing: !entry, fill: out ? 'dash' : fills[state] ?? 'ring' };
}

function byNumber(a: string, b: string): number {
  const x = a.split('.').map(Number); const y = b.split('.').map(Number);
  for (let at = 1; at < 3; at += 1) if ((x[at] ?? 0) !== (y[at] ?? 0)) return (x[at] ?? 0) - (y[at] ?? 0);
  return a.localeCompare(b);
}

function themes(check: Check, entries: Entry[]): Theme[] {
  const named = new Map(entries.map((entry) => [String(entry.values['item'] ?? entry.values['control'] ?? entry.id).replace(/^\d+:/, ''), entry]));
  const gaps = (id: string | undefined) => check.gaps.filter((gap) => gap.record === id && id !== undefined && (gap.verdict === 'gap' || gap.verdict === 'cannot_judge'));
  const found: Theme[] = check.clauses.filter((clause) => /^A\.\d+$/.test(clause.id)).map((clause) => ({
    id: clause.id, title: clause.title,
    lines: clause.obligations.map((one) => {
      const item = one.id.replace(/^[^:]*:/, '');
      const entry = named.get(item);
      named.delete(item);
      return lineOf(item, entry?.title.replace(new RegExp(`^${item.replaceAll('.', '\\.')}\\s+`), '') || one.title, entry, gaps(entry?.id));
    }).sort((a, b) => byNumber(a.item, b.item)),
  }));
  const own = [...named.values()].map((entry) => lineOf(String(entry.values['reference'] ?? entry.id), entry.title, entry, gaps(entry.id)));
  if (own.length) found.push({ id: '', title: t('soa.own'), lines: own });
  return found;
}

function ThemeStrip({ theme, at, onPick }: { theme: Theme; at: string | undefined; onPick: (item: string) => void }) {
  const open = theme.lines.filter((line) => line.gaps.length || line.missing).length;
  return (
    <div className="soa-theme">
      <div className="s12"><b className="b5 t2">{theme.title}</b> <span className="t3">{theme.id ? `${theme.id}, ` : ''}{theme.lines.length}</span></div>
      <div className="soa-strip" role="img" aria-label={t('soa.strip', { title: theme.title, n: theme.lines.length, open })}>
        {theme.lines.map((line) => (
          <i key={line.item} title={`${line.item} ${line.title}`} className={`${line.missing ? 'gone' : line.fill}${line.item === at ? ' at' : ''}${line.gaps.length || line.missing ? ' bad' : ''}`} onClick={() => onPick(line.item)} />
        ))}
      </div>
    </div>
  );
}

const stateWord = (line: Line, labels: ReturnType<typeof choiceTitles>): string => (line.missing ? t('soa.missing') : line.out ? t('soa.out') : labels[String(line.entry?.values['implementation'] ?? '')] ?? t('soa.no_state'));

function choiceTitles(choices: { name: string; title: string }[] | undefined): Record<string, string> {
  return Object.fromEntries((choices ?? []).map((one) => [one.name, one.title]));
}

export function SoaPage() {
  const type = typeByName(useCatalog(), 'soa_entry');
  const as_of = useAsOf();
  const path = type ? clean(type.path) : '';
  const verdicts = useQuery(checkQuery(undefined, as_of));
  const asked = useInfiniteQuery({ ...listQuery({ path, as_of, limit: 200 }), enabled: Boolean(type) });
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = asked;
  useEffect(() => { if (hasNextPage && !isFetchingNextPage) void fetchNextPage(); }, [hasNextPage, isFetchingNextPage, fetchNextPage]);
  const cards = useQuery(reportsQuery());
  const search = useSearch({ from: '/frame/statement-of-applicability' });
  const navigate = useNavigate({ from: '/statement-of-applicability' });
  const write = useWritable();
  const table = useRef<HTMLDivElement>(null);

  const entries = useMemo(() => asked.data?.pages.flatMap((page) => page.records).filter((one) => !one.archived) ?? [], [asked.data]);
  const labels = useMemo<Labels>(() => Object.assign({}, ...(asked.data?.pages.map((page) => page.labels) ?? [])) as Labels, [asked.data]);
  const all = useMemo(() => (verdicts.data ? themes(verdicts.data, entries) : []), [verdicts.data, entries]);
  const lines = all.flatMap((theme) => theme.lines);
  const open = lines.filter((line) => line.gaps.length || (line.missing && entries.length > 0));
  const at = search.at;
  const set = (change: { show?: string | undefined; at?: string | undefined }) => void navigate({ replace: true, search: (now) => {
    const next = { ...now, ...change };
    return Object.fromEntries(Object.entries(next).filter(([, value]) => value !== undefined)) as typeof search;
  } });
  const shown = (line: Line) => (search.show === 'open' ? open.includes(line) : search.show === 'out' ? line.out : true);
  const visible = lines.filter(shown);
  const pick = (item: string) => {
    set({ at: item, ...(visible.some((line) => line.item === item) ? {} : { show: undefined }) });
    requestAnimationFrame(() => table.current?.querySelector(`[data-item="${CSS.escape(item)}"]`)?.scrollIntoView({ block: 'nearest' }));
  };
  const step = (list: Line[], by: number) => {
    const now = list.findIndex((line) => line.item === at);
    const next = list[(now + by + list.length) % Math.max(1, list.length)];
    if (next) pick(next.item);
  };
  const here = lines.find((line) => line.item === at);
  useKeys({
    j: () => step(visible, 1), k: () => step(visible, -1), n: () => step(open, 1),
    ...(here?.entry ? { Enter: () => void navigate({ to: '/$types/$id', params: { types: path, id: here.entry?.id ?? '' } }), e: () => void navigate({ to: '/$types/$id', params: { types: path, id: here.entry?.id ?? '' }, search: { edit: true } }) } : {}),
  });
  const cost = asked.data?.pages[0]?.took_us;
  useStatus(cost === undefined ? '' : t('list.cost', { n: entries.length, time: took(cost) }), t('soa.keys'));

  if (!type) return <NotHere />;
  const error = asked.error ?? verdicts.error;
  if (error) return <Failed page error={error} onRetry={() => { void asked.refetch(); void verdicts.refetch(); }} />;
  if (!asked.data || !verdicts.data) return <Loading rows={12} />;

  const field = (name: string) => type.fields.find((one) => one.name === name);
  const states = choiceTitles(field('implementation')?.choices);
  const considered = lines.filter((line) => !line.missing).length;
  const out = lines.filter((line) => line.out).length;
  const n = (fill: Fill) => lines.filter((line) => !line.missing && line.fill === fill).length;
  const card = cards.data?.find((one) => one.name === 'statement-of-applicability');
  const because = (entry: Entry | undefined) => {
    const links = ['risks', 'requirements'].flatMap((name) => { const one = field(name); const ids = entry?.values[name]; return one && Array.isArray(ids) ? ids.map((id) => ({ id: String(id), path: one.to_path })) : []; });
    const shownLinks = links.slice(0, 3);
    return <>{shownLinks.map((one, n) => <span key={one.id} className="mono">{n ? ', ' : ''}<RecordLink path={one.path} id={one.id} /></span>)}{links.length > 3 ? <span className="t3"> +{links.length - 3}</span> : null}{links.length ? null : entry ? <Shown field={field('drivers') ?? { name: 'drivers', title: '', type: 'tags' }} value={entry.values['drivers']} labels={{}} compact /> : null}</>;
  };
  return (
    <div className="so">
      <header className="soa-h">
        <div className="row wrap"><h1>{t('soa.title')}</h1><span className="sp" />{card ? <Downloads report={card.name} formats={card.formats} /> : null}
          <Link className="btn" to="/$types" params={{ types: path }}>{t('soa.as_list')}</Link></div>
        <p className="t2">{t('soa.considered', { n: considered, all: lines.length, inn: considered - out, out })} <b className="b6" style={{ color: 'var(--text)' }}>{t('soa.stand', { n: lines.length - open.length - (entries.length ? 0 : lines.length), all: lines.length })}</b></p>
        <div className="soa-strips">{all.map((theme) => <ThemeStrip key={theme.id} theme={theme} at={at} onPick={pick} />)}</div>
        <div className="row wrap soa-tabs">
          <div className="tabs plain" role="tablist" aria-label={t('soa.title')}>
            <button role="tab" aria-selected={!search.show} onClick={() => set({ show: undefined })}>{t('soa.all')}<i>{lines.length}</i></button>
            <button role="tab" aria-selected={search.show === 'open'} onClick={() => set({ show: 'open' })}>{t('soa.open')}<i>{open.length}</i></button>
            <button role="tab" aria-selected={search.show === 'out'} onClick={() => set({ show: 'out' })}>{t('soa.left_out')}<i>{out}</i></button>
          </div>
          <span className="sp" />
          <div className="row s12 t2 soa-legend"><FillMark fill="full" />{t('soa.done')} {n('full')} <FillMark fill="half" />{t('soa.partly')} {n('half')} <FillMark fill="ring" />{t('soa.planned')} {n('ring')} <FillMark fill="dash" />{t('soa.out')} {out}</div>
        </div>
      </header>
      {entries.length === 0 ? (
        <Empty says={t('soa.empty')}>{write ? <><Link className="btn pri" to="/import" search={{ type: type.name }}>{t('list.from_sheet')}</Link><Link className="btn" to="/$types/new" params={{ types: path }}>{t('list.new', { what: lower(type.title.one) })}</Link></> : null}</Empty>
      ) : (
        <div className="soa-g">
          <div className="soa-table" ref={table} tabIndex={0} role="region" aria-label={t('soa.title')}>
            <table>
              <colgroup><col style={{ width: 92 }} /><col /><col style={{ width: 124 }} /><col className="wide" style={{ width: 118 }} /><col className="wider" style={{ width: '17%' }} /><col className="wider" style={{ width: 104 }} /><col className="wide" style={{ width: 112 }} /></colgroup>
              <thead><tr><th>{t('record.id')}</th><th>{t('soa.control')}</th><th>{t('record.state')}</th><th className="wide">{t('soa.because')}</th><th className="wider">{t('soa.how')}</th><th className="num wider">{t('soa.evidence')}</th><th className="wide">{field('owner')?.title ?? ''}</th></tr></thead>
              {all.map((theme) => {
                const rows = theme.lines.filter(shown);
                if (!rows.length) return null;
                return (
                  <tbody key={theme.id}>
                    <tr className="th"><th colSpan={7} scope="colgroup"><b className="b6">{theme.id} {theme.title}</b> <span className="t3">{t('soa.theme', { n: theme.lines.length, inn: theme.lines.filter((line) => !line.out && !line.missing).length })}</span></th></tr>
                    {rows.map((line) => {
                      const entry = line.entry;
                      const bad = line.gaps[0];
                      const kind = bad ? kindOf(bad) : undefined;
                      return (
                        <tr key={line.item} data-item={line.item} className={line.item === at ? 'sel' : ''} onClick={() => set({ at: line.item })}>
                          <td className="mono nw">{entry ? <RecordLink path={path} id={entry.id}>{<span className="mono">{line.item}</span>}</RecordLink> : line.item}</td>
                          <td className={`b5${line.out ? ' t2' : ''}`}>{kind ? <><Mark kind={kind} size={13} label={wordOf(kind)} /> </> : null}{line.title}</td>
                          <td><FillMark fill={line.missing ? 'ring' : line.fill} /> {stateWord(line, states)}</td>
                          <td className="wide">{because(entry)}</td>
                          <td className="wider t2"><div className="clip">{String(entry?.values['how'] ?? entry?.values['justification'] ?? '')}</div></td>
                          <td className="num wider t2 nw">{entry?.values['evidence_on'] ? date(String(entry.values['evidence_on'])) : ''}</td>
                          <td className="wide t2 ell">{labels[String(entry?.values['owner'] ?? '')] ?? ''}</td>
                        </tr>
                      );
                    })}
                  </tbody>
                );
              })}
            </table>
          </div>
          <aside className="soa-side" aria-label={t('soa.open')}>
            <div className="hd"><h2>{t('soa.open')}</h2><span className="t3">{open.length}</span><span className="sp" /><span className="t3 s12"><span className="kbd">n</span> {t('soa.next')}</span></div>
            {open.length === 0 ? <p className="t2">{t('soa.none_open')}</p> : (
              <ul>
                {open.slice(0, 40).map((line) => {
                  const gap = line.gaps[0];
                  const kind = gap ? kindOf(gap) : 'minor';
                  const on = line.item === at;
                  return (
                    <li key={line.item} className={on ? 'on' : ''}>
                      <button className="soa-point" aria-expanded={on} onClick={() => pick(line.item)}><Mark kind={kind} size={13} label={wordOf(kind)} /><span className="mono">{line.item}</span><b className="b6">{gap?.reason || gap?.says || t('soa.not_considered')}</b></button>
                      {on ? (
                        <div className="soa-what">
                          {gap ? <p className="t2">{gap.says}</p> : null}
                          <p>{gap?.remedy ?? t('soa.consider')}</p>
                          <div className="row wrap">
                            {line.entry ? <Link className="btn pri" to="/$types/$id" params={{ types: path, id: line.entry.id }} search={write ? { edit: true } : {}}>{write ? t('soa.mend', { item: line.item }) : t('conformity.open', { id: line.entry.id })}</Link>
                              : write ? <Link className="btn pri" to="/$types/new" params={{ types: path }} search={{ with: JSON.stringify({ item: line.item, title: line.title }) }}>{t('soa.add', { item: line.item })}</Link> : null}
                          </div>
                          {line.gaps.length > 1 ? <ul className="t2 s12">{line.gaps.slice(1).map((one) => <li key={one.rule}>{one.reason || one.says}</li>)}</ul> : null}
                        </div>
                      ) : null}
                    </li>
                  );
                })}
              </ul>
            )}
          </aside>
        </div>
      )}
    </div>
  );
}
