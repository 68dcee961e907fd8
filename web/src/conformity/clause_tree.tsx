import { useMemo, useState } from 'react';
import type { Check, Obligation } from '~/contract/types';
import { Icon } from '~/kit/icons';
import { useKeys } from '~/kit/keys';
import { Mark, Strip, type MarkKind } from '~/kit/marks';
import { t } from '~/texts/texts';
import { gravest, obligationKind, tree, wordOf, worstOf, type Node } from './verdicts';

interface Row { key: string; depth: number; node?: Node; one?: Obligation; kind: MarkKind }

/** The first obligation of the worst verdict there is, so that the page opens where one is needed. */
export function worstObligation(check: Check): string | undefined {
  const severities = gravest(check.gaps);
  const all = check.clauses.flatMap((clause) => clause.obligations);
  const worst = worstOf(all.map((one) => obligationKind(one, severities)));
  return all.find((one) => obligationKind(one, severities) === worst)?.id ?? all[0]?.id;
}

export function ClauseTree({ check, at, only, onOpen }: { check: Check; at: string | undefined; only: string | undefined; onOpen: (id: string) => void }) {
  const severities = useMemo(() => gravest(check.gaps), [check.gaps]);
  const roots = useMemo(() => tree(check.clauses, severities), [check.clauses, severities]);
  const [folds, setFolds] = useState<Record<string, boolean>>({});
  const holds = (node: Node): boolean => node.clause.obligations.some((one) => one.id === at) || node.children.some(holds);
  const open = (node: Node): boolean => (only ? true : folds[node.clause.id] ?? holds(node));

  const rows: Row[] = [];
  const walk = (nodes: Node[], depth: number) => {
    for (const node of nodes) {
      const kept = node.under.filter((kind) => !only || kind === only);
      if (only && kept.length === 0) continue;
      rows.push({ key: node.clause.id, depth, node, kind: worstOf(node.under) });
      if (!open(node)) continue;
      for (const one of node.clause.obligations) {
        const kind = obligationKind(one, severities);
        if (!only || kind === only) rows.push({ key: one.id, depth: depth + 1, one, kind });
      }
      walk(node.children, depth + 1);
    }
  };
  walk(roots, 0);

  const [cursor, setCursor] = useState<string>();
  const here = rows.find((row) => row.key === cursor) ? cursor : at;
  const focus = (key: string) => {
    setCursor(key);
    requestAnimationFrame(() => document.getElementById(`tree-${key}`)?.focus());
  };
  const step = (by: number) => {
    const next = rows[Math.max(0, Math.min(rows.length - 1, rows.findIndex((row) => row.key === here) + by))];
    if (!next) return;
    focus(next.key);
    if (next.one) onOpen(next.one.id);
  };
  const fold = (node: Node, to?: boolean) => setFolds((now) => ({ ...now, [node.clause.id]: to ?? !open(node) }));
  const nextGap = () => {
    const all = check.clauses.flatMap((clause) => clause.obligations);
    const from = all.findIndex((one) => one.id === at);
    const order = [...all.slice(from + 1), ...all.slice(0, from + 1)];
    const found = order.find((one) => one.verdict === 'gap' || one.verdict === 'cannot_judge');
    if (found) { onOpen(found.id); focus(found.id); }
  };
  useKeys({ j: () => step(1), k: () => step(-1), n: nextGap });

  const onKey = (event: React.KeyboardEvent, row: Row) => {
    const deeds: Record<string, () => void> = {
      ArrowDown: () => step(1), ArrowUp: () => step(-1),
      ArrowRight: () => { if (row.node) fold(row.node, true); }, ArrowLeft: () => { if (row.node) fold(row.node, false); },
      Enter: () => (row.node ? fold(row.node) : row.one && onOpen(row.one.id)), ' ': () => (row.node ? fold(row.node) : row.one && onOpen(row.one.id)),
    };
    const deed = deeds[event.key];
    if (deed) { event.preventDefault(); deed(); }
  };

  return (
    <div className="tree" role="tree" aria-label={check.title}>
      {rows.map((row, n) => {
        const item = {
          id: `tree-${row.key}`, role: 'treeitem', 'aria-level': row.depth + 1, tabIndex: (here ? row.key === here : n === 0) ? 0 : -1,
          onKeyDown: (event: React.KeyboardEvent) => onKey(event, row), onFocus: () => setCursor(row.key),
        };
        if (row.node) {
          const { clause, under } = row.node;
          const ticks = under.slice(0, 60);
          return (
            <div key={row.key} {...item} aria-expanded={open(row.node)} className={`tr ${row.depth === 0 ? 'c' : 's'}`} style={{ paddingLeft: 10 + row.depth * 16 }} onClick={() => row.node && fold(row.node)}>
              <Icon name={open(row.node) ? 'down' : 'right'} size={12} />
              <span className="id">{clause.id}</span><span className="ti ell">{clause.title}</span>
              <span className="st"><Strip ticks={ticks} label={t('conformity.obligations', { n: under.length })} /></span>
              <Mark kind={row.kind} label={wordOf(row.kind)} />
            </div>
          );
        }
        const one = row.one as Obligation;
        return (
          <div key={row.key} {...item} aria-selected={one.id === at} className={`tr o${one.id === at ? ' sel' : ''}`} style={{ paddingLeft: 26 + row.depth * 8 }} onClick={() => { setCursor(one.id); onOpen(one.id); }}>
            <span className="id">{one.id.replace(/^[^:]*:/, '')}</span><span className="ti ell" title={one.title}>{one.title}</span>
            <Mark kind={row.kind} label={wordOf(row.kind)} />
          </div>
        );
      })}
    </div>
  );
}
