// A day: typed, or chosen from a calendar. What cannot be read stays as typed; the server says what is wrong with it.
import { Popover, TextInput } from '@mantine/core';
import { DatePicker } from '@mantine/dates';
import '@mantine/core/styles/ActionIcon.layer.css';
import '@mantine/dates/styles.layer.css';
import { useState } from 'react';
import { Icon } from '~/kit/icons';
import { storedLanguage, t } from '~/texts/texts';
import { dayValue } from './values';

export function DayInput({ value, onChange, common }: { value: string; onChange: (day: string | null) => void; common: Record<string, unknown> }) {
  const [open, setOpen] = useState(false);
  const good = /^\d{4}-\d{2}-\d{2}$/.test(value) && !Number.isNaN(Date.parse(value));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withRoles={false} withinPortal>
      <Popover.Target>
        <TextInput {...common} value={value} placeholder={t('date.placeholder')} inputMode="numeric"
          onChange={(event) => onChange(event.currentTarget.value || null)} onBlur={() => { if (value) onChange(dayValue(value)); }}
          rightSection={<button type="button" className="in-field" aria-label={t('date.open')} onClick={() => setOpen(!open)}><Icon name="down" size={14} /></button>} />
      </Popover.Target>
      <Popover.Dropdown p={10}>
        <DatePicker value={good ? value : null} {...(good ? { defaultDate: value } : {})} firstDayOfWeek={1} locale={storedLanguage()} onChange={(day) => { onChange(day); setOpen(false); }} />
      </Popover.Dropdown>
    </Popover>
  );
}
