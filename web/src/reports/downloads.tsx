import { address } from '~/contract/http';
import { useAsOf } from '~/shell/as_of';
import { t } from '~/texts/texts';

/** One button for each format; HTML opens beside, the rest is saved. */
export function Downloads({ report, formats }: { report: string; formats: string[] }) {
  const as_of = useAsOf();
  return (
    <span className="row wrap" style={{ gap: 6 }}>
      {formats.map((format) => (
        <a key={format} className="btn" href={address(`/reports/${report}`, { format, as_of })} {...(format === 'html' ? { target: '_blank', rel: 'noopener' } : { download: `${report}.${format}` })} aria-label={t('reports.get', { what: report, format: format.toUpperCase() })}>{format.toUpperCase()}</a>
      ))}
    </span>
  );
}
