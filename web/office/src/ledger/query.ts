// The query form's state and the query it stands for.
import type { Field, Filter, Ledger, Query, Value } from '../api/types'

export interface QueryState {
  text: string
  region: string
  form: Record<string, Value>
  filters: Filter[]
  where: string
  state: string[]
  removed: boolean
  alike: Query['alike'] | null
}

export function emptyQuery(): QueryState {
  return { text: '', region: '', form: {}, filters: [], where: '', state: [], removed: false, alike: null }
}

/* Fields with an input of their own on the query form; the text box covers those that are searched. */
export function formFields(ledger: Ledger): Field[] {
  return ledger.fields.filter((f) => f.query && !(f.search && !f.codes) && f.kind !== 'region' && f.kind !== 'ref' &&
    !(f.name === 'state' && ledger.states.length))
}

const present = (value: Value | undefined): boolean =>
  value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.every((one) => !one))

function formFilter(field: Field, value: Value): Filter {
  if (field.kind === 'date' || field.kind === 'int' || field.kind === 'money') {
    const [from, to] = value as string[]
    if (from && to) return { field: field.name, op: 'between', value: [from, to] }
    return from ? { field: field.name, op: 'from', value: from } : { field: field.name, op: 'to', value: to! }
  }
  if (Array.isArray(value)) return { field: field.name, op: 'in', value }
  return { field: field.name, op: typeof value === 'string' && !field.codes ? 'contains' : 'is', value }
}

export function toQuery(ledger: Ledger, state: QueryState): Query {
  const typed = formFields(ledger)
    .filter((field) => present(state.form[field.name]))
    .map((field) => formFilter(field, state.form[field.name]!))
  const whole = state.filters.filter((f) => f.field && (f.op === 'empty' || f.op === 'filled' || present(f.value)))
  const query: Query = {}
  if (state.text.trim()) query.text = state.text.trim()
  if (state.region) query.region = state.region
  if (typed.length || whole.length) query.filters = [...typed, ...whole]
  if (state.where.trim()) query.where = state.where.trim()
  if (state.state.length) query.state = [...state.state]
  if (state.removed) query.removed = true
  if (state.alike) query.alike = state.alike
  return query
}

/* The form's state for a query that came as a link; filters without an input of their own become conditions. */
export function fromQuery(query: Query): QueryState {
  return {
    ...emptyQuery(),
    text: query.text ?? '',
    region: query.region ?? '',
    filters: (query.filters ?? []).map((f) => ({ ...f })),
    where: query.where ?? '',
    state: query.state ?? [],
    removed: query.removed ?? false,
    alike: query.alike ?? null,
  }
}

export const queryPath = (ledger: string, query: Query): string =>
  `/ledger/${ledger}${Object.keys(query).length ? `?q=${encodeURIComponent(JSON.stringify(query))}` : ''}`

export function parseQuery(text: unknown): Query {
  try {
    return typeof text === 'string' ? (JSON.parse(text) as Query) : {}
  } catch {
    return {}
  }
}

/* A secret is not put in order, nor a long text. */
export const sortable = (field: Field): boolean => !field.secret && field.kind !== 'note'

/* The operators a condition on a field may use, in the order they are offered. */
export function operatorsOf(field: Field): { op: Filter['op']; label: string }[] {
  const always: { op: Filter['op']; label: string }[] = [{ op: 'empty', label: '为空' }, { op: 'filled', label: '已填' }]
  if (field.secret) return field.search ? [{ op: 'is', label: field.kind === 'citizen_id' ? '等于（整号或末四位）' : '等于（整号）' }, ...always] : always
  switch (field.kind) {
    case 'note':
      return [{ op: 'contains', label: '包含' }, ...always]
    case 'code':
    case 'codes':
      return [{ op: 'in', label: '是其中之一' }, ...always]
    case 'bool':
    case 'ref':
    case 'region':
      return [{ op: 'is', label: '是' }, ...always]
    case 'date':
    case 'time':
    case 'int':
    case 'money':
      return [{ op: 'between', label: '介于' }, { op: 'from', label: '不早于/不小于' }, { op: 'to', label: '不晚于/不大于' }, ...always]
    default:
      return [{ op: 'contains', label: '包含' }, { op: 'is', label: '等于' }, { op: 'not', label: '不等于' }, ...always]
  }
}
