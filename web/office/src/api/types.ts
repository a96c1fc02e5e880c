// The shapes of docs/api.md, written once; the pages know the server through nothing else.

export type Id = string
export type Value = string | number | boolean | string[] | null
export type Values = Record<string, Value>
export type Tone = 'info' | 'ok' | 'warn' | 'bad' | 'mute'

export interface FieldError {
  field: string | null
  label?: string
  message: string
  hint?: string
}

export interface Problem {
  type?: string
  title: string
  status: number
  detail?: string
  hint?: string
  errors?: FieldError[]
  current?: Row
  yours?: Values
  fields?: string[]
  totp?: boolean
  until?: string
}

export type Kind =
  | 'text' | 'note' | 'int' | 'money' | 'bool' | 'date' | 'time' | 'code' | 'codes' | 'citizen_id' | 'credit_code' | 'phone'
  | 'card' | 'region' | 'ref'

export interface Field {
  name: string
  label: string
  group: string | null
  help: string | null
  kind: Kind
  codes: string | null
  ref: string | null
  required: boolean
  unique: boolean
  secret: boolean
  readonly: boolean
  list: boolean
  query: boolean
  partial: boolean
  search: boolean
  future: boolean
  min?: number
  max?: number
}

export interface State {
  code: string
  label: string
  tone: Tone
}

export interface Action {
  name: string
  label: string
  from: string[]
  to: string | null
  reason: boolean
  second: boolean
  batch: boolean
  tone: 'ok' | 'bad'
  fields: string[]
  can: boolean
}

export type Permission = 'create' | 'update' | 'remove' | 'import' | 'export' | 'reveal'

export interface Ledger {
  name: string
  label: string
  counter: string
  title: string | null
  person: string | null
  fields: Field[]
  states: State[]
  actions: Action[]
  can: Record<Permission, boolean>
}

export interface Code {
  code: string
  label: string
  tone?: Tone
}

export interface Region {
  code: string
  name: string
  level: 'county' | 'town' | 'village'
  parent: string | null
}

export interface Schema {
  ledgers: Ledger[]
  codes: Record<string, Code[]>
  regions: Region[]
}

export interface Row {
  id: Id
  version: number
  created_at: string
  changed_at: string
  removed_at?: string | null
  state?: string
  labels: Record<string, string>
  masked: string[]
  [field: string]: unknown
}

export type Operator = 'is' | 'not' | 'in' | 'from' | 'to' | 'between' | 'contains' | 'empty' | 'filled'

export interface Filter {
  field: string
  op: Operator
  value?: Value
}

export interface Query {
  text?: string
  region?: string
  filters?: Filter[]
  where?: string
  state?: string[]
  sort?: { field: string; desc: boolean }[]
  removed?: boolean
  alike?: { fields: string[]; least?: number } /* only rows that agree with others in these */
  offset?: number
  limit?: number
}

export interface Found {
  rows: Row[]
  total: number
  offset?: number
}

export interface Job {
  id: Id
  kind: string
  title: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  done: number
  total: number
  message: string
  result: Record<string, unknown> | null
  error: Problem | null
  created_at: string
  finished_at: string | null
}

export interface Started {
  job: Job
}

export interface User {
  id: Id
  account: string
  name: string
  role: string
  role_label: string
  region: string
  region_label: string
  organization_id?: Id
}

export interface Session {
  user: User
  csrf: string
  must_change_password: boolean
  totp: boolean
  idle_minutes: number
  site: {
    county: string
    title: string
    demo: boolean
    notice: { name: string; title: string; number: string; from: string; to: string; slogan: string } | null
    today: string
  }
  pages: string[]
  accounts?: FirstAccount[] /* after set-up only: the other administrators */
}

export interface FirstAccount {
  account: string
  role_label: string
  password: string
}

export interface Setup {
  needed: boolean
  demo: boolean
  notices: { name: string; title: string; fault?: string }[]
}

export interface Change {
  field: string
  label: string
  old?: unknown
  new?: unknown
}

export interface HistoryEntry {
  seq: Id
  at: string
  actor: string
  action: string
  action_label: string
  reason?: string
  batch?: string
  changes: Change[]
  undoable: boolean
}

export interface Option {
  id: Id
  label: string
  detail: string
}

export interface ImportColumn {
  col: number
  letter: string
  heading: string
  field: string | null /* a field, a part of a region (region:village) or a field of the row referred to (person_id.id_no) */
  label?: string
  how: 'label' | 'alias' | 'synonym' | 'cells' | 'memory' | 'mark' | 'chosen' | 'twice' | 'none'
  samples: string[]
}

export interface ImportSheet {
  index: number
  name: string
  hidden: boolean
  rows: number
  hidden_rows: number
  fault?: string /* why nothing of it can be read; then the rest is absent */
  title?: string
  heading_rows?: number[]
  columns?: ImportColumn[]
  missing?: string[] /* required fields without a column */
  skipped: { row: number; why: string; text: string }[]
}

export type Outcome = 'new' | 'changed' | 'same' | 'ask' | 'error' | 'duplicate' | 'left'

export interface Import {
  id: Id
  ledger: string
  name: string
  state: 'read' | 'confirmed' | 'applying' | 'done' | 'undone' | 'cancelled'
  source: string | null
  at: string
  actor: string
  sheets: ImportSheet[] /* not in the list of batches */
  chosen: number[]
  counts: Record<Outcome | 'skipped' | 'written' | 'refused', number> | null /* in the list: what was written */
  hidden?: boolean
  fixes: { why: string; count: number }[]
  result?: { written: number; refused: number; refusals: { row: number; message: string }[] } /* once it was written */
  same_as: string | null
  returned: Returned | null /* a workbook exported here that comes back */
  job?: Job | null
}

/* Held against what it was exported from and what is stored now. */
export interface Returned {
  made_at: string | null /* null: that export is no longer on record */
  made_by: string | null
  rows: number
  untouched: number
  merged: number
  conflicts: number
  refused: number
  copied: number
  missing: number
  missing_rows: { id: Id; title: string }[] /* the first hundred */
}

export interface ImportCell {
  field: string
  label: string
  raw: string
  value: unknown
  old?: unknown
  base?: unknown /* as it was exported, of a workbook that comes back */
  options?: Option[] /* rows that the reference may mean */
  finding?: { level: 'fix' | 'warn' | 'ask' | 'error'; message: string; hint?: string }
}

export interface ImportRow {
  row: number
  sheet: number
  outcome: Outcome
  id?: Id
  title: string
  cells: ImportCell[]
  messages: string[]
  candidates?: Option[] /* rows already there that it may be */
  twin?: { sheet: number; row: number } /* the file's earlier row with the same key */
  answer?: { leave: boolean; merge: boolean; same?: Id | 'none'; fields: Record<string, 'keep' | 'take' | 'give'>; actor: string; at: string; told: string }
}
export interface ImportAnswer {
  sheet: number
  row: number
  leave?: boolean
  merge?: boolean
  same?: Id | 'none'
  fields?: Record<string, 'keep' | 'take' | { value: Value }>
}

export interface Mapping {
  source?: string
  sheets?: number[]
  heading?: Record<string, number[]>
  columns?: Record<string, Record<string, string | null>>
  units?: Record<string, Record<string, string>>
  hidden?: boolean
}

export interface Clarity {
  score: number
  parts: { name: string; label: string; ok: boolean; missing: string[] }[]
}

export interface TimelineEntry {
  at: string
  actor: string
  ledger: string
  ledger_label: string
  row_id: Id
  text: string
  changes: Change[]
}

export interface PersonFile {
  person: Row
  household: Row | null
  members: { id: Id; name: string; relation: string; age: number | null; status: string }[]
  category_tag: Row[]
  employment_spell: Row[]
  intention: Row[]
  need: Row[]
  recognition: Row[]
  service: Row[]
  enrolment: Row[]
  placement: Row[]
  attendance: Row[]
  wage: Row[]
  claim: Row[]
  relief: Row[]
  clarity: Clarity
  merged_into: Id | null /* the record that stands for this one now */
  merges: PersonMerge[]
  timeline: TimelineEntry[]
}

/* Two records of one person made one, or asked to be. */
export interface PersonMerge {
  id: Id
  state: 'asked' | 'merged' | 'refused' | 'parted' | 'different'
  state_label: string
  kept: { id: Id; name: string; region: string }
  gone: { id: Id; name: string; region: string }
  fields: string[]
  typed: { label: string; text: string }[]
  reason: string
  asked_by: string
  asked_at: string
  decided_by?: string
  decided_at?: string
  remark: string
  can: { confirm: boolean; part: boolean }
}

export interface Compared {
  fields: { field: string; label: string; kept: string; other: string; differs: boolean; propose: 'kept' | 'other' }[]
  rows: { ledger: string; label: string; counter: string; kept: number; other: number }[]
  warnings: string[]
  may: 'merge' | 'ask'
}

export interface Duplicates {
  kinds: { name: string; label: string; groups: number }[]
  total: number
  groups: { rows: Row[] }[]
}

export interface QualityRow {
  region: string
  label: string
  people: number
  faulty: number
  rate: number | null /* without fault, in a thousand */
  rank: number | null
  figures: number[]
}

export interface Quality {
  as_of: string
  place: string
  label: string
  items: { name: string; label: string; help: string; query: Query }[]
  rows: QualityRow[]
  total: QualityRow
}

export interface ReportCell {
  value: number | null
  computed: number | null
  unknown?: number /* records that lack what decides */
  rows?: number /* of the county: the sum of the rows */
  outside?: number /* of the county: records in no unit's area */
  override: { reason: string; actor: string; at: string } | null
}

export interface ReportRow {
  unit: string
  label: string
  cells: ReportCell[]
  duplicates?: number
}

export interface ReportColumn {
  key: string
  no: number
  label: string
  group?: string | null
  unit: string
  kind: 'stock' | 'flow'
  help: string
}

export interface ReportCheck {
  id: string
  level: 'error' | 'warn'
  unit: string
  unit_label: string
  columns: string[]
  message: string
}

export interface Report {
  name: string
  title: string
  as_of: string
  settings: { label: string; value: string }[]
  head: { text: string; cols: number; rows: number }[][]
  columns: ReportColumn[]
  rows: ReportRow[]
  checks: ReportCheck[]
  unasked?: { id: string; message: string; why: string }[]
}

export interface ReportList {
  reports: { name: string; title: string; periods: { name: string; as_of: string }[] }[]
}

export interface Link {
  ledger: string
  query: Query
}

export interface Board {
  figures: { label: string; value: number; link: Link | null }[]
  todo: { label: string; value: number; link: Link | null }[]
  weeks: { week: string; recognised: number; placed: number }[]
  towns: { region: string; label: string; recognised: number; placed: number }[]
}

export interface Setting {
  key: string
  label: string
  help: string
  value: string | number | boolean | null
  kind: 'text' | 'int' | 'bool' | 'date' | 'money' | 'choice'
  choices?: { value: number; label: string }[]
}

export interface Token {
  id: Id
  name: string
  created_at: string
  expires_at: string
  last_used_at: string | null
  token?: string /* in the answer that made it only */
}

export interface AuditEntry {
  id: Id
  at: string
  actor: string
  action: string
  ledger: string | null
  row_id: Id | null
  result: string
  address: string
  detail: string
}

export interface Holiday {
  day: string
  name: string
  work: boolean
}
