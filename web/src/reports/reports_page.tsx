import { useQuery } from '@tanstack/react-query';
import { reports } from '~/contract/queries';
import { Empty, Failed, Loading } from '~/kit/states';
import { t } from '~/texts/texts';
import { Downloads } from './downloads';
import './reports.css';

export function ReportsPage() {
  const asked = useQuery(reports());
  if (asked.error) return <Failed page error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Loading />;
  return (
    <div className="reports">
      <h1>{t('nav.reports')}</h1>
      <p className="t2">{t('reports.says')}</p>
      {asked.data.length === 0 ? <Empty says={t('reports.none')} /> : (
        <ul>
          {asked.data.map((one) => (
            <li key={one.name}>
              <div><h2>{one.title}</h2>{one.says ? <p className="t2">{one.says}</p> : null}</div>
              <Downloads report={one.name} formats={one.formats} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
