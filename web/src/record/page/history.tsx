import { useMutation, useQuery } from '@tanstack/react-query';
import { history as historyQuery } from '~/contract/queries';
import type { Field, HistoryEntry, Labels, RecordView, Type, Value } from '~/contract/types';
import { Button } from '~/kit/button';
import { Empty, Failed, Loading } from '~/kit/states';
import { offerUndo } from '~/kit/undo';
import { knownAt, useAsOf, useWritable } from '~/shell/as_of';
import { moment, position, t } from '~/texts/texts';
import { restoreVersion } from '../changes';
import { moveWord } from '../moves_words';
import { Shown } from '../fields/show';
import { isEmpty } from '../fields/values';

function Side({ field, value, labels, type }: { field: Field | undefined; value: Value | undefined; labels: Labels; type: Type }) {
  if (isEmpty(value)) return <span className="t3">{t('history.empty')}</span>;
  if (!field) return <>{type.states.find((one) => one.name === value)?.title ?? (typeof value === 'object' ? JSON.stringify(value) : String(value))}</>;
  return <Shown field={field} value={value} labels={labels} type={type} compact />;
}

export function Diff({ entry, type, labels, most = 40 }: { entry: HistoryEntry; type: Type; labels: Labels; most?: number }) {
  const created = entry.version === 1;
  return (
    <dl className="diff">
      {entry.changes.slice(0, most).map((change) => {
        const field = type.fields.find((one) => one.name === change.field);
        return (
          <div key={change.field}>
            <dt className="t3">{change.title || change.field}</dt>
            <dd>{created ? null : <><del className="del"><Side field={field} value={change.from} labels={labels} type={type} /></del> </>}<ins className="ins"><Side field={field} value={change.to} labels={labels} type={type} /></ins>{field?.derived || field?.computed ? <span className="t3"> {t('history.derived')}</span> : null}</dd>
          </div>
        );
      })}
      {entry.changes.length > most ? <div><dt /><dd className="t3">{t('history.more', { n: entry.changes.length - most })}</dd></div> : null}
    </dl>
  );
}

export function History({ type, path, view }: { type: Type; path: string; view: RecordView }) {
  const as_of = useAsOf();
  const write = useWritable();
  const asked = useQuery(historyQuery(path, view.record.id, as_of));
  const restore = useMutation({
    mutationFn: (old: number) => restoreVersion(path, view.record.id, view.record.version, old),
    onSuccess: (_said, old) => offerUndo(t('history.restored', { n: old })),
  });
  if (asked.error) return <Failed error={asked.error} onRetry={() => void asked.refetch()} />;
  if (!asked.data) return <Loading />;
  const entries = asked.data.entries.filter((entry) => knownAt(as_of, entry.at, entry.position));
  if (!entries.length) return <Empty says={t('history.none')} />;
  return (
    <>
      {restore.error ? <Failed error={restore.error} /> : null}
      <ol className="hist">
        {entries.map((entry, at) => (
          <li key={entry.position}>
            <div className="hist-at"><span className="m11 t3">{position(entry.position)}</span><span className="t3 s12">{t('history.version', { n: entry.version })}</span></div>
            <div className="hist-in">
              <div className="row wrap"><b className="b5">{moveWord(entry, type)}</b><span className="t2">{entry.actor_title ?? entry.actor}</span><span className="t3 s12">{moment(entry.at)}</span>
                {entry.origin && entry.origin !== 'web' ? <span className="chip">{t('history.by', { origin: entry.origin })}</span> : null}{entry.batch ? <span className="chip">{t('history.batch', { batch: entry.batch })}</span> : null}<span className="sp" />
                {at > 0 && write && view.can.change && !view.can.change_fields && entry.version !== entries[at - 1]?.version ? <Button bare busy={restore.isPending} onClick={() => restore.mutate(entry.version)}>{t('history.restore')}</Button> : null}
              </div>
              {entry.reason ? <p className="said">“{entry.reason}”</p> : null}
              {entry.changes.length ? <Diff entry={entry} type={type} labels={{ ...view.labels, ...asked.data.labels }} /> : null}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
