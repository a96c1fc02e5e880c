// The shapes of docs/api.md's inspection.
import type { Id, Row } from '../api/types'

export interface Hint {
  key: string
  label: string
  ledger: string
  where: string
  problem: string
  measure: string
  people: boolean
  waits: string
  count: number | null
  units?: number[]
}
export interface Counts { total: number; open: number; overdue: number; closed: number; sources: number }
export interface Own { id: Id; version: number; result: 'found' | 'none'; result_label: string; checked_on: string; inspector: string; note: string }
export interface Head extends Counts { key: string; no: number; item: string; text: string; clause: string; self: Own | null; hints: Hint[] }
export interface Unit { region: Id; label: string; heads: (Counts & { self: '' | 'found' | 'none' })[] }
export interface Inspection {
  name: string
  title: string
  inspect_by: string
  rectify_by: string
  region: Id
  region_label: string
  heads: Head[]
  units: Unit[]
}
export interface Person { id: Id; person_id: Id; name: string; region: string; still: boolean }
export interface FindingPage { finding: Row; people: Person[]; people_total: number; people_still: number; related: Row[] }
export interface Draw { id: Id; at: string; actor: string; seed: string; days: number; percent: number; least: number; population: number; sample: number; same: boolean }
export interface LookBack { due: number; days: number; percent: number; least: number; can: boolean; draws: Draw[] }
