// Search or do anything: pages, new records, settings, and what the server finds.
import { Spotlight, createSpotlight } from '@mantine/spotlight';
import '@mantine/spotlight/styles.layer.css';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDeferredValue, useEffect, useLayoutEffect, useMemo, useState } from 'react';
import { search } from '~/contract/queries';
import { Icon } from '~/kit/icons';
import { clean, useCatalog } from '~/record/catalog';
import { lower, t } from '~/texts/texts';
import { useWritable } from './as_of';
import { useNavigation } from './nav';
import { setTheme } from './theme';

const [palette, controls] = createSpotlight();

interface Deed { id: string; label: string; hint?: string; run: () => void }

export default function Palette({ onClose }: { onClose: () => void }) {
  const [query, setQuery] = useState('');
  const asked = useDeferredValue(query);
  const navigate = useNavigate();
  const all = useCatalog();
  const groups = useNavigation();
  const write = useWritable();
  const hits = useQuery(search(asked));
  useEffect(() => { controls.open(); }, []);
  // The best answer is taken by Enter without moving first.
  const best = `${query}|${hits.data?.hits[0]?.id ?? ''}`;
  useLayoutEffect(() => {
    const list = document.querySelectorAll('.mantine-Spotlight-action');
    list.forEach((one, at) => (at === 0 ? one.setAttribute('data-selected', 'true') : one.removeAttribute('data-selected')));
    palette.updateState((now) => ({ ...now, selected: list.length ? 0 : -1 }));
  }, [best]);

  const deeds = useMemo<Deed[]>(() => {
    const found: Deed[] = [];
    for (const group of groups) for (const entry of group.entries) {
      if (entry.page) found.push({ id: entry.key, label: entry.title, hint: t(group.key), run: () => void navigate({ to: entry.page ?? '/' }) });
    }
    for (const type of all.types) found.push({ id: `list.${type.name}`, label: type.title.many, hint: t('palette.list'), run: () => void navigate({ to: '/$types', params: { types: clean(type.path) } }) });
    found.push({ id: 'import', label: t('account.import'), run: () => void navigate({ to: '/import' }) });
    if (write) for (const type of all.types) if (type.may.create) found.push({ id: `new.${type.name}`, label: t('list.new', { what: lower(type.title.one) }), run: () => void navigate({ to: '/$types/new', params: { types: clean(type.path) } }) });
    for (const one of ['system', 'light', 'dark'] as const) found.push({ id: `theme.${one}`, label: t('palette.theme', { theme: t(`theme.${one}`) }), run: () => setTheme(one) });
    return found;
  }, [groups, all, write, navigate]);

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const matching = deeds.filter((deed) => words.every((word) => `${deed.label} ${deed.hint ?? ''}`.toLowerCase().includes(word))).slice(0, words.length ? 8 : 12);
  const records = query.trim().length > 1 ? hits.data?.hits ?? [] : [];
  return (
    <Spotlight.Root store={palette} query={query} onQueryChange={setQuery} onSpotlightClose={onClose} shortcut={null} transitionProps={{ duration: 0 }} overlayProps={{ transitionProps: { duration: 0 } }} maxHeight={440} scrollable>
      <Spotlight.Search placeholder={t('palette.open')} aria-label={t('palette.open')} leftSection={<Icon name="search" size={14} />} />
      <Spotlight.ActionsList aria-label={t('palette.open')}>
        {records.length ? (
          <Spotlight.ActionsGroup label={t('palette.records')}>
            {records.map((hit) => (
              <Spotlight.Action key={`${hit.path}/${hit.id}`} onClick={() => void navigate({ to: '/$types/$id', params: { types: clean(hit.path, hit.id), id: hit.id } })}>
                <span className="row" style={{ width: '100%' }}><span className="mono t2 nw">{hit.id}</span><span className="ell">{hit.title}</span></span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {matching.length ? (
          <Spotlight.ActionsGroup label={t('palette.pages')}>
            {matching.map((deed) => (
              <Spotlight.Action key={deed.id} onClick={deed.run}>
                <span className="row" style={{ width: '100%' }}><span className="ell">{deed.label}</span><span className="sp" />{deed.hint ? <span className="t3 s12">{deed.hint}</span> : null}</span>
              </Spotlight.Action>
            ))}
          </Spotlight.ActionsGroup>
        ) : null}
        {!records.length && !matching.length ? <Spotlight.Empty>{t('palette.none')}</Spotlight.Empty> : null}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
