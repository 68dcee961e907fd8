import { Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { check as checkQuery, standards as standardsQuery } from '~/contract/queries';
import type { Counts } from '~/contract/types';
import { Icon } from '~/kit/icons';
import { Mark, type MarkKind } from '~/kit/marks';
import { Failed, Loading } from '~/kit/states';
import { useAsOf } from '~/shell/as_of';
import { number, t } from '~/texts/texts';
import { ClauseTree, worstObligation } from './clause_tree';
import { Coverage } from './coverage';
import { ObligationView } from './obligation_view';
import { shortTitle, wordOf } from './verdicts';
import './conformity.css';

export const shown: { kind: MarkKind; count: keyof Counts; quiet?: true }[] = [
  { kind: 'major', count: 'major' }, { kind: 'minor', count: 'minor' }, { kind: 'unk', count: 'cannot_judge' }, { kind: 'obs', count: 'observation' },
  { kind: 'exc', count: 'excused', quiet: true }, { kind: 'ok', count: 'conforms', quiet: true }, { kind: 'none', count: 'nothing', quiet: true },
];

export function ConformityPage() {
  const search = useSearch({ from: '/frame/conformity' });
  const navigate = useNavigate({ from: '/conformity' });
  const asked = useQuery(checkQuery(search.standard, useAsOf()));
  const [narrow, setNarrow] = useState(search.at !== undefined);
  const data = asked.data;
  const standards = useQuery(standardsQuery()).data ?? [];
  const go = (change: Partial<typeof search>) => void navigate({ search: (now) => ({ ...now, ...change }), replace: true });
  const at = search.at ?? (data ? worstObligation(data) : undefined);
  const tabs = (
    <div className="tabs plain" role="tablist" aria-label={t('nav.conformity')}>
      <button role="tab" aria-selected={!search.tab} onClick={() => void navigate({ search: ({ tab: _tab, ...rest }) => rest })}>{t('conformity.standards')}</button>
      <button role="tab" aria-selected={search.tab === 'coverage'} onClick={() => go({ tab: 'coverage' })}>{t('conformity.coverage')}</button>
    </div>
  );
  if (search.tab === 'coverage') return <div className="cov">{tabs}<Coverage standard={search.standard} /></div>;
  if (asked.error) return <Failed error={asked.error} onRetry={() => void asked.refetch()} />;
  return (
    <div className={`cf${narrow ? ' detail' : ''}`}>
      <h1 className="sr">{t('nav.conformity')}</h1>
      <section className="l" aria-label={t('conformity.standards')}>
        <div className="lh">
          {tabs}
          <div className="row s12" style={{ marginTop: 8 }}>
            {standards.length > 1 ? (
              <Menu position="bottom-start">
                <Menu.Target><button className="btn" title={data?.title}>{shortTitle(data?.title ?? '')} <Icon name="down" size={12} /></button></Menu.Target>
                <Menu.Dropdown>{standards.map((one) => <Menu.Item key={one.id} onClick={() => void navigate({ search: { standard: one.id } })}>{one.title}</Menu.Item>)}</Menu.Dropdown>
              </Menu>
            ) : <b className="b5 nw">{shortTitle(data?.title ?? '')}</b>}
            <span className="sp" />
            <div className="counts">
              {data ? shown.filter((one) => (data.counts[one.count] ?? 0) > 0 || !one.quiet).map((one) => (
                <button key={one.kind} className={`fl${one.quiet ? ' q' : ''}`} aria-pressed={search.only === one.kind} title={wordOf(one.kind)} aria-label={`${wordOf(one.kind)}: ${data.counts[one.count] ?? 0}`}
                  onClick={() => (search.only === one.kind ? void navigate({ search: ({ only: _only, ...rest }) => rest, replace: true }) : go({ only: one.kind }))}>
                  <Mark kind={one.kind} size={12} />{number(data.counts[one.count] ?? 0)}
                </button>
              )) : null}
            </div>
          </div>
        </div>
        {data ? <ClauseTree check={data} at={at} only={search.only} onOpen={(id) => { setNarrow(true); go({ at: id }); }} /> : <Loading rows={12} />}
      </section>
      <section className="r" aria-label={t('conformity.detail')}>{at ? <ObligationView key={at} id={at} onBack={() => setNarrow(false)} /> : null}</section>
    </div>
  );
}
