import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect, retainSearchParams } from '@tanstack/react-router';
import { Problem } from '~/contract/http';
import { catalog, client, session } from '~/contract/queries';
import { Failed, Loading } from '~/kit/states';
import { Frame } from './frame';
import { NotHere } from './not_here';
import { SignIn } from './sign_in';

const word = (value: unknown): string | undefined => (value === undefined || value === null || value === '' ? undefined : String(value));

const root = createRootRoute({
  // Where in time one reads stays in every address until one goes back to now.
  validateSearch: (search: Record<string, unknown>): { as_of?: string } => { const as_of = word(search['as_of']); return as_of ? { as_of } : {}; },
  search: { middlewares: [retainSearchParams(['as_of'])] },
  notFoundComponent: NotHere,
});

const signIn = createRoute({
  getParentRoute: () => root, path: '/sign-in', component: SignIn,
  validateSearch: (search: Record<string, unknown>): { token?: string; to?: string } => {
    const token = word(search['token']); const to = word(search['to']);
    return { ...(token ? { token } : {}), ...(to ? { to } : {}) };
  },
});

const frame = createRoute({
  getParentRoute: () => root, id: 'frame', component: Frame, notFoundComponent: NotHere,
  beforeLoad: async ({ location }) => {
    try {
      await Promise.all([client.ensureQueryData(session()), client.ensureQueryData(catalog())]);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) throw redirect({ to: '/sign-in', search: location.href === '/' ? {} : { to: location.href } });
      throw error;
    }
  },
  pendingComponent: () => <Loading rows={10} />,
  errorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
});

const today = createRoute({ getParentRoute: () => frame, path: '/', component: lazyRouteComponent(() => import('~/conformity/today_page'), 'TodayPage') });

export interface ConformitySearch { standard?: string; tab?: 'coverage'; at?: string; only?: string }
const conformity = createRoute({
  getParentRoute: () => frame, path: '/conformity',
  component: lazyRouteComponent(() => import('~/conformity/conformity_page'), 'ConformityPage'),
  validateSearch: (search: Record<string, unknown>): ConformitySearch => {
    const found: ConformitySearch = {};
    const standard = word(search['standard']); if (standard) found.standard = standard;
    const at = word(search['at']); if (at) found.at = at;
    const only = word(search['only']); if (only) found.only = only;
    if (search['tab'] === 'coverage') found.tab = 'coverage';
    return found;
  },
});

const soa = createRoute({
  getParentRoute: () => frame, path: '/statement-of-applicability',
  component: lazyRouteComponent(() => import('~/processes/risk_treatment/soa_page'), 'SoaPage'),
  validateSearch: (search: Record<string, unknown>): { show?: string; at?: string } => {
    const show = word(search['show']); const at = word(search['at']);
    return { ...(show ? { show } : {}), ...(at ? { at } : {}) };
  },
});

const importing = createRoute({
  getParentRoute: () => frame, path: '/import', component: lazyRouteComponent(() => import('~/exchange/import_page'), 'ImportPage'),
  validateSearch: (search: Record<string, unknown>): { type?: string } => { const type = word(search['type']); return type ? { type } : {}; },
});

const reports = createRoute({ getParentRoute: () => frame, path: '/reports', component: lazyRouteComponent(() => import('~/reports/reports_page'), 'ReportsPage') });

export interface ListSearch { filter?: string; sort?: string; columns?: string; archived?: true }
const records = createRoute({
  getParentRoute: () => frame, path: '/$types', component: lazyRouteComponent(() => import('~/record/list/list_page'), 'ListPage'),
  validateSearch: (search: Record<string, unknown>): ListSearch => {
    const found: ListSearch = {};
    for (const name of ['filter', 'sort', 'columns'] as const) { const text = word(search[name]); if (text) found[name] = text; }
    if (search['archived'] === true || search['archived'] === 'true') found.archived = true;
    return found;
  },
});

const create = createRoute({
  getParentRoute: () => frame, path: '/$types/new', component: lazyRouteComponent(() => import('~/record/form/create_page'), 'CreatePage'),
  validateSearch: (search: Record<string, unknown>): { with?: string } => { const given = word(search['with']); return given ? { with: given } : {}; },
});

const record = createRoute({
  getParentRoute: () => frame, path: '/$types/$id', component: lazyRouteComponent(() => import('~/record/page/record_page'), 'RecordPage'),
  validateSearch: (search: Record<string, unknown>): { tab?: 'links' | 'history'; edit?: true } => {
    const tab = search['tab'];
    return { ...(tab === 'links' || tab === 'history' ? { tab } : {}), ...(search['edit'] === true ? { edit: true as const } : {}) };
  },
});

export const router = createRouter({
  routeTree: root.addChildren([signIn, frame.addChildren([today, conformity, soa, importing, reports, records, create, record])]),
  defaultPreload: 'intent',
  defaultPendingMs: 300,
  defaultPendingComponent: Loading,
  defaultErrorComponent: ({ error, reset }) => <Failed error={error} onRetry={reset} />,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register { router: typeof router }
}
