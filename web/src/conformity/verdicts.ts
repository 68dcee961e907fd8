import type { Clause, Gap, Obligation, Severity, VerdictWord } from '~/contract/types';
import type { MarkKind } from '~/kit/marks';
import { t, type Key } from '~/texts/texts';

interface Judged { verdict: VerdictWord; severity?: Severity | '' | null | undefined }

export function kindOf(one: Judged): MarkKind {
  switch (one.verdict) {
    case 'gap': return one.severity === 'observation' ? 'obs' : one.severity === 'minor' ? 'minor' : 'major';
    case 'cannot_judge': return 'unk';
    case 'excused': return 'exc';
    case 'conforms': return 'ok';
    default: return 'none';
  }
}

/** Worst first. */
export const kinds: MarkKind[] = ['major', 'minor', 'unk', 'obs', 'exc', 'ok', 'none'];

const words: Record<MarkKind, Key> = {
  major: 'verdict.major', minor: 'verdict.minor', unk: 'verdict.cannot_judge', obs: 'verdict.observation',
  exc: 'verdict.excused', ok: 'verdict.conforms', none: 'verdict.nothing',
};
export const wordOf = (kind: MarkKind): string => t(words[kind]);

export const worstOf = (found: MarkKind[]): MarkKind => kinds.find((kind) => found.includes(kind)) ?? 'none';

/** An obligation may come without severity; then its gaps say how grave it is. */
export function obligationKind(one: Obligation, gaps: Map<string, Severity>): MarkKind {
  return kindOf({ verdict: one.verdict, severity: one.severity || gaps.get(one.id) });
}

const weight: Severity[] = ['major', 'minor', 'observation'];
export function gravest(gaps: Gap[]): Map<string, Severity> {
  const found = new Map<string, Severity>();
  for (const gap of gaps) {
    if (gap.verdict !== 'gap') continue;
    for (const id of gap.obligations) {
      const now = found.get(id);
      if (!now || weight.indexOf(gap.severity) < weight.indexOf(now)) found.set(id, gap.severity);
    }
  }
  return found;
}

export const gapOrder = (a: Gap, b: Gap): number => kinds.indexOf(kindOf(a)) - kinds.indexOf(kindOf(b));

/** The name of a standard up to its edition: ISO/IEC 27001:2022. */
export const shortTitle = (title: string): string => /^.*?:\d{4}/.exec(title)?.[0] ?? title;

export interface Node { clause: Clause; children: Node[]; own: MarkKind[]; under: MarkKind[] }

/** Clauses as a tree by their ids: 6 holds 6.1.3, also where no 6.1 is listed. */
export function tree(clauses: Clause[], severities: Map<string, Severity>): Node[] {
  const nodes = new Map<string, Node>();
  for (const clause of clauses) nodes.set(clause.id, { clause, children: [], own: clause.obligations.map((one) => obligationKind(one, severities)), under: [] });
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    const parts = node.clause.id.split('.');
    let parent: Node | undefined;
    while (!parent && parts.length > 1) { parts.pop(); parent = nodes.get(parts.join('.')); }
    (parent?.children ?? roots).push(node);
  }
  const gather = (node: Node): MarkKind[] => { node.under = [...node.own, ...node.children.flatMap(gather)]; return node.under; };
  roots.forEach(gather);
  // A clause that holds nothing of its own and one child only is a step without a view.
  const flatten = (list: Node[]): Node[] => list.flatMap((node) => {
    node.children = flatten(node.children);
    return node.own.length === 0 && node.children.length > 0 && node.clause.id.includes('.') && !node.clause.id.startsWith('A') ? node.children : [node];
  });
  return flatten(roots);
}
