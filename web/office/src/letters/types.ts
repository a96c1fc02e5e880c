// Letters and what decides who gets them (docs/api.md).
import type { Id } from '../api/types'

export interface Figure { label: string; value: string; unit: string; note: string; ledger?: string; rows?: number }
export interface LetterCase { unit: Id; label: string; count: number; enough: boolean; blank: boolean; why: string; figures: Figure[] }
export interface Template {
  key: string
  name: string
  kind: string
  basis: 'rows' | 'report' | 'tasks' | 'due'
  at_least: number
  reason: string
  when: string
  reply_days: number
  grounds: string
  seal: string
  none: string
  units: LetterCase[]
}
export interface Why { why: string; grounds: string; seal: string; as_of: string; figures: Figure[] }

export interface TemplateFile {
  key: string
  name: string
  kind: string
  basis: string
  townships: boolean
  reason: string
  file: string
  size: number
  hash: string
  fields: { name: string; place: string }[]
  faults: { level: 'error' | 'warn'; message: string; hint: string }[]
  versions: { id: Id; state: 'draft' | 'force' | 'past'; note: string; made_at: string; size: number; hash: string }[]
}
export interface TemplateFiles { id: Id; title: string; state: 'draft' | 'force' | 'past'; templates: TemplateFile[]; units: { region: Id; label: string }[] }

export const basisWords: Record<string, string> = { rows: '台账现在的记录', report: '封存的报表', tasks: '任务进度和名次', due: '到期的报表报了没有' }
export const figureText = (figure: Figure): string => (figure.value ? `${figure.value}${figure.unit ? ` ${figure.unit}` : ''}` : '空白')
