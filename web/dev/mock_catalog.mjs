// Declared types for the development server: few, but with every field type of the contract.
const words = (name) => { const text = name.replaceAll('_', ' '); return text[0].toUpperCase() + text.slice(1); };
const fields = (map) => Object.entries(map).map(([name, say]) => {
  const field = { name, title: words(name), type: 'line', hint: '', ...say };
  if (say.choices) field.choices = Object.entries(say.choices).map(([key, title]) => ({ name: key, title }));
  if (say.fields) field.fields = fields(say.fields);
  if (say.to && say.to !== 'any') field.to_path = { person: 'people', risk_method: 'risk-methods', asset: 'assets', risk: 'risks', treatment: 'treatments', soa_entry: 'soa-entries', audit: 'audits', finding: 'findings' }[say.to];
  return field;
});
const states = (...names) => names.map((name) => ({ name, title: words(name) }));

export const types = [
  { name: 'person', path: 'people', process: 'resources', prefix: 'P', title: { one: 'Person', many: 'People' }, says: 'Who works here or for us.',
    fields: fields({ title: { title: 'Name', required: true, list: true, search: true, personal: true }, mail: { list: true, personal: true }, deputy: { type: 'link', to: 'person', inverse: 'deputy_of' } }),
    states: states('active'), initial: 'active', moves: [] },
  { name: 'risk_method', path: 'risk-methods', process: 'risk_assessment', prefix: 'RM', title: { one: 'Risk method', many: 'Risk methods' }, says: 'Scales, and how a level follows from them.',
    fields: fields({ title: { required: true, list: true }, likelihood_levels: { type: 'parts', fields: { level: { type: 'number' }, title: {} } }, impact_levels: { type: 'parts', fields: { level: { type: 'number' }, title: {} } } }),
    states: states('active'), initial: 'active', moves: [] },
  { name: 'asset', path: 'assets', process: 'risk_assessment', prefix: 'A', title: { one: 'Asset', many: 'Assets' }, says: 'What is worth protecting: information, systems, sites and people who hold it together.',
    fields: fields({ title: { required: true, list: true, search: true }, kind: { type: 'choice', list: true, choices: { information: 'Information', system: 'System', site: 'Site' } }, owner: { type: 'link', to: 'person', required: true, list: true, inverse: 'owned_assets' }, replacement: { type: 'money', hint: 'What a new one costs.' }, outage: { type: 'duration', title: 'Longest outage', hint: 'As hours and minutes, 4h or 90m.' }, tags: { type: 'tags' } }),
    states: states('active', 'retired'), initial: 'active', moves: [{ name: 'retire', title: 'Retire', from: ['active'], to: 'retired', needs: ['reason'] }] },
  { name: 'risk', path: 'risks', process: 'risk_assessment', prefix: 'R', title: { one: 'Risk', many: 'Risks' }, says: 'What may happen to what we value, how bad it would be, and who answers for it.',
    fields: fields({
      title: { required: true, list: true, search: true }, scenario: { type: 'text', hint: 'Source, event and effect in two or three sentences.' },
      owner: { type: 'link', to: 'person', required: true, list: true, inverse: 'owned_risks', hint: 'Who decides about this risk.' },
      method: { type: 'link', to: 'risk_method', required: true, group: 'Estimate' },
      likelihood: { type: 'scale', of: 'method.likelihood_levels', required: true, group: 'Estimate', list: true }, impact: { type: 'scale', of: 'method.impact_levels', required: true, group: 'Estimate', list: true },
      level: { type: 'number', derived: true, list: true, group: 'Estimate' }, cost_each: { type: 'range', unit: 'EUR', places: 0, group: 'Estimate', hint: 'Nine times of ten the cost lies between these.' },
      assessed_on: { type: 'date', required: true, list: true, group: 'Estimate' }, confirmed: { type: 'flag', group: 'Estimate' },
      assets: { type: 'links', to: 'asset', inverse: 'risks', group: 'Touches' }, tags: { type: 'tags', group: 'Touches', list: true },
      causes: { type: 'parts', group: 'Touches', fields: { cause: { required: true }, share: { type: 'number', places: 2 }, seen_on: { type: 'date' } } },
      noticed_at: { type: 'datetime', group: 'Touches' }, treatment_count: { type: 'number', computed: true, title: 'Treatments', list: true } }),
    states: states('draft', 'assessed', 'retired'), initial: 'draft', evidence_for: ['27001:6.1.2.c.1', '27001:8.2-1'],
    moves: [{ name: 'assess', title: 'Mark as assessed', from: ['draft'], to: 'assessed' }, { name: 'confirm', title: 'Confirm the estimate', from: ['assessed'], to: 'assessed' }, { name: 'retire', title: 'Retire', from: ['draft', 'assessed'], to: 'retired', needs: ['reason'] }] },
  { name: 'treatment', path: 'treatments', process: 'risk_treatment', prefix: 'T', title: { one: 'Treatment', many: 'Treatments' }, says: 'What we do about a risk, by whom and until when.',
    fields: fields({ title: { required: true, list: true, search: true }, risk: { type: 'link', to: 'risk', inverse: 'treatments', required: true, list: true }, option: { type: 'choice', required: true, list: true, choices: { mitigate: 'Mitigate', share: 'Share', avoid: 'Avoid', accept: 'Accept' } }, due: { type: 'date', list: true }, cost: { type: 'money', list: true } }),
    states: states('draft', 'approved', 'done'), initial: 'draft', moves: [{ name: 'approve', title: 'Approve', from: ['draft'], to: 'approved', only: 'P-002', why: 'The risk owner approves, not the author.' }, { name: 'finish', title: 'Mark as done', from: ['approved'], to: 'done' }] },
  { name: 'soa_entry', path: 'soa-entries', process: 'risk_treatment', prefix: 'S', title: { one: 'SoA entry', many: 'SoA entries' }, says: 'One control: in or out, why, and how far it is done.',
    fields: fields({ control: { item: 'control', required: true, list: true }, applicable: { type: 'flag', required: true, list: true }, justification: { type: 'text', list: true }, implementation: { type: 'choice', list: true, choices: { done: 'Done', partly: 'Partly', planned: 'Planned', none: 'Not started' } }, owner: { type: 'link', to: 'person', inverse: 'owned_controls', list: true }, risks: { type: 'links', to: 'risk', inverse: 'soa_entries' } }),
    states: states('active'), initial: 'active', moves: [] },
  { name: 'audit', path: 'audits', process: 'internal_audit', prefix: 'AU', title: { one: 'Audit', many: 'Audits' }, says: 'A look at one part of the system by somebody independent.',
    fields: fields({ title: { required: true, list: true }, auditor: { type: 'link', to: 'person', list: true }, held_on: { type: 'date', list: true } }), states: states('planned', 'held'), initial: 'planned', moves: [{ name: 'hold', title: 'Mark as held', from: ['planned'], to: 'held' }] },
  { name: 'finding', path: 'findings', process: 'internal_audit', prefix: 'F', title: { one: 'Finding', many: 'Findings' }, says: 'What an audit found, with its grade.',
    fields: fields({ title: { required: true, list: true, search: true }, audit: { type: 'link', to: 'audit', inverse: 'findings', list: true }, grade: { type: 'choice', list: true, choices: { major: 'Major', minor: 'Minor', observation: 'Observation' } } }), states: states('open', 'closed'), initial: 'open', moves: [{ name: 'close', title: 'Close', from: ['open'], to: 'closed', needs: ['reason'] }] },
].map((type) => ({ may: { create: true, change: true }, evidence_for: [], ...type }));

export const processes = [
  { process: 'risk_assessment', item: '27022:7.4', title: 'Risk assessment', says: '', order: 2 }, { process: 'risk_treatment', item: '27022:7.5', title: 'Risk treatment', says: '', order: 3 },
  { process: 'internal_audit', item: '27022:7.11', title: 'Internal audit', says: '', order: 9 }, { process: 'resources', item: '27022:8.3', title: 'Resources', says: '', order: 15 },
];
