// What the board of tasks answers (docs/api.md).
import type { Id } from '../api/types'

export type Light = 'none' | 'green' | 'yellow' | 'red' | 'done'
export type Level = 'township' | 'village' | 'bureau' | 'workshop'

export interface Task {
  key: string
  no: number
  item: string
  text: string
  who: string
  due_on: string
  remind_on: string
  standing: boolean
  computed: boolean
  unit: string
  evidence: string
  why: string
  due: number | null
  done: number | null
  unsure: number
}

export interface Cell {
  light: Light
  id?: Id
  state?: string
  due_on?: string
  days?: number
  late?: boolean
  due: number | null
  done: number | null
  unsure: number
}

export interface Line {
  level: Level
  region: Id
  organization_id?: Id
  label: string
  rank: number
  green: number
  yellow: number
  red: number
  done: number
  cells: Cell[]
}

export interface TaskBoard {
  name: string
  title: string
  as_of: string
  tasks: Task[]
  units: Line[]
}

export interface TrendDay {
  day: string
  green: number
  yellow: number
  red: number
  done: number
  figures: { task: string; due: number | null; done: number | null }[]
}

export interface MyTasks {
  as_of: string
  items: { id: Id; task: string; no: number; item: string; unit: string; due_on: string; days: number; light: Light; state: string }[]
  counts: { late?: number; today?: number; soon?: number; returned?: number; review?: number }
  messages: { id: Id; title: string; sent_on: string }[]
  calendar?: { key: string; what: string; due_on: string; remind_on: string; days: number; soon: boolean }[]
}

/* The word beside a light: its colour never stands alone. */
export function lightWord(cell: Cell): string {
  if (cell.light === 'none') return ''
  if (cell.light === 'done') return cell.late ? '完成（迟）' : '完成'
  if (cell.state === 'reported') return `${cell.due === 0 ? '零报告' : '待审'}${cell.late ? '（迟）' : ''}`
  if (cell.state === 'returned' && cell.light === 'yellow') return '退回'
  /* The ledgers have nothing due: the unit says that itself when the day comes. */
  if (cell.due === 0 && cell.light !== 'red') return cell.light === 'yellow' ? '待零报告' : '无应办'
  const days = cell.days ?? 0
  if (cell.light === 'red') return days < 0 ? `逾期${-days}天` : '逾期'
  return days === 0 ? '今天' : `余${days}天`
}

export const figureText = (one: { due: number | null; done: number | null }): string =>
  one.done === null && one.due === null ? '' : `${one.done ?? 0}/${one.due ?? '—'}`
