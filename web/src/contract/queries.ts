import { QueryClient, infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { Problem, get } from './http';
import type {
  Catalog, Check, ClauseView, CoverageItem, HistoryEntry, Hit, Page, RecentEntry, RecordView, ReportCard, ReportTable, Session,
} from './types';

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: false,
      // What the server decided does not change by asking again; only the line or a busy server may.
      retry: (count, error) => count < 2 && error instanceof Problem && (error.status === 0 || error.status === 503),
      networkMode: 'always',
    },
    mutations: { retry: false, networkMode: 'always' },
  },
});

/** Where one reads: now (undefined), a date or `#position`. */
export type AsOf = string | undefined;

export const session = () => queryOptions({ queryKey: ['session'], queryFn: () => get<Session>('/session'), staleTime: Infinity, retry: false });

export const catalog = () => queryOptions({ queryKey: ['types'], queryFn: () => get<Catalog>('/types'), staleTime: Infinity });

export interface ListAsk { path: string; filter?: string; sort?: string; q?: string; archived?: boolean; as_of?: AsOf; limit?: number }

export const list = (ask: ListAsk) => infiniteQueryOptions({
  queryKey: ['records', ask.path, 'list', ask],
  initialPageParam: '' as string,
  placeholderData: keepPreviousData,
  queryFn: ({ pageParam, signal }) => get<Page>(`/${ask.path}`, {
    filter: ask.filter, sort: ask.sort, q: ask.q, archived: ask.archived || undefined, as_of: ask.as_of,
    limit: ask.limit ?? 100, cursor: pageParam || undefined,
  }, signal),
  getNextPageParam: (page) => page.next ?? undefined,
});

export const count = (path: string, filter?: string, as_of?: AsOf, q?: string) => queryOptions({
  queryKey: ['records', path, 'count', filter ?? '', as_of ?? '', q ?? ''],
  placeholderData: keepPreviousData,
  queryFn: ({ signal }) => get<{ count: number }>(`/${path}/count`, { filter, q, as_of }, signal),
});

export const record = (path: string, id: string, as_of?: AsOf) => queryOptions({
  queryKey: ['records', path, 'one', id, as_of ?? ''],
  queryFn: ({ signal }) => get<RecordView>(`/${path}/${encodeURIComponent(id)}`, { as_of }, signal),
});

export const history = (path: string, id: string, as_of?: AsOf) => queryOptions({
  queryKey: ['records', path, 'history', id, as_of ?? ''],
  queryFn: ({ signal }) => get<{ entries: HistoryEntry[]; labels?: Record<string, string> }>(`/${path}/${encodeURIComponent(id)}/history`, { as_of }, signal),
});

export const check = (standard?: string, as_of?: AsOf) => queryOptions({
  queryKey: ['verdicts', 'check', standard ?? '', as_of ?? ''],
  placeholderData: keepPreviousData,
  queryFn: ({ signal }) => get<Check>('/check', { standard, as_of }, signal),
});

export const clause = (id: string, as_of?: AsOf) => queryOptions({
  queryKey: ['verdicts', 'clause', id, as_of ?? ''],
  queryFn: ({ signal }) => get<ClauseView>(`/clauses/${encodeURIComponent(id)}`, { as_of }, signal),
});

export const standards = () => queryOptions({
  queryKey: ['standards'], staleTime: Infinity,
  queryFn: async ({ signal }) => (await get<{ standards: { id: string; title: string }[] }>('/standards', undefined, signal)).standards,
});

export const recent = (as_of?: AsOf) => queryOptions({
  queryKey: ['records', 'recent', as_of ?? ''],
  queryFn: async ({ signal }) => (await get<{ entries: RecentEntry[] }>('/recent', { before: as_of?.startsWith('#') ? Number(as_of.slice(1)) + 1 : undefined }, signal)).entries,
});

export const coverage = (standard?: string) => queryOptions({
  queryKey: ['coverage', standard ?? ''],
  queryFn: ({ signal }) => get<{ items: CoverageItem[] }>('/coverage', { standard }, signal),
});

export const reports = () => queryOptions({
  queryKey: ['reports'],
  queryFn: async ({ signal }) => {
    const said = await get<ReportCard[] | { reports: ReportCard[] }>('/reports', undefined, signal);
    return Array.isArray(said) ? said : said.reports;
  },
  staleTime: 300_000,
});

export const reportTable = (name: string, as_of?: AsOf) => queryOptions({
  queryKey: ['verdicts', 'report', name, as_of ?? ''],
  queryFn: ({ signal }) => get<ReportTable>(`/reports/${name}`, { format: 'json', as_of }, signal),
});

export const search = (q: string) => queryOptions({
  queryKey: ['search', q],
  enabled: q.trim().length > 1,
  placeholderData: keepPreviousData,
  queryFn: ({ signal }) => get<{ hits: Hit[] }>('/search', { q }, signal),
});
