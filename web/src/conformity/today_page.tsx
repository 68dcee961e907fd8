// Today: what waits for me, then what else is open; beside it how far the house conforms and what changed.
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { check, recent, session } from '~/contract/queries';
import type { Gap } from '~/contract/types';
import { Mark } from '~/kit/marks';
import { Failed, Loading } from '~/kit/states';
import { clean, typeByPath, useCatalog } from '~/record/catalog';
import { moveWord } from '~/record/moves_words';
import { knownAt, useAsOf } from '~/shell/as_of';
import { Position, RecordLink } from '~/shell/links';
import { useStatus } from '~/shell/status_bar';
import { longDate, moment, number, t, took } from '~/texts/texts';
import { shown } from './conformity_page';
import { gapOrder, kindOf, shortTitle, wordOf } from './verdicts';
import './today.css';

function Next({ gap, at }: { gap: Gap; at: number }) {
  const kind = kindOf(gap);
  const there = gap.record && gap.path;
  return (
    <li className="nx">
      <span className="nk" aria-hidden>{at}</span>
      <div>
        <div className="nt"><Mark kind={kind} label={wordOf(kind)} /><b>{gap.record_title || gap.says}</b>{gap.record ? <span className="mono t3">{gap.record}</span> : null}</div>
        <p>{[gap.record_title ? gap.says : '', gap.reason].filter(Boolean).join(' ')}</p>
        {gap.remedy ? <p className="t3 s12" style={{ marginTop: 3 }}>{gap.remedy}</p> : null}
      </div>
      {there ? <Link className={`btn${at === 1 ? ' pri' : ''}`} to="/$types/$id" params={{ types: clean(gap.path ?? '', gap.record ?? ''), id: gap.record ?? '' }}>{t('conformity.open', { id: gap.record ?? '' })}</Link>
        : <Link className={`btn${at === 1 ? ' pri' : ''}`} to="/conformity" search={gap.obligations[0] ? { at: gap.obligations[0] } : {}}>{t('today.see')}</Link>}
    </li>
  );
}

function Changes() {
  const all = useCatalog();
  const as_of = useAsOf();
  const asked = useQuery(recent(as_of));
  const rows = (asked.data ?? []).filter((one) => one.path && knownAt(as_of, one.at, one.position)).slice(0, 8);
  const deed = (path: string, move: string | undefined, act: string | undefined) => {
    const type = typeByPath(all, clean(path));
    return type ? moveWord({ move: move ?? '', act: act ?? '' }, type) : '';
  };
  return (
    <>
      <div className="hd"><h2>{t('today.changed')}</h2><span className="t3">{t('today.changed_says')}</span></div>
      <ul className="chg">
        {rows.map((one) => (
          <li key={one.position}>
            <Position at={one.position} path={one.path ?? null} id={one.record} />
            <div><div className="ell"><RecordLink path={one.path} id={one.record} className="">{one.record_title || one.record}</RecordLink></div><div className="t2">{[deed(one.path ?? '', one.move, one.act), one.actor_title ?? one.actor, moment(one.at)].filter(Boolean).join(', ')}</div></div>
          </li>
        ))}
      </ul>
    </>
  );
}

export function TodayPage() {
  const me = useSuspenseQuery(session()).data;
  const asked = useQuery(check(undefined, useAsOf()));
  const data = asked.data;
  useStatus(data?.took_us === undefined ? '' : t('today.cost', { time: took(data.took_us) }));
  if (asked.error) return <Failed page error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!data) return <Loading rows={8} />;
  const gaps = [...data.gaps].filter((gap) => gap.verdict === 'gap' || gap.verdict === 'cannot_judge').sort(gapOrder);
  const mine = gaps.filter((gap) => gap.who === me.person.id);
  const others = gaps.filter((gap) => gap.who !== me.person.id);
  const list = mine.length ? mine : others;
  const rest = [...list.slice(3), ...(mine.length ? others : [])];
  const total = shown.reduce((sum, one) => sum + (data.counts[one.count] ?? 0), 0);
  return (
    <div className="td">
      <section className="l">
        <div className="row wrap" style={{ alignItems: 'baseline' }}>
          <h1>{longDate(me.today)}</h1>
          <span className="t2">{mine.length ? t('today.mine', { n: mine.length }) : gaps.length ? t('today.others', { n: gaps.length }) : t('today.nothing')}</span>
        </div>
        <ol className="nxs">{list.slice(0, 3).map((gap, at) => <Next key={`${gap.rule}/${gap.record ?? ''}`} gap={gap} at={at + 1} />)}</ol>
        {rest.length ? (
          <>
            <div className="hd"><h2>{t('today.open')}</h2><span className="t3">{rest.length}</span><span className="sp" /><Link className="s12" to="/conformity">{t('today.by_clause')}</Link></div>
            <table className="due"><colgroup><col style={{ width: 24 }} /><col style={{ width: 76 }} /><col /><col className="wide" style={{ width: '34%' }} /><col className="wide" style={{ width: 150 }} /></colgroup>
              <thead className="sr"><tr><th>{t('conformity.verdict')}</th><th>{t('record.id')}</th><th>{t('record.title')}</th><th>{t('conformity.reason')}</th><th>{t('conformity.who')}</th></tr></thead>
              <tbody>
                {rest.slice(0, 14).map((gap) => {
                  const kind = kindOf(gap);
                  return (
                    <tr key={`${gap.rule}/${gap.record ?? ''}`}>
                      <td><Mark kind={kind} label={wordOf(kind)} size={13} /></td>
                      <td className="nw">{gap.record ? <RecordLink path={gap.path} id={gap.record} /> : <Link className="mono" to="/conformity" search={gap.obligations[0] ? { at: gap.obligations[0] } : {}}>{(gap.obligations[0] ?? gap.rule).replace(/^[^:]*:/, '')}</Link>}</td>
                      <td className="ell">{gap.record_title || gap.says}</td>
                      <td className="t2 ell wide">{gap.record_title ? gap.reason || gap.says : gap.reason}</td>
                      <td className="t3 num wide">{gap.who_title ?? ''}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
            {rest.length > 14 ? <p className="s12" style={{ marginTop: 6 }}><Link to="/conformity">{t('today.more', { n: rest.length - 14 })}</Link></p> : null}
          </>
        ) : null}
      </section>
      <section className="r" aria-label={t('nav.conformity')}>
        <div className="hd"><h2>{t('nav.conformity')}</h2><span className="sp" /><span className="t3 s12">{t('today.computed')} <Position at={data.position} /></span></div>
        <div className="row"><Link to="/conformity" className="b5 nw" title={data.title}>{shortTitle(data.title)}</Link><span className="sp" /><span className="t3 s12">{t('conformity.obligations', { n: total })}</span></div>
        <div className="span" aria-hidden>{[...shown].reverse().filter((one) => (data.counts[one.count] ?? 0) > 0).map((one) => <i key={one.kind} className={`w-${one.kind}`} style={{ flexGrow: data.counts[one.count] ?? 0 }} />)}</div>
        <ul className="lg">{[...shown].reverse().filter((one) => (data.counts[one.count] ?? 0) > 0).map((one) => <li key={one.kind}><Link to="/conformity" search={{ only: one.kind }} title={wordOf(one.kind)}><Mark kind={one.kind} size={12} label={wordOf(one.kind)} />{number(data.counts[one.count] ?? 0)}</Link></li>)}</ul>
        <Changes />
        <div className="hd"><h2>{t('today.bring')}</h2></div>
        <p className="t2">{t('today.bring_says')} <Link to="/import">{t('account.import')}</Link></p>
      </section>
    </div>
  );
}
