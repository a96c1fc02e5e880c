// The calls every ledger answers alike.
import { get, patch, post } from './client'
import type { Found, HistoryEntry, Id, Option, Query, Row, Started, Values } from './types'

export const searchRows = (ledger: string, query: Query) => post<Found>(`/${ledger}/search`, query)
export const readRow = (ledger: string, id: Id) => get<Row>(`/${ledger}/${id}`)
export const createRow = (ledger: string, values: Values, key: string) => post<Row>(`/${ledger}`, values, { key })
export const changeRow = (ledger: string, id: Id, values: Values, version: number) =>
  patch<Row>(`/${ledger}/${id}`, values, version)
export const removeRow = (ledger: string, row: Row, reason: string) =>
  post<Row>(`/${ledger}/${row.id}/remove`, { reason }, { version: row.version })
export const undoChange = (ledger: string, row: Row, seq: Id) =>
  post<Row>(`/${ledger}/${row.id}/undo`, { seq }, { version: row.version })
export const readHistory = async (ledger: string, id: Id) =>
  (await get<{ entries: HistoryEntry[] }>(`/${ledger}/${id}/history`)).entries
export const revealFields = (ledger: string, id: Id, fields: string[], reason: string) =>
  post<Record<string, string>>(`/${ledger}/${id}/reveal`, { fields, reason })
export const actOnRow = (ledger: string, row: Row, action: string, body: Values) =>
  post<Row>(`/${ledger}/${row.id}/actions/${action}`, body, { version: row.version })
export const actOnMany = (ledger: string, action: string, which: { rows: Id[] } | { query: Query }, body: Values) =>
  post<Started>(`/${ledger}/actions/${action}`, { ...which, ...body })
export const chooseRows = async (ledger: string, text: string) =>
  (await post<{ options: Option[] }>(`/${ledger}/choose`, { text, limit: 20 })).options
export const checkPredicate = (ledger: string, where: string) =>
  post<{ ok: true; total: number }>(`/${ledger}/check`, { where })

export interface ExportOrder {
  query: Query
  columns: string[]
  format: 'xlsx' | 'csv'
  plain: boolean
  reason: string
}
export const exportRows = (ledger: string, order: ExportOrder) => post<Started>(`/${ledger}/export`, order)
