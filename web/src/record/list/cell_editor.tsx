// The editor of one cell, opening under it. Enter saves, Tab goes to the next cell, Esc keeps what was.
import { Popover } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { Problem } from '~/contract/http';
import type { Entry, Field, Labels, Type, Value } from '~/contract/types';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';
import { changeRecord } from '../changes';
import { Conflict } from '../conflict';
import { FieldInput } from '../fields/input';
import { isEmpty, same } from '../fields/values';

interface Props { type: Type; path: string; record: Entry; field: Field; labels: Labels; children: ReactNode; onClose: () => void; onNext: (by: number) => void }

export default function CellEditor({ type, path, record, field, labels, children, onClose, onNext }: Props) {
  const [seen] = useState(record);
  const [value, setValue] = useState<Value | undefined>(seen.values[field.name]);
  const save = useMutation({
    mutationFn: ({ version, next }: { version: number; next: Value | undefined; go?: number }) => changeRecord(path, seen.id, version, { [field.name]: isEmpty(next) ? null : (next as Value) }),
    onSuccess: (said, { go }) => {
      const before = seen.values[field.name] ?? null;
      offerUndo(t('list.changed', { what: field.title, id: seen.id }), () => changeRecord(path, seen.id, said.record.version, { [field.name]: before }).then(() => undefined));
      if (go) onNext(go); else onClose();
    },
  });
  const problem = save.error instanceof Problem ? save.error : undefined;
  const stale = problem?.status === 412;
  const act = (next: Value | undefined, go = 0) => {
    if (save.isPending) return;
    if (same(next, seen.values[field.name])) { if (go) onNext(go); else onClose(); return; }
    save.mutate({ version: seen.version, next, go });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') { event.preventDefault(); event.stopPropagation(); onClose(); return; }
    const inList = event.target instanceof HTMLInputElement && event.target.getAttribute('aria-expanded') === 'true';
    if (event.key === 'Enter' && !event.shiftKey && !inList && !(event.target instanceof HTMLTextAreaElement && !event.ctrlKey)) { event.preventDefault(); act(value); }
    if (event.key === 'Tab' && !stale) { event.preventDefault(); act(value, event.shiftKey ? -1 : 1); }
  };
  const says = problem && !stale ? { [field.name]: problem.byField()[field.name] ?? problem.detail } : {};
  const roomy = field.type === 'text' || field.type === 'scale' || field.type === 'parts';
  return (
    <Popover opened onClose={onClose} position="bottom-start" offset={2} trapFocus withinPortal withRoles={false} closeOnEscape={false} closeOnClickOutside clickOutsideEvents={['mousedown']} returnFocus>
      <Popover.Target><div className="gcell editing">{children}</div></Popover.Target>
      <Popover.Dropdown p={12} w={stale ? 520 : roomy ? 372 : 300} onKeyDown={onKey} role="dialog" aria-label={t('list.edit_cell', { what: field.title, id: seen.id })}>
        {stale ? <Conflict type={type} path={path} id={seen.id} seen={{ version: seen.version, position: seen.position, values: seen.values }} yours={{ [field.name]: value ?? null }} labels={labels} busy={save.isPending} onKeep={(version) => save.mutate({ version, next: value })} onTake={onClose} /> : (
          <>
            <FieldInput field={{ ...field }} value={value} onChange={setValue} labels={labels} type={type} values={{ ...seen.values, [field.name]: value ?? null }} problems={says} autoFocus />
            <p className="t3 s11 keys-line">{save.isPending ? t('status.saving') : t('list.cell_keys')}</p>
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
