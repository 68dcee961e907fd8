import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { clause as clauseQuery } from '~/contract/queries';
import type { ClauseView, RuleView } from '~/contract/types';
import { Button } from '~/kit/button';
import { Cel } from '~/kit/cel';
import { Mark } from '~/kit/marks';
import { Failed, Loading } from '~/kit/states';
import { offerUndo } from '~/kit/undo';
import { clean, typeByName, useCatalog } from '~/record/catalog';
import { useAsOf, useWritable } from '~/shell/as_of';
import { Position, RecordLink } from '~/shell/links';
import { useStatus } from '~/shell/status_bar';
import { date, lower, t, took } from '~/texts/texts';
import { kindOf, wordOf, worstOf } from './verdicts';

function subject(rule: RuleView, many: string | undefined): string {
  const word = many ? lower(many) : t('conformity.subjects');
  if (rule.verdict === 'conforms') return t('conformity.all_hold', { n: rule.population, what: word });
  if (rule.verdict === 'nothing') return t('conformity.none_to_judge', { what: word });
  if (!rule.each || rule.population === 0) return rule.results[0]?.reason || t('conformity.organisation');
  const parts: string[] = [];
  if (rule.failing) parts.push(t('conformity.fail', { n: rule.failing, all: rule.population, what: word }));
  if (rule.unknown) parts.push(t('conformity.unknown', { n: rule.unknown, all: rule.population, what: word }));
  if (rule.excused) parts.push(t('conformity.excused', { n: rule.excused, all: rule.population, what: word }));
  return parts.join(' ');
}

function Rule({ rule, first }: { rule: RuleView; first: boolean }) {
  const all = useCatalog();
  const write = useWritable();
  const kind = kindOf(rule);
  const type = rule.each ? typeByName(all, rule.each) : undefined;
  const bad = rule.results.filter((one) => one.verdict !== 'conforms' && one.record);
  const wrong = rule.failing + rule.unknown;
  const conforming = rule.conforming - rule.results.filter((one) => one.verdict === 'conforms').length;
  return (
    <>
      <div className="two">
        <h2 className="lab">{t('conformity.rule')}</h2>
        <div>
          <p style={{ marginBottom: 6 }}><Mark kind={kind} label={wordOf(kind)} size={13} /> {rule.says} <span className="mono t3">{rule.rule}</span></p>
          {rule.each || rule.where || rule.expect ? (
            <pre className="cel" tabIndex={0} role="group" aria-label={t('conformity.rule')}>
              {rule.each ? <div><span>each</span><code>{rule.each}</code></div> : null}
              {rule.where ? <div><span>where</span><code><Cel text={rule.where} /></code><u>{t('conformity.population', { n: rule.population })}</u></div> : null}
              {rule.expect ? <div><span>expect</span><code><Cel text={rule.expect} /></code>{rule.population > 0 ? (wrong ? <em>{t('conformity.of', { n: rule.conforming, all: rule.population })}</em> : <u>{t('conformity.of', { n: rule.conforming, all: rule.population })}</u>) : null}</div> : null}
            </pre>
          ) : null}
        </div>
        {rule.remedy && rule.verdict !== 'conforms' ? (
          <>
            <h2 className="lab">{t('conformity.remedy')}</h2>
            <div>
              <p>{rule.remedy}</p>
              <div className="row wrap" style={{ marginTop: 8 }}>
                {bad.slice(0, 2).map((one, at) => (
                  <Link key={one.record} to="/$types/$id" params={{ types: clean(one.path ?? type?.path ?? '', one.record ?? ''), id: one.record ?? '' }} className={`btn${first && at === 0 ? ' pri' : ''}`}>{t('conformity.open', { id: one.record ?? '' })}</Link>
                ))}
                {bad.length === 0 && type?.may.create && write ? <Link to="/$types/new" params={{ types: clean(type.path) }} className={`btn${first ? ' pri' : ''}`}>{t('list.new', { what: lower(type.title.one) })}</Link> : null}
              </div>
            </div>
          </>
        ) : null}
      </div>
      {rule.results.some((one) => one.record) ? (
        <>
          <div className="hd"><h2>{t('conformity.read')}</h2><span className="t3">{type ? `${rule.population} ${lower(rule.population === 1 ? type.title.one : type.title.many)}` : rule.population}</span><span className="sp" />
            {type ? <Link className="s12" to="/$types" params={{ types: clean(type.path) }}>{t('conformity.all_of', { what: lower(type.title.many) })}</Link> : null}
          </div>
          <table className="plain-table rec">
            <thead><tr><th><span className="sr">{t('conformity.verdict')}</span></th><th>{t('record.id')}</th><th>{type?.title.one ?? t('record.title')}</th><th className="mid">{t('conformity.reason')}</th><th className="wide">{t('conformity.who')}</th><th className="num wide">{t('conformity.read_at')}</th></tr></thead>
            <tbody>
              {rule.results.filter((one) => one.record).map((one) => {
                const mark = kindOf({ verdict: one.verdict, severity: rule.severity });
                return (
                  <tr key={one.record}>
                    <td><Mark kind={mark} size={13} label={wordOf(mark)} /></td>
                    <td className="nw"><RecordLink path={one.path ?? type?.path} id={one.record} /></td>
                    <td>{one.title}</td>
                    <td className={`mid ${one.verdict === 'gap' && rule.severity === 'major' ? 'c-major' : 't2'}`}>{one.verdict === 'conforms' ? '' : one.reason}</td>
                    <td className="wide t2">{one.who_title ?? ''}</td>
                    <td className="num wide"><Position at={one.position} path={one.path ?? type?.path ?? null} id={one.record ?? null} /></td>
                  </tr>
                );
              })}
            </tbody>
          </table>
          {rule.more || conforming > 0 ? <p className="s12 t3" style={{ marginTop: 6 }}>{t('conformity.more', { n: rule.more || conforming })}</p> : null}
        </>
      ) : null}
    </>
  );
}

function Judgements({ view }: { view: ClauseView }) {
  const all = useCatalog();
  const write = useWritable();
  const made = view.judgements ?? [];
  const type = typeByName(all, 'judgement');
  if (made.length === 0 && !['also', 'human'].includes(view.judged ?? '')) return null;
  return (
    <>
      <div className="hd"><h2>{t('conformity.judgement')}</h2><span className="t3">{t(view.judged === 'human' ? 'conformity.judged_human' : 'conformity.judged_also')}</span><span className="sp" />
        {type?.may.create && write ? <Link className="s12" to="/$types/new" params={{ types: clean(type.path) }} search={{ with: JSON.stringify({ item: view.id }) }}>{t('list.new', { what: lower(type.title.one) })}</Link> : null}
      </div>
      {made.length === 0 ? <p className="t2">{t('conformity.no_judgement')}</p> : (
        <ul>{made.map((one, at) => {
          const id = String(one['record'] ?? one['id'] ?? '');
          return <li key={id || at} className="row top" style={{ padding: '4px 0' }}>{id && type ? <RecordLink path={type.path} id={id} className="mono nw" /> : null}<span>{String(one['grounds'] ?? one['title'] ?? one['verdict'] ?? '')}</span><span className="sp" />{one['in_force'] === false ? <span className="chip minor">{t('conformity.lapsed')}</span> : null}<span className="t3 s12 nw">{one['until'] ? t('conformity.until', { date: date(String(one['until'])) }) : ''}</span></li>;
        })}</ul>
      )}
    </>
  );
}

export function ObligationView({ id, onBack }: { id: string; onBack: () => void }) {
  const asked = useQuery(clauseQuery(id, useAsOf()));
  const all = useCatalog();
  const view = asked.data;
  const read = view?.rules.reduce((sum, rule) => sum + rule.population, 0) ?? 0;
  useStatus(view ? [t('conformity.records_read', { n: read }), view.took_us === undefined ? '' : took(view.took_us)].filter(Boolean).join(' · ') : '', t('conformity.keys'));
  if (asked.error) return <Failed error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!view) return <Loading />;
  const kind = view.verdict === 'gap' ? worstOf(view.rules.filter((rule) => rule.verdict === 'gap').map(kindOf).concat(view.severity ? [kindOf(view)] : [])) : kindOf(view);
  const leading = view.rules.find((rule) => rule.verdict === view.verdict) ?? view.rules[0];
  const many = leading?.each ? typeByName(all, leading.each)?.title.many : undefined;
  const sentence = leading && (leading.verdict === view.verdict || view.verdict === 'excused') ? subject(leading, many)
    : view.verdict === 'cannot_judge' ? t('conformity.needs_judgement') : view.verdict === 'nothing' ? t('conformity.nothing_answers') : view.verdict === 'conforms' ? t('conformity.judged_ok') : '';
  const tint = kind === 'major' ? 'major' : kind === 'minor' ? 'minor' : 'line';
  const others = (view.also ?? []).filter((other) => other !== view.id);
  const copy = () => void navigator.clipboard?.writeText(location.href).then(() => offerUndo(t('conformity.copied')));
  return (
    <article>
      <div className="row wrap" style={{ marginBottom: 6 }}>
        <button className="btn bare only-narrow" onClick={onBack}>{t('back')}</button>
        <span className="mono t2">{view.id}</span>
        {others.slice(0, 3).map((other, at) => <Link key={other} to="/conformity" search={(now: object) => ({ ...now, at: other })} className="chip">{at === 0 ? `${t('conformity.also')} ` : ''}{other}</Link>)}
        {view.force && view.force !== 'shall' ? <span className="chip">{t('conformity.advice')}</span> : null}
        <span className="sp" />
        <Button onClick={copy}>{t('conformity.copy')}</Button>
      </div>
      <h1>{view.title}</h1>
      <div className={`verdict ${tint}`}>
        <Mark kind={kind} size={20} />
        <div><b className={`b6 c-${kind}`}>{wordOf(kind)}.</b> {sentence}{leading && leading.verdict !== 'conforms' && kind !== 'ok' && leading.results[0]?.reason && leading.each ? <div className="t2" style={{ marginTop: 2 }}>{t('conformity.worst', { id: leading.results[0].record ?? '', reason: leading.results[0].reason })}</div> : null}</div>
      </div>
      <div className="two"><h2 className="lab">{t('conformity.asks')}</h2><p>{view.asks}</p></div>
      {view.rules.map((rule, at) => <div key={rule.rule} className="rule"><Rule rule={rule} first={at === view.rules.findIndex((one) => one.verdict !== 'conforms')} /></div>)}
      {view.rules.length === 0 ? <p className="t2" style={{ marginTop: 14 }}>{t('conformity.no_rule')}</p> : null}
      <Judgements view={view} />
      {view.record_types?.length ? (
        <>
          <div className="hd"><h2>{t('conformity.evidence')}</h2><span className="t3">{t('conformity.evidence_says')}</span></div>
          <p>{view.record_types.map((one, at) => <span key={one.name}>{at ? ', ' : ''}<Link to="/$types" params={{ types: clean(one.path) }}>{one.title}</Link> <span className="t3">{one.count}</span></span>)}</p>
        </>
      ) : null}
    </article>
  );
}
