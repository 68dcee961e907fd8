// Mappings worth keeping: save this one under a name, take an earlier one.
import { Menu, Popover, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { call, get } from '~/contract/http';
import type { Mapping } from '~/contract/types';
import { Button } from '~/kit/button';
import { Icon } from '~/kit/icons';
import { offerUndo } from '~/kit/undo';
import { t } from '~/texts/texts';

type Listed = { name: string; title?: string; mapping?: Mapping } | string;

export function Saved({ mapping, onLoad }: { mapping: Mapping; onLoad: (mapping: Mapping) => void }) {
  const cache = useQueryClient();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const known = useQuery({
    queryKey: ['mappings'], retry: false,
    queryFn: async () => { const said = await get<Listed[] | { mappings: Listed[] }>('/imports/mappings'); return Array.isArray(said) ? said : said.mappings; },
  });
  const save = useMutation({
    mutationFn: () => call('PUT', `/imports/mappings/${encodeURIComponent(name.trim())}`, { body: mapping }),
    onSuccess: () => { setOpen(false); offerUndo(t('import.saved', { name: name.trim() })); void cache.invalidateQueries({ queryKey: ['mappings'] }); },
  });
  const load = useMutation({
    mutationFn: async (one: Listed) => {
      if (typeof one !== 'string' && one.mapping) return one.mapping;
      return get<Mapping>(`/imports/mappings/${encodeURIComponent(typeof one === 'string' ? one : one.name)}`);
    },
    onSuccess: (said) => onLoad({ ...said, tables: mapping.tables }),
  });
  const names = known.data ?? [];
  return (
    <span className="row">
      {names.length ? (
        <Menu position="bottom-end">
          <Menu.Target><button className="btn">{t('import.load')} <Icon name="down" size={12} /></button></Menu.Target>
          <Menu.Dropdown>{names.map((one) => { const label = typeof one === 'string' ? one : one.title ?? one.name; return <Menu.Item key={label} onClick={() => load.mutate(one)}>{label}</Menu.Item>; })}</Menu.Dropdown>
        </Menu>
      ) : null}
      <Popover opened={open} onChange={setOpen} position="bottom-end" trapFocus withRoles={false}>
        <Popover.Target><span><Button onClick={() => setOpen(!open)}>{t('import.save')}</Button></span></Popover.Target>
        <Popover.Dropdown p={12} w={280} role="dialog" aria-label={t('import.save')}>
          <form onSubmit={(event) => { event.preventDefault(); if (name.trim()) save.mutate(); }}>
            <TextInput label={t('import.save_name')} data-autofocus value={name} onChange={(event) => setName(event.currentTarget.value)} error={save.error ? save.error.message : undefined} />
            <div className="row" style={{ marginTop: 10 }}><Button primary type="submit" busy={save.isPending} onClick={() => undefined}>{t('import.save')}</Button></div>
          </form>
        </Popover.Dropdown>
      </Popover>
    </span>
  );
}
