import { expect, test } from 'vitest';
import type { Clause, Gap } from '~/contract/types';
import { gravest, kindOf, shortTitle, tree, worstOf } from './verdicts';

const clause = (id: string, obligations: Clause['obligations'] = []): Clause => ({ id, title: id, level: id.split('.').length, verdict: 'conforms', obligations });
const duty = (id: string, verdict: 'gap' | 'conforms') => ({ id, title: id, verdict, rules: [] });

test('a gap without a grade counts as major, an excused one is no gap', () => {
  expect(kindOf({ verdict: 'gap' })).toBe('major');
  expect(kindOf({ verdict: 'gap', severity: 'observation' })).toBe('obs');
  expect(kindOf({ verdict: 'excused', severity: 'major' })).toBe('exc');
});

test('of several verdicts the worst stands, and none is nothing', () => {
  expect(worstOf(['ok', 'unk', 'minor'])).toBe('minor');
  expect(worstOf([])).toBe('none');
});

test('clauses form a tree by their ids, and a step that holds nothing of its own is passed over', () => {
  const roots = tree([clause('6'), clause('6.1'), clause('6.1.3', [duty('27001:6.1.3.e', 'gap')]), clause('6.2', [duty('27001:6.2.a', 'conforms')])], new Map([['27001:6.1.3.e', 'minor' as const]]));
  expect(roots.map((node) => node.clause.id)).toEqual(['6']);
  expect(roots[0]?.children.map((node) => node.clause.id)).toEqual(['6.1.3', '6.2']);
  expect(roots[0]?.under).toEqual(['minor', 'ok']);
});

test('the gravest gap of an obligation is kept, and what cannot be judged is no gap', () => {
  const gap = (severity: Gap['severity'], verdict: Gap['verdict']): Gap => ({ rule: 'r', says: '', severity, verdict, obligations: ['x'] });
  expect(gravest([gap('observation', 'gap'), gap('minor', 'gap'), gap('major', 'cannot_judge')]).get('x')).toBe('minor');
});

test('a standard is named up to its edition', () => expect(shortTitle('ISO/IEC 27001:2022 Information security management systems')).toBe('ISO/IEC 27001:2022'));
