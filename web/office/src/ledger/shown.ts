// From values to what a person reads, and back from what he types.
import type { Field, Kind, Row, Value } from '../api/types'

export const EMPTY = '—'

export function yuan(fen: number): string {
  return (fen / 100).toLocaleString('zh-CN', { minimumFractionDigits: fen % 100 ? 2 : 0, maximumFractionDigits: 2 })
}

/* Yuan as typed (“1,200.50”) to fen, or null when it is not an amount. */
export function fen(text: string): number | null {
  const match = /^(-?\d+)(?:\.(\d{1,2}))?$/.exec(text.replace(/[,，\s]/g, ''))
  if (!match) return null
  const cents = Number((match[2] ?? '').padEnd(2, '0'))
  return Number(match[1]) * 100 + (match[1]!.startsWith('-') ? -cents : cents)
}

/* A day, a month or a year, or null: what a date field with FIELD_PARTIAL takes. */
export function partialDate(text: string): string | null {
  const match = /^(\d{4})(?:[-./年](\d{1,2})(?:[-./月](\d{1,2})日?|月?)?|年?)$/.exec(text.trim())
  if (!match) return null
  const [, year, month, day] = match
  const parts = [year, month?.padStart(2, '0'), day?.padStart(2, '0')].filter(Boolean) as string[]
  if (Number(parts[1] ?? 1) < 1 || Number(parts[1] ?? 1) > 12) return null
  if (parts[2] && Number.isNaN(Date.parse(parts.join('-')))) return null
  return parts.join('-')
}

export function plain(value: unknown, kind: Kind = 'text'): string {
  if (value === null || value === undefined || value === '') return EMPTY
  if (kind === 'money' && typeof value === 'number') return yuan(value)
  if (kind === 'bool' || typeof value === 'boolean') return value ? '是' : '否'
  if (typeof value === 'number') return value.toLocaleString('zh-CN')
  return Array.isArray(value) ? value.join('、') : String(value)
}

export function shown(row: Row, field: Field): string {
  const value = row[field.name]
  if (field.kind === 'int' && (field.min ?? 0) >= 1900) return plain(value === null || value === undefined ? null : String(value)) /* a year is no amount */
  return row.labels?.[field.name] ?? plain(value, field.kind)
}

export const isNumber = (kind: Kind): boolean => kind === 'int' || kind === 'money'
export const isMasked = (row: Row, field: Field): boolean => row.masked?.includes(field.name) ?? false

export function same(a: Value | undefined, b: Value | undefined): boolean {
  const blank = (v: Value | undefined) => v === null || v === undefined || v === '' || (Array.isArray(v) && !v.length)
  if (blank(a) || blank(b)) return blank(a) && blank(b)
  return Array.isArray(a) && Array.isArray(b) ? a.join() === b.join() : a === b
}
