// The 24 entries in six groups (UX.md, section 5). An entry exists when a page or a type behind it exists;
// a type nobody names goes to the entry of its process, a process nobody names to the last group.
import type { Catalog, Type } from '~/contract/types';
import type { Key } from '~/texts/texts';

export interface Entry { key: string; title: string; page?: '/' | '/conformity' | '/statement-of-applicability' | '/reports'; types: Type[] }
export interface NavGroup { key: Key; entries: Entry[] }

interface Plan { key: Key; page?: Entry['page']; needs?: string; types?: string[]; processes?: string[] }

const plan: { key: Key; entries: Plan[] }[] = [
  { key: 'nav.home', entries: [{ key: 'nav.today', page: '/' }] },
  { key: 'nav.plan', entries: [
    { key: 'nav.context', types: ['scope_statement', 'issue', 'interested_party', 'requirement'], processes: ['requirements', 'governance'] },
    { key: 'nav.assets', types: ['asset', 'supplier', 'service', 'site'], processes: ['outsourced_services'] },
    { key: 'nav.risks', types: ['risk', 'risk_assessment', 'risk_method'], processes: ['risk_assessment'] },
    { key: 'nav.treatment', types: ['treatment', 'acceptance'], processes: ['risk_treatment'] },
    { key: 'nav.soa', page: '/statement-of-applicability', needs: 'soa_entry', types: ['soa_entry', 'control', 'soa_version'] },
    { key: 'nav.objectives', types: ['objective'] },
  ] },
  { key: 'nav.do', entries: [
    { key: 'nav.policies', types: ['policy', 'document'], processes: ['policy', 'records_control'] },
    { key: 'nav.evidence', types: ['evidence', 'task', 'file'], processes: ['implementation'] },
    { key: 'nav.incidents', types: ['incident'], processes: ['incident'] },
    { key: 'nav.changes', types: ['change', 'exception'], processes: ['change'] },
    { key: 'nav.people', types: ['person', 'role', 'assignment', 'domain', 'training'], processes: ['resources', 'awareness'] },
  ] },
  { key: 'nav.check', entries: [
    { key: 'nav.conformity', page: '/conformity', types: ['judgement', 'check_run'] },
    { key: 'nav.metrics', types: ['metric', 'measurement'], processes: ['performance_evaluation'] },
    { key: 'nav.audits', types: ['audit', 'audit_programme'], processes: ['internal_audit'] },
    { key: 'nav.review', types: ['management_review'] },
  ] },
  { key: 'nav.act', entries: [
    { key: 'nav.findings', types: ['finding', 'nonconformity', 'action'], processes: ['improvement'] },
    { key: 'nav.improvements', types: ['improvement', 'improvement_idea'] },
  ] },
  { key: 'nav.share', entries: [
    { key: 'nav.reports', page: '/reports', processes: ['communication', 'customer_relationship'] },
  ] },
  { key: 'nav.more', entries: [{ key: 'nav.settings', types: ['setting', 'overlay', 'mapping', 'comment'] }, { key: 'nav.own' }] },
];

export function navigation(all: Catalog, title: (key: Key) => string): NavGroup[] {
  const named = new Set(plan.flatMap((group) => group.entries.flatMap((entry) => entry.types ?? [])));
  const homed = new Set(plan.flatMap((group) => group.entries.flatMap((entry) => entry.processes ?? [])));
  const found: NavGroup[] = [];
  for (const group of plan) {
    const entries: Entry[] = [];
    for (const one of group.entries) {
      const byName = (one.types ?? []).flatMap((name) => all.types.filter((type) => type.name === name));
      const byProcess = all.types.filter((type) => !named.has(type.name) && (one.processes ?? []).includes(type.process));
      const strays = one.key === 'nav.own' ? all.types.filter((type) => !named.has(type.name) && !homed.has(type.process)) : [];
      const types = [...byName, ...byProcess, ...strays];
      const opened = one.page ? !one.needs || types.some((type) => type.name === one.needs) : types.length > 0;
      if (opened) entries.push({ key: one.key, title: title(one.key), types, ...(one.page ? { page: one.page } : {}) });
    }
    if (entries.length) found.push({ key: group.key, entries });
  }
  return found;
}

export function entryOf(groups: NavGroup[], type: string): { group: NavGroup; entry: Entry } | undefined {
  for (const group of groups) for (const entry of group.entries) if (entry.types.some((one) => one.name === type)) return { group, entry };
  return undefined;
}
