// Which columns a list shows, in what order, and how wide: the ledger's own choice until the user makes his.
import type { Field, Kind, Ledger } from '../api/types'

export interface Column {
  name: string
  show: boolean
  fixed: boolean
}

const widths: Partial<Record<Kind, number>> = {
  citizen_id: 176, credit_code: 176, phone: 124, card: 190, date: 108, time: 156, int: 90, money: 110, bool: 84, code: 116,
  codes: 160, region: 168, ref: 150, note: 180,
}

/* What names the row is read whole: a code, a long title. */
const titleWidth = (field: Field): number => (field.kind === 'code' ? 180 : field.kind === 'text' && (field.max ?? 0) >= 60 ? 280 : 0)

export function widthOf(field: Field, title: boolean): number {
  return Math.max(widths[field.kind] ?? 130, title ? titleWidth(field) : 0, field.label.length * 15 + 40)
}

export function defaultColumns(ledger: Ledger): Column[] {
  return ledger.fields.map((field) => ({ name: field.name, show: field.list, fixed: false }))
}

/* The saved choice, without fields that are gone and with new ones at their place's end. */
export function mergeColumns(ledger: Ledger, saved: Column[] | null): Column[] {
  const fresh = defaultColumns(ledger)
  if (!Array.isArray(saved)) return fresh
  const known = new Map(fresh.map((column) => [column.name, column]))
  const kept = saved.filter((column) => known.has(column.name))
  const named = new Set(kept.map((column) => column.name))
  return [...kept, ...fresh.filter((column) => !named.has(column.name))]
}

export function moveColumn(columns: Column[], at: number, by: -1 | 1): Column[] {
  const to = at + by
  if (to < 0 || to >= columns.length) return columns
  const next = [...columns]
  next.splice(to, 0, ...next.splice(at, 1))
  return next
}
