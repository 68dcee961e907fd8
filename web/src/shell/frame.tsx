import { Drawer, Menu } from '@mantine/core';
import { useSuspenseQuery } from '@tanstack/react-query';
import { Link, Outlet, useMatchRoute, useNavigate, useParams } from '@tanstack/react-router';
import { Suspense, lazy, useEffect, useState } from 'react';
import { call } from '~/contract/http';
import { client, session } from '~/contract/queries';
import { Icon } from '~/kit/icons';
import { useKeys } from '~/kit/keys';
import { Loading } from '~/kit/states';
import { UndoToast } from '~/kit/undo';
import { clean, typeByPath, useCatalog } from '~/record/catalog';
import { languages, setLanguage, storedLanguage, t, type Language } from '~/texts/texts';
import { AsOfBanner, AsOfControl } from './as_of';
import { Logo } from './logo';
import { useLive } from './live';
import { Nav, useOpenEntry } from './nav';
import { StatusBar } from './status_bar';
import { setTheme, theme, type Theme } from './theme';

const Palette = lazy(() => import('./palette'));
const KeysHelp = lazy(() => import('./keys_help'));

function Crumbs() {
  const all = useCatalog();
  const { group, entry } = useOpenEntry();
  const { types, id } = useParams({ strict: false });
  const type = types ? typeByPath(all, types) : undefined;
  const match = useMatchRoute();
  const last = match({ to: '/import' }) ? t('account.import') : id ?? (type && !entry?.page ? type.title.many : entry?.title) ?? '';
  useEffect(() => { document.title = `${last || t('app.name')} · ${t('app.name')}`; }, [last]);
  return (
    <div className="crumb">
      {group ? <><span className="wide">{group}</span><span className="wide" aria-hidden>/</span></> : null}
      {type && id ? <><Link to="/$types" params={{ types: clean(type.path) }}>{type.title.many}</Link><span aria-hidden>/</span></> : null}
      <b className="ell">{last}</b>
    </div>
  );
}

function Account({ name }: { name: string }) {
  const navigate = useNavigate();
  const now = theme.use();
  const initials = name.split(/\s+/).map((word) => word[0] ?? '').join('').slice(0, 2).toUpperCase();
  const leave = async () => {
    await call('DELETE', '/session').catch(() => undefined);
    client.clear();
    void navigate({ to: '/sign-in' });
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target><button className="me" aria-label={t('account.of', { name, initials })}>{initials}</button></Menu.Target>
      <Menu.Dropdown miw={190}>
        <Menu.Label>{name}</Menu.Label>
        <Menu.Item onClick={() => void navigate({ to: '/import' })}>{t('account.import')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('account.theme')}</Menu.Label>
        <Menu.RadioGroup value={now} onChange={(one) => setTheme(one as Theme)}>{(['system', 'light', 'dark'] as Theme[]).map((one) => <Menu.RadioItem key={one} value={one}>{t(`theme.${one}`)}</Menu.RadioItem>)}</Menu.RadioGroup>
        <Menu.Label>{t('account.language')}</Menu.Label>
        <Menu.RadioGroup value={storedLanguage()} onChange={(one) => setLanguage(one as Language)}>{languages.map((one) => <Menu.RadioItem key={one} value={one}>{t(`language.${one}`)}</Menu.RadioItem>)}</Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={() => void leave()}>{t('account.leave')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function Frame() {
  const me = useSuspenseQuery(session()).data;
  const organisation = typeof me.organisation === 'string' ? me.organisation : me.organisation.title;
  const [nav, setNav] = useState(false);
  const [palette, setPalette] = useState(false);
  const [keys, setKeys] = useState(false);
  const navigate = useNavigate();
  const all = useCatalog();
  const go = (name: string) => () => {
    const type = all.types.find((one) => one.name === name);
    if (type) void navigate({ to: '/$types', params: { types: clean(type.path) } });
  };
  useLive(me.person.id);
  useKeys({
    'mod+k': () => setPalette(true),
    '?': () => setKeys(true),
    'g h': () => void navigate({ to: '/' }),
    'g c': () => void navigate({ to: '/conformity' }),
    'g s': () => void navigate({ to: '/statement-of-applicability' }),
    'g i': () => void navigate({ to: '/import' }),
    'g r': go('risk'),
    'g a': go('asset'),
  });
  return (
    <div className="app">
      <a className="skip" href="#main">{t('app.skip')}</a>
      <section className="dom" aria-label={t('app.house')}>
        <button className="burger" aria-label={t('nav.open')} aria-expanded={nav} onClick={() => setNav(true)}><Icon name="lines" /></button>
        <Logo /><span className="ell">{organisation}</span>
      </section>
      <header className="top">
        <Crumbs /><span className="sp" />
        <AsOfControl today={me.today} />
        <button className="find" onClick={() => setPalette(true)} aria-keyshortcuts="Control+K">
          <Icon name="search" size={14} /><span className="wide-text">{t('palette.open')}</span><span className="sp" /><span className="kbd wide" aria-hidden>Ctrl K</span>
        </button>
        <Account name={me.person.title} />
      </header>
      <div className="nav-place"><Nav /></div>
      <Drawer opened={nav} onClose={() => setNav(false)} size={280} title={organisation} closeButtonProps={{ 'aria-label': t('close') }}>
        <Nav onGo={() => setNav(false)} />
      </Drawer>
      <div className="place">
        <AsOfBanner today={me.today} />
        <main className="main" id="main" tabIndex={-1}><Suspense fallback={<Loading rows={10} />}><Outlet /></Suspense></main>
      </div>
      <StatusBar me={me} onKeys={() => setKeys(true)} />
      <UndoToast />
      <Suspense>
        {palette ? <Palette onClose={() => setPalette(false)} /> : null}
        {keys ? <KeysHelp onClose={() => setKeys(false)} /> : null}
      </Suspense>
    </div>
  );
}
