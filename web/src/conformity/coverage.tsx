import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { coverage } from '~/contract/queries';
import { Segments } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { Failed, Loading } from '~/kit/states';
import { clean, typeByName, useCatalog } from '~/record/catalog';
import { t } from '~/texts/texts';

/** Which item is answered by which rules and records, and where the holes are. */
export function Coverage({ standard }: { standard: string | undefined }) {
  const asked = useQuery(coverage(standard));
  const all = useCatalog();
  const [show, setShow] = useState<'all' | 'holes'>('all');
  if (asked.error) return <Failed error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Loading rows={12} />;
  const items = asked.data.items;
  const hole = (one: (typeof items)[number]) => one.hole ?? (one.rules.length === 0 && one.records.length === 0);
  const holes = items.filter(hole).length;
  const rows = show === 'holes' ? items.filter(hole) : items;
  return (
    <>
      <div className="row wrap" style={{ margin: '12px 0 8px' }}>
        <h1 className="b6">{t('conformity.coverage_title')}</h1>
        <span className="t2">{t('conformity.coverage_says', { n: items.length, ruled: items.filter((one) => one.rules.length).length, holes })}</span><span className="sp" />
        <Segments label={t('conformity.coverage')} value={show} onChange={setShow} options={[{ value: 'all', label: t('conformity.everything') }, { value: 'holes', label: t('conformity.holes', { n: holes }) }]} />
      </div>
      <table className="plain-table">
        <thead><tr><th>{t('record.id')}</th><th>{t('conformity.obligation')}</th><th>{t('conformity.rules')}</th><th className="wide">{t('conformity.records')}</th><th className="wide">{t('conformity.judged')}</th></tr></thead>
        <tbody>
          {rows.map((one) => (
            <tr key={one.id}>
              <td className="nw"><Link className="mono" to="/conformity" search={{ at: one.id }}>{one.id.replace(/^[^:]*:/, '')}</Link></td>
              <td>{one.title ?? ''}</td>
              <td className="mono t2">{one.rules.length ? one.rules.join(', ') : hole(one) ? <span className="c-unk"><Mark kind="unk" size={13} /> {t('conformity.hole')}</span> : ''}</td>
              <td className="wide">{one.records.map((name, at) => { const type = typeByName(all, name); return <span key={name}>{at ? ', ' : ''}{type ? <Link to="/$types" params={{ types: clean(type.path) }}>{type.title.many}</Link> : name}</span>; })}</td>
              <td className="wide t3">{one.judged ? t(`judged.${one.judged as 'machine' | 'also' | 'human'}`) : ''}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
