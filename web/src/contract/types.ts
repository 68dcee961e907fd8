// The shapes of docs/reference/http.md. The client is generic over record types, so it needs
// the words of the contract only, never the fields of a type.

export type FieldType =
  | 'line' | 'text' | 'number' | 'money' | 'date' | 'datetime' | 'duration' | 'flag' | 'choice'
  | 'scale' | 'range' | 'link' | 'links' | 'file' | 'tags' | 'parts';

export interface Choice { name: string; title: string }

export interface Field {
  name: string;
  title: string;
  type: FieldType;
  hint?: string;
  group?: string;
  required?: boolean;
  required_in?: string[];
  list?: boolean;
  search?: boolean;
  unique?: boolean;
  personal?: boolean;
  derived?: boolean;
  has_default?: boolean;
  computed?: boolean;
  to?: string;
  to_path?: string;
  inverse?: string;
  choices?: Choice[];
  of?: string;
  places?: number;
  min?: number | string;
  max?: number | string;
  unit?: string;
  item?: string;
  fields?: Field[];
}

export interface Move { name: string; title: string; from: string[] | string; to: string; needs?: string[] }

export interface Type {
  name: string;
  path: string;
  process: string;
  prefix: string;
  title: { one: string; many: string };
  says: string;
  fields: Field[];
  states: { name: string; title: string }[];
  initial: string;
  moves: Move[];
  may: { create: boolean; change?: boolean };
  title_field?: string;
  evidence_for?: string[];
}

export interface Process { process: string; item?: string; title: string; says?: string; order?: number }

export interface Catalog { types: Type[]; processes: Process[]; roles: { name: string; title?: string }[] | string[] }

export type Value = string | number | boolean | null | Value[] | { [key: string]: Value };
export type Values = Record<string, Value>;

export interface Entry {
  id: string;
  type: string;
  version: number;
  state: string;
  state_title?: string;
  domain?: string;
  archived?: boolean;
  imported?: boolean;
  created_at?: string;
  created_by?: string;
  changed_at?: string;
  changed_by?: string;
  state_since?: string;
  position?: number;
  title: string;
  values: Values;
  incomplete?: string[];
}

export type Labels = Record<string, string>;

export interface Page { records: Entry[]; labels: Labels; next: string | null; position: number; took_us?: number }

export type Severity = 'major' | 'minor' | 'observation';
/** Empty where nothing is wrong. */
export type Grade = Severity | '';
export type VerdictWord = 'gap' | 'cannot_judge' | 'excused' | 'conforms' | 'nothing';

export interface Gap {
  rule: string;
  says: string;
  severity: Severity;
  verdict: VerdictWord;
  record?: string | null;
  record_title?: string;
  path?: string | null;
  obligations: string[];
  reason?: string;
  remedy?: string;
  who?: string | null;
  who_title?: string;
  until?: string | null;
}

export interface OfferedMove {
  name: string;
  title: string;
  to: string;
  allowed: boolean;
  why_not?: string;
  needs?: string[];
}

export interface RecordView {
  record: Entry;
  labels: Labels;
  links: Record<string, { type: string; path: string; title?: string; records: Entry[] }>;
  moves: OfferedMove[];
  can: { change: boolean; change_fields: string[] | null; archive: boolean };
  gaps: Gap[];
}

export interface HistoryEntry {
  position: number;
  at: string;
  actor: string;
  actor_title?: string;
  act?: string;
  move?: string;
  origin?: string;
  reason?: string;
  version: number;
  batch?: string | number | null;
  changes: { field: string; title: string; from?: Value; to?: Value }[];
}

export interface BulkChange { id: string; version: number; values: Values }
export interface BulkResult {
  results: { id: string; outcome: 'changed' | 'unchanged' | 'refused'; detail?: string; from?: Values; to?: Values }[];
  batch?: string | number | null;
}

export interface Counts {
  major: number; minor: number; cannot_judge: number; observation: number;
  excused: number; conforms: number; nothing: number; uncovered?: number;
}

export interface Obligation {
  id: string;
  title: string;
  verdict: VerdictWord;
  severity?: Grade | null;
  rules: string[];
  judgement?: unknown;
  assessability?: string;
}

export interface Clause {
  id: string;
  title: string;
  level: number;
  verdict: VerdictWord;
  severity?: Grade | null;
  obligations: Obligation[];
}

export interface Check {
  standard: string;
  title: string;
  at: string;
  position: number;
  catalog?: string;
  took_us?: number;
  counts: Counts;
  clauses: Clause[];
  gaps: Gap[];
}

export interface RuleResult {
  record?: string | null;
  title?: string;
  path?: string | null;
  verdict: VerdictWord;
  reason?: string;
  position?: number;
  who?: string | null;
  who_title?: string;
}

export interface RuleView {
  rule: string;
  says: string;
  severity: Severity;
  each?: string | null;
  where?: string | null;
  expect?: string | null;
  remedy?: string;
  verdict: VerdictWord;
  population: number;
  failing: number;
  unknown: number;
  excused: number;
  conforming: number;
  results: RuleResult[];
  more?: number;
}

export interface ClauseView {
  id: string;
  title: string;
  asks: string;
  standard: string;
  clause: string;
  kind?: string;
  force?: string;
  basis?: string;
  assessability?: string;
  judged?: string;
  verdict: VerdictWord;
  severity?: Grade | null;
  also?: string[];
  rules: RuleView[];
  judgements?: { [key: string]: Value }[];
  record_types?: { name: string; title: string; path: string; count: number }[];
  took_us?: number;
}

export interface CoverageItem {
  id: string;
  title?: string;
  kind?: string;
  assessability?: string;
  judged?: string;
  rules: string[];
  records: string[];
  hole?: boolean;
}

export interface ReportCard { name: string; title: string; says?: string; formats: string[] }

export type Cell = string | number | boolean | null | { [key: string]: Value } | Cell[];
export interface ReportTable {
  title: string;
  head: { label: string; value: Cell }[];
  columns: { title: string; key: string; show?: string; align?: string }[];
  rows: ({ cells?: Record<string, Cell> | Cell[] } & Record<string, Cell | undefined | Record<string, Cell>>)[];
}

export interface ColumnMapping {
  column: string;
  heading: string;
  field: string | null;
  confidence?: number;
  why?: string;
  values?: Record<string, string>;
  date_order?: 'dmy' | 'mdy' | 'ymd' | null;
}

export interface Mapping {
  type: string;
  tables: (string | number)[];
  columns: ColumnMapping[];
  defaults?: Values;
  state?: string | null;
  link_rules?: Record<string, 'create' | 'link' | 'ignore'>;
}

export interface PlanRow {
  table?: string | number;
  row: number;
  outcome: 'new' | 'changed' | 'unchanged' | 'refused';
  id?: string | null;
  values?: Values;
  from?: Values | null;
  faults?: { column?: string; field?: string | null; value?: string; detail: string; warning?: boolean }[];
}

export interface Question {
  column?: string;
  heading?: string;
  field?: string | null;
  what: string;
  options?: (string | Choice)[];
  examples?: string[];
}

export interface Plan {
  new: number;
  changed: number;
  unchanged: number;
  refused: number;
  questions: Question[];
  notes?: string[];
  rows: PlanRow[];
  more?: number;
}

export interface Sheet {
  name: string;
  hidden?: boolean;
  rows: number;
  columns: number;
  tables: { table: string | number; heading_row?: number | null; rows: number; first_cells?: string[] }[];
  encoding?: string;
  separator?: string;
}

export interface ImportView { import: string | number; sheets: Sheet[]; proposal: Mapping; plan: Plan | null; candidates?: { type: string; confidence: number }[]; notes?: string[] }

export interface Applied {
  batch: string | number | null;
  created: number; changed: number; unchanged: number; refused: number; position: number;
}

export interface Session {
  person: { id: string; title: string };
  organisation: string | { title: string };
  roles: string[];
  today: string;
  position: number;
  settings?: Record<string, Value>;
  version?: string;
}

export interface RecentEntry {
  position: number; at: string; actor: string; actor_title?: string; act?: string; move?: string;
  record: string; record_title?: string; path?: string; type?: string;
}

export interface Hit { type: string; path: string; id: string; title: string; field?: string; snippet?: string }
