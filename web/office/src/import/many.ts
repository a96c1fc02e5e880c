// Many rows of an import settled the same way: what they ask, put together, and the answer of each row.
import type { ImportAnswer, ImportCell, ImportRow, Value } from '../api/types'

export type Way = 'keep' | 'take' | 'give' | ''

/* The same question of several rows: one field, the same words in the cell, the same finding. */
export interface Question {
  key: string
  field: string
  label: string
  raw: string
  message: string
  error: boolean /* what stands in the sheet cannot be taken */
  old: boolean /* some of the rows have a value already */
  rows: number
}

export interface Choice {
  ways: Record<string, Way> /* by the question's key */
  given: Record<string, Value | undefined>
  same: 'one' | 'none' | '' /* of rows that may be one that is there: the only one it may be, or none of them */
}

export const placeOf = (row: { sheet: number; row: number }) => `${row.sheet}.${row.row}`
/* What placeOf made of it, for the server. */
export function placed(place: string): { sheet: number; row: number } {
  const [sheet, row] = place.split('.').map(Number)
  return { sheet: sheet!, row: row! }
}
export const asks = (cell: ImportCell) => cell.finding?.level === 'ask' || cell.finding?.level === 'error'
const keyOf = (cell: ImportCell) => JSON.stringify([cell.field, cell.raw, cell.finding!.message])

/* What the rows ask, the most frequent first. */
export function questionsOf(rows: ImportRow[]): Question[] {
  const all = new Map<string, Question>()
  for (const row of rows) {
    for (const cell of row.cells.filter(asks)) {
      const known = all.get(keyOf(cell)) ?? { key: keyOf(cell), field: cell.field, label: cell.label, raw: cell.raw, message: cell.finding!.message, error: false, old: false, rows: 0 }
      known.rows++
      known.error ||= cell.finding!.level === 'error'
      known.old ||= Boolean(cell.old)
      all.set(known.key, known)
    }
  }
  return [...all.values()].sort((a, b) => b.rows - a.rows)
}

/* The row's answer; null when the choice leaves something of it open. */
export function answerOf(row: ImportRow, choice: Choice): ImportAnswer | null {
  const answer: ImportAnswer = { sheet: row.sheet, row: row.row, fields: {} }
  const known = choice.same === 'one' && row.candidates?.length === 1 ? row.candidates[0] : undefined
  if (row.candidates) {
    if (known) answer.same = known.id
    else if (choice.same === 'none') answer.same = 'none'
    else return null
  }
  for (const cell of row.cells.filter(asks)) {
    const key = keyOf(cell), way = choice.ways[key]
    if (way === 'give') answer.fields![cell.field] = { value: choice.given[key] ?? null }
    else if (way) answer.fields![cell.field] = way
    else if (!known) return null /* whose row it is settles a number that lost its digits */
  }
  if (row.twin) answer.merge = true
  return answer.same || answer.merge || Object.keys(answer.fields!).length ? answer : null
}
