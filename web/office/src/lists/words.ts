// The shapes and words of bureaus' lists and of what comparing them found (docs/api.md, 名单比对).
import type { Id, Import, Row, Tone } from '../api/types'

export interface ListVersion {
  id: Id
  period_on: string
  state: string
  version_no: number | null
  rows: number | null
  faulty: number | null
  filled: number | null /* thousandths */
  entered: number | null
  left_count: number | null
  changed: number | null
  same: number | null
  likely: number | null
  conflict: number | null
  alone: number | null
}

export interface ListDetail {
  list: Row
  title: string
  job_id: Id | null /* ours, or the comparison that goes on */
  import: Import | null
  fields?: { name: string; label: string; kind: string }[]
  versions: ListVersion[]
  faults: { label: string; message: string; count: number }[]
  review: Partial<Record<'sure' | 'open' | 'second' | 'third' | 'decided', number>>
}

export interface ListRow {
  place: Id
  row: number
  change: string
  outcome: string
  region: string
  cells: { label: string; text: string }[]
  faults: { label: string; message: string }[]
  changes?: { label: string; old: string; new: string }[]
}

export interface Review {
  id: Id
  version: number
  list_id: Id
  list: string
  row: number
  region: string
  person_id: Id
  kind: string
  kind_label: string
  outcome: string
  outcome_label: string
  state: string
  state_label: string
  decision: string | null
  decision_label: string | null
  score: number
  hard: boolean
  applied: boolean
  reason: string
  again: string
  model: number | null /* version of the weights */
  weights: { label: string; says: string; weight: number }[]
  fields: { label: string; left: string; right: string; same: boolean; unread: boolean }[]
  beside: { label: string; text: string }[]
  tags: string[]
  decisions: { reviewer: string; decision: string; reason: string; at: string }[]
}

export const tones: Record<string, Tone> = {
  read: 'warn', comparing: 'info', review: 'info', applied: 'ok', withdrawn: 'mute',
  same: 'ok', likely: 'warn', conflict: 'bad', alone: 'mute',
}

export const changes: { name: string; label: string }[] = [
  { name: 'entered', label: '比上期新增' }, { name: 'left', label: '比上期减少' }, { name: 'changed', label: '有变化' },
]
export const outcomes: { name: string; label: string }[] = [
  { name: 'same', label: '一致' }, { name: 'likely', label: '疑似' }, { name: 'conflict', label: '冲突' }, { name: 'alone', label: '台账中没有' },
]

export const share = (part: number | null, whole: number | null): string =>
  part === null || !whole ? '—' : `${((part / whole) * 100).toFixed(1)}%`
