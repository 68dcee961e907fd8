// What the file does not say clearly is asked, never guessed silently.
import type { Mapping, Question, Type } from '~/contract/types';
import { Button } from '~/kit/button';
import { Mark } from '~/kit/marks';
import { t } from '~/texts/texts';

const orders = ['dmy', 'mdy', 'ymd'] as const;
const isOrder = (option: string): option is (typeof orders)[number] => (orders as readonly string[]).includes(option);

function answer(mapping: Mapping, question: Question, option: string, type: Type): Mapping {
  const change = (next: Partial<Mapping['columns'][number]>) => ({ ...mapping, columns: mapping.columns.map((one) => (one.column === question.column ? { ...one, ...next } : one)) });
  if (isOrder(option)) return change({ date_order: option });
  if (type.fields.some((field) => field.name === option.split('.')[0]) && !question.examples?.length) return change({ field: option, why: 'asked', confidence: 100 });
  const column = mapping.columns.find((one) => one.column === question.column);
  if (['create', 'link', 'ignore'].includes(option) && question.field) return { ...mapping, link_rules: { ...mapping.link_rules, [question.field]: option as 'create' | 'link' | 'ignore' } };
  if (question.examples?.length) return change({ values: { ...column?.values, ...Object.fromEntries(question.examples.map((example) => [example, option])) } });
  return change({ field: option === '' ? null : option });
}

export function Questions({ questions, mapping, type, onChange }: { questions: Question[]; mapping: Mapping; type: Type; onChange: (next: Mapping) => void }) {
  return (
    <section className="asks" aria-label={t('import.questions', { n: questions.length })}>
      <h2><Mark kind="unk" size={14} /> {t('import.questions', { n: questions.length })}</h2>
      {questions.map((question, at) => {
        const field = type.fields.find((one) => one.name === question.field);
        const words = question.what === 'date_order' ? t('import.which_order') : question.what;
        return (
          <div className="ask" key={`${question.column ?? ''}.${question.what}.${at}`}>
            <p><span className="mono t3">{question.column}</span> <b className="b5">{question.heading}</b> {words}{question.examples?.length ? <span className="t2"> {t('import.for_example')} <span className="mono">{question.examples.slice(0, 4).join(', ')}</span></span> : null}</p>
            <div className="row wrap">
              {(question.options ?? []).map((option) => {
                const name = typeof option === 'string' ? option : option.name;
                const label = isOrder(name) ? t(`import.${name}`) : typeof option === 'string' ? field?.choices?.find((one) => one.name === name)?.title ?? type.fields.find((one) => one.name === name)?.title ?? name : option.title;
                return <Button key={name} onClick={() => onChange(answer(mapping, question, name, type))}>{label}</Button>;
              })}
              <Button bare onClick={() => onChange({ ...mapping, columns: mapping.columns.map((one) => (one.column === question.column ? { ...one, field: null } : one)) })}>{t('import.leave_out')}</Button>
            </div>
          </div>
        );
      })}
    </section>
  );
}
