// The control for a field, by its declared type. Labels above, the hint below, a problem in the server's words in its place.
import { Checkbox, Input, Select, TagsInput, TextInput, Textarea } from '@mantine/core';
import '@mantine/core/styles/Checkbox.layer.css';
import '@mantine/core/styles/InlineInput.layer.css';
import '@mantine/core/styles/Pill.layer.css';
import '@mantine/core/styles/PillsInput.layer.css';
import 'dayjs/locale/de';
import { useState, type ReactNode } from 'react';
import type { Field, Labels, Type, Value, Values } from '~/contract/types';
import { Mark } from '~/kit/marks';
import { t } from '~/texts/texts';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { DayInput } from './date_input';
import { LinkInput } from './link_input';
import { ScaleInput } from './scale_input';
import { Shown } from './show';
import { durationValue, durationWords, localMoment, momentValue, numberValue, type Range } from './values';
import './fields.css';

export interface InputProps {
  field: Field;
  value: Value | undefined;
  onChange: (value: Value) => void;
  labels: Labels;
  type?: Type | undefined;
  values: Values;
  problems?: Record<string, string>;
  path?: string;
  /** In tables the label is read out only. */
  bare?: boolean;
  autoFocus?: boolean;
  onPick?: () => void;
}

export function Problem({ says }: { says: ReactNode }) {
  return <span className="row top" style={{ gap: 5 }}><Mark kind="major" size={12} /><span>{says}</span></span>;
}

export function FieldInput({ field, value, onChange, labels, type, values, problems = {}, path, bare, autoFocus, onPick }: InputProps) {
  const [own, setOwn] = useState<string>();
  const key = path ?? field.name;
  const says = problems[key] ?? own;
  const label = bare ? undefined : <>{field.title}{field.unit ? <span className="t3">, {field.unit}</span> : null}</>;
  const common = {
    label, 'aria-label': bare ? field.title : undefined, description: bare ? undefined : field.hint || undefined, error: says ? <Problem says={says} /> : undefined,
    withAsterisk: (field.required ?? false) && !field.has_default, 'data-autofocus': autoFocus || undefined, id: bare ? undefined : `field-${key}`,
  };
  const text = value === undefined || value === null ? '' : String(value);
  switch (field.type) {
    case 'text':
      return <Textarea {...common} autosize minRows={bare ? 1 : 3} maxRows={16} value={text} maxLength={Number(field.max ?? 20_000)} onChange={(event) => onChange(event.currentTarget.value)} />;
    case 'number': case 'money':
      return <NumberText {...common} inputMode="decimal" value={text} onText={(typed) => onChange(numberValue(typed, field))} />;
    case 'date': return <DayInput common={common} value={text} onChange={onChange} />;
    case 'datetime':
      return <TextInput {...common} type="datetime-local" value={text ? localMoment(text) : ''} onChange={(event) => onChange(event.currentTarget.value ? momentValue(event.currentTarget.value) : null)} />;
    case 'duration':
      return <NumberText {...common} placeholder="4h 30m" value={text ? durationWords(text) : ''} onText={(typed) => onChange(typed ? durationValue(typed) : null)} />;
    case 'flag':
      return bare ? <Checkbox aria-label={field.title} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} data-autofocus={autoFocus || undefined} />
        : <Checkbox className="flag" label={field.title} description={common.description} error={common.error} checked={value === true} indeterminate={value === undefined || value === null} onChange={(event) => onChange(event.currentTarget.checked)} />;
    case 'choice':
      return <Select {...common} data={(field.choices ?? []).map((one) => ({ value: one.name, label: one.title }))} value={text || null} searchable={(field.choices?.length ?? 0) > 8} clearable={!field.required} clearButtonProps={{ 'aria-label': t('clear') }}
        onChange={(name) => { onChange(name); onPick?.(); }} comboboxProps={{ transitionProps: { duration: 0 } }} />;
    case 'scale':
      return <ScaleInput field={field} type={type} values={values} value={value === undefined || value === null ? undefined : Number(value)} onChange={onChange} label={common.label} error={common.error} description={common.description} autoFocus={autoFocus} onPick={onPick} />;
    case 'range': return <RangeInput field={field} value={(value ?? {}) as Range} onChange={onChange} common={common} />;
    case 'link':
      return <LinkInput field={field} many={false} value={text ? [text] : []} labels={labels} common={common} onProblem={setOwn} onChange={(ids) => { onChange(ids[0] ?? null); if (ids[0]) onPick?.(); }} />;
    case 'links':
      return <LinkInput field={field} many value={Array.isArray(value) ? value.map(String) : []} labels={labels} common={common} onProblem={setOwn} onChange={onChange} />;
    case 'tags': {
      const tags = Array.isArray(value) ? value.map(String) : [];
      return <TagsInput {...common} value={tags} onChange={onChange} data={(field.choices ?? []).map((one) => one.name)} acceptValueOnBlur clearable clearButtonProps={{ 'aria-label': t('clear') }} />;
    }
    case 'parts': return <PartsInput field={field} value={Array.isArray(value) ? (value as Values[]) : []} onChange={onChange} labels={labels} problems={problems} path={key} error={common.error} />;
    case 'file':
      return <Input.Wrapper label={common.label} description={t('file.later')} labelElement="div"><div style={{ padding: '4px 0' }}><Shown field={field} value={value} labels={labels} /></div></Input.Wrapper>;
    default:
      return <TextInput {...common} value={text} maxLength={Number(field.max ?? 200)} classNames={field.item ? { input: 'mono' } : {}} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}

/** Keeps what is typed as typed while it is typed, and hands on what it means. */
function NumberText({ value, onText, ...rest }: { value: string; onText: (text: string) => void } & Record<string, unknown>) {
  const [typed, setTyped] = useState<string>();
  return <TextInput {...rest} value={typed ?? value} onChange={(event) => { setTyped(event.currentTarget.value); onText(event.currentTarget.value); }} onBlur={() => setTyped(undefined)} />;
}

function RangeInput({ field, value, onChange, common }: { field: Field; value: Range; onChange: (value: Value) => void; common: { label: ReactNode; error: ReactNode; description: ReactNode; withAsterisk: boolean } }) {
  const set = (end: keyof Range) => (typed: string) => {
    const next: Range = { ...value, [end]: typed === '' ? undefined : String(numberValue(typed, { ...field, places: field.places ?? 0, type: 'money' })) };
    if (next[end] === undefined) delete next[end];
    onChange(Object.keys(next).length ? (next as Value) : null);
  };
  return (
    <Input.Wrapper label={common.label} error={common.error} description={common.description} withAsterisk={common.withAsterisk} labelElement="div" inputWrapperOrder={['label', 'input', 'error', 'description']}>
      <div className="range" role="group" aria-label={field.title}>
        {(['low', 'likely', 'high'] as const).map((end) => <NumberText key={end} aria-label={`${field.title}: ${t(`range.${end}`)}`} placeholder={t(`range.${end}`)} inputMode="decimal" value={value[end] ?? ''} onText={set(end)} />)}
      </div>
    </Input.Wrapper>
  );
}

function PartsInput({ field, value, onChange, labels, problems, path, error }: { field: Field; value: Values[]; onChange: (value: Value) => void; labels: Labels; problems: Record<string, string>; path: string; error: ReactNode }) {
  const columns = field.fields ?? [];
  const set = (at: number, name: string, next: Value) => onChange(value.map((row, n) => (n === at ? { ...row, [name]: next } : row)));
  return (
    <Input.Wrapper label={field.title} description={field.hint || undefined} error={error} labelElement="div" withAsterisk={field.required ?? false} inputWrapperOrder={['label', 'input', 'error', 'description']}>
      <div className="parts-edit">
        {value.length ? (
          <table className="plain-table">
            <thead><tr>{columns.map((column) => <th key={column.name}>{column.title}{column.required ? ' *' : ''}</th>)}<th><span className="sr">{t('parts.remove')}</span></th></tr></thead>
            <tbody>
              {value.map((row, at) => (
                <tr key={at}>
                  {columns.map((column) => <td key={column.name}><FieldInput bare field={column} value={row[column.name]} onChange={(next) => set(at, column.name, next)} labels={labels} values={row} problems={problems} path={`${path}.${at}.${column.name}`} /></td>)}
                  <td style={{ width: 30 }}><Button bare aria-label={t('parts.remove')} onClick={() => onChange(value.filter((_, n) => n !== at))}><Icon name="x" size={14} /></Button></td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : null}
        <Button onClick={() => onChange([...value, {}])}><Icon name="plus" size={14} />{t('parts.add')}</Button>
      </div>
    </Input.Wrapper>
  );
}
