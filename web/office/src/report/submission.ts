// Handing reports in: the shapes of docs/api.md and the words for states and lights.
import type { Id, Report, Tone } from '../api/types'

export type Light = 'done' | 'red' | 'yellow' | 'green' | 'none'

export interface RoundUnit {
  unit: string
  label: string
  state: string
  state_label: string
  light: Light
  submitted_on: string | null
  late: boolean
  days_late: number
  extended_to: string | null
  times: number
}

export interface Round {
  report: string
  report_name: string
  title: string
  round: string
  name: string
  table: boolean
  from: string | null
  as_of: string | null
  due: string | null
  remind: string | null
  lock: string | null
  units: RoundUnit[]
  asked: number
  handed_in: number
  on_time: number
  counted: number
  sealed: boolean
}

export interface Rank { unit: string; label: string; asked: number; handed_in: number; on_time: number; returned: number }
export interface Rounds { rounds: Round[]; ranking: Rank[]; today: string }

export interface Note { id: Id; kind: 'explain' | 'remark' | 'comment'; target: string; label: string; body: string; actor: string; day: string | null }
export interface Prose { key: string; label: string; help: string; least: number; most: number; internal: boolean; body: string }

export interface Part { unit: string; label: string; state: string; state_label: string; prose: Prose[] }

/* What 附表1 and 附件3 say line by line; of several units the last is the whole. */
export interface SheetUnit { label: string; lines: { cells: string[] }[] }
export interface SheetLine { key: string; no: number; label: string; text: string }
export interface LineList { columns: string[]; lines: SheetLine[]; units: SheetUnit[]; before_as_of: string | null; before: SheetUnit | null }
export interface Beside { unit: string; label: string; state: string; state_label: string; cells: (number | null)[] }
export interface Version { at: string; actor: string; step: string; value: number | null; computed: number | null; reason: string; cells: string[] }

export interface Submission {
  report: string
  title: string
  round: string
  name: string
  unit: string
  label: string
  from: string | null
  as_of: string | null
  due: string | null
  lock: string | null
  locked: boolean
  id: Id | null
  state: string
  state_label: string
  submitted_on: string | null
  extended_to: string | null
  seal: string
  photos: number
  published: boolean
  draft: boolean
  parts?: Part[]
  may: Record<'write' | 'submit' | 'return' | 'accept' | 'seal' | 'reopen' | 'extend', boolean>
  prose: Prose[]
  notes: Note[]
  sheet: Report | null
  beside?: Beside[]
  list: LineList | null
}

export interface ChangedCell { column: string; before: number | null; now: number | null; added: number; removed: number }
export interface Changes { base_as_of: string | null; rows: { unit: string; label: string; cells: ChangedCell[] }[] }

export const tones: Record<Light, Tone> = { done: 'ok', red: 'bad', yellow: 'warn', green: 'info', none: 'mute' }
export const stateTone: Record<string, Tone> = { none: 'mute', draft: 'info', submitted: 'warn', returned: 'bad', accepted: 'ok', frozen: 'mute' }

/* What a light says in a word: colour is never alone. */
export function lightWord(unit: RoundUnit): string {
  if (unit.light === 'done') return unit.late ? `${unit.state_label}（${unit.extended_to ? '准予补报，' : ''}迟报${unit.days_late}天）` : unit.state_label
  if (unit.light === 'red') return '逾期未报'
  if (unit.light === 'yellow') return unit.state === 'returned' ? '已退回' : unit.extended_to ? `准予补报至${unit.extended_to.slice(5)}` : '临近截止'
  return unit.light === 'green' ? '未到期' : '未报'
}

export const pathOf = (round: { report: string; round: string }, unit: string): string => `/submissions/${round.report}/${round.round}/${unit}`
