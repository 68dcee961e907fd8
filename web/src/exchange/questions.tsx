// What the file does not say clearly is asked, never guessed silently.
import { Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { get } from '~/contract/http';
import type { Mapping, Page, Question, Type } from '~/contract/types';
import { Button } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { clean } from '~/record/catalog';
import { useLevels } from '~/record/fields/scale';
import { t } from '~/texts/texts';

const orders = ['dmy', 'mdy', 'ymd'] as const;
const isOrder = (option: string): option is (typeof orders)[number] => (orders as readonly string[]).includes(option);
const span = 'low..high -> ';

interface Props { question: Question; mapping: Mapping; type: Type; onChange: (next: Mapping) => void }

/** Words for an option: the title of a choice, a level, a state, a field or a record. */
function useWords(question: Question, mapping: Mapping, type: Type): (name: string) => string {
  const field = type.fields.find((one) => one.name === question.field);
  const link = field?.of?.split('.')[0];
  const levels = useLevels(field ?? { name: '', title: '', type: 'line' }, type, link && mapping.defaults?.[link] !== undefined ? { [link]: mapping.defaults[link] } : {});
  const path = !question.column && field?.to_path ? clean(field.to_path) : '';
  const records = useQuery({ queryKey: ['records', path, 'pick', ''], enabled: path !== '', queryFn: () => get<Page>(`/${path}`, { limit: 200 }) });
  return (name) => {
    if (isOrder(name)) return t(`import.${name}`);
    if (name === 'true' || name === 'false') return t(name === 'true' ? 'yes' : 'no');
    const choice = field?.choices?.find((one) => one.name === name)?.title;
    const level = field?.type === 'scale' ? levels.find((one) => String(one.level) === name)?.title : undefined;
    const record = records.data?.records.find((one) => one.id === name)?.title;
    if (level) return `${name} ${level}`;
    if (record) return `${name} ${record}`;
    return choice ?? (question.field === 'state' ? type.states.find((one) => one.name === name)?.title : undefined) ?? (question.field ? undefined : type.fields.find((one) => one.name === name)?.title) ?? name;
  };
}

function Ask({ question, mapping, type, onChange }: Props) {
  const word = useWords(question, mapping, type);
  const [low, setLow] = useState('');
  const [high, setHigh] = useState('');
  const all = (question.options ?? []).map((option) => (typeof option === 'string' ? option : option.name));
  const range = all.find((option) => option.startsWith(span))?.slice(span.length);
  const options = all.filter((option) => !option.startsWith(span));
  const examples = question.examples ?? [];
  const column = mapping.columns.find((one) => one.column === question.column);
  const change = (next: Partial<Mapping['columns'][number]>) => onChange({ ...mapping, columns: mapping.columns.map((one) => (one.column === question.column ? { ...one, ...next } : one)) });
  const translate = (pairs: Record<string, string>) => change({ values: { ...column?.values, ...pairs } });

  // Three kinds of answer: for the whole import, for the column, for the values that were not understood.
  const ofImport = !question.column;
  const ofColumn = !ofImport && (!question.field || options.some(isOrder));
  const answer = (option: string) => {
    if (ofImport) onChange({ ...mapping, defaults: { ...mapping.defaults, [question.field ?? '']: option } });
    else if (isOrder(option)) change({ date_order: option });
    else if (ofColumn) change({ field: option, why: 'asked', confidence: 100 });
    else translate(Object.fromEntries(examples.map((example) => [example, option])));
  };
  const data = options.map((option) => ({ value: option, label: word(option) }));
  const each = !ofImport && !ofColumn && examples.length > 1;
  return (
    <div className="ask">
      <p><span className="mono t3">{question.column}</span> <b className="b5">{question.heading}</b> {question.what === 'date_order' ? t('import.which_order') : question.what}{examples.length && !each ? <span className="t2"> {t('import.for_example')} <span className="mono">{examples.slice(0, 4).join(', ')}</span></span> : null}</p>
      {range ? (
        <form className="row wrap" onSubmit={(event) => { event.preventDefault(); if (low.trim() && high.trim()) translate({ [`${low.trim()}..${high.trim()}`]: range }); }}>
          <span className="t2">{t('import.range_from')}</span>
          <TextInput w={90} aria-label={t('import.range_low')} value={low} onChange={(event) => setLow(event.currentTarget.value)} />
          <span className="t2">{t('import.range_to')}</span>
          <TextInput w={90} aria-label={t('import.range_high')} value={high} onChange={(event) => setHigh(event.currentTarget.value)} />
          <span className="t2">{t('import.range_onto', { span: range.replace('..', ' – ') })}</span>
          <Button type="submit" onClick={() => undefined}>{t('import.range_use')}</Button>
        </form>
      ) : null}
      {each ? (
        <table className="plain-table trans">
          <tbody>{examples.map((example) => <tr key={example}><td className="mono">{example}</td><td><Select w={240} aria-label={t('import.becomes_of', { what: example })} data={data} value={column?.values?.[example] ?? null} placeholder={t('import.becomes')} clearable clearButtonProps={{ 'aria-label': t('clear') }} onChange={(option) => translate({ [example]: option ?? '' })} /></td></tr>)}</tbody>
        </table>
      ) : null}
      <div className="row wrap">
        {each ? null : options.length > 8 ? <Select w={260} aria-label={question.what} searchable data={data} value={null} onChange={(option) => { if (option) answer(option); }} /> : options.map((option) => <Button key={option} onClick={() => answer(option)}>{word(option)}</Button>)}
        {!ofImport && !ofColumn ? <Button bare onClick={() => translate(Object.fromEntries(examples.map((example) => [example, ''])))}>{t('import.leave_empty')}</Button> : null}
        {ofImport ? null : <Button bare onClick={() => change({ field: null })}>{t('import.leave_out')}</Button>}
      </div>
    </div>
  );
}

export function Questions({ questions, ...rest }: { questions: Question[] } & Omit<Props, 'question'>) {
  return (
    <section className="asks" aria-label={t('import.questions', { n: questions.length })}>
      <h2><Mark kind="unk" size={14} /> {t('import.questions', { n: questions.length })}</h2>
      {questions.slice(0, 30).map((question, at) => <Ask key={`${question.column ?? ''}.${question.field ?? ''}.${question.what}.${at}`} question={question} {...rest} />)}
    </section>
  );
}
