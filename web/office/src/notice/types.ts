// The versions of the notice (docs/api.md).
import type { Id, Tone } from '../api/types'

export interface Version {
  id: Id
  title: string
  state: 'draft' | 'force' | 'past'
  note: string
  made_at: string | null
  made_by: string
  switched_at: string | null
  switched_by?: string
}

export interface Fault {
  file: string
  line: number
  key: string
  level: 'error' | 'warn'
  message: string
  hint: string
}

export interface Draft extends Version {
  files: { name: string; text: string }[]
  errors: number
  faults: Fault[]
}

export interface Change {
  what: string
  label: string
  old: string
  new: string
}

export interface Difference {
  as_of: string
  changes: Change[]
  reports?: { name: string; title: string; cells: { unit: string; column: string; old: string; new: string }[]; total: number }[]
  tasks?: Change[]
}

export const states: Record<Version['state'], { label: string; tone: Tone }> = {
  draft: { label: '草稿', tone: 'warn' },
  force: { label: '正在用', tone: 'ok' },
  past: { label: '以前用过', tone: 'mute' },
}
