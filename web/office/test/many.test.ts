import { describe, expect, it } from 'vitest'
import type { ImportRow } from '../src/api/types'
import { answerOf, questionsOf, type Choice } from '../src/import/many'

const cell = (raw: string, level: 'ask' | 'error' | 'fix' = 'ask') => ({ field: 'education', label: '文化程度', raw, value: raw, finding: { level, message: '可能是几个选项中的一个' } })
const row = (n: number, more: Partial<ImportRow> = {}): ImportRow => ({ row: n, sheet: 0, outcome: 'ask', title: '甲', cells: [], messages: [], ...more })
const none: Choice = { ways: {}, given: {}, same: '' }

describe('questions of many rows', () => {
  it('puts the same words in the same column together, the most frequent first', () => {
    const found = questionsOf([row(2, { cells: [cell('专')] }), row(3, { cells: [cell('大专/本科')] }), row(4, { cells: [cell('大专/本科'), cell('x', 'fix')] })])
    expect(found.map((q) => [q.raw, q.rows])).toEqual([['大专/本科', 2], ['专', 1]])
  })

  it('answers each row, and leaves alone what the choice does not settle', () => {
    const rows = [row(2, { cells: [cell('专')] }), row(3, { cells: [cell('本')] })]
    const key = questionsOf(rows).find((q) => q.raw === '专')!.key
    const choice: Choice = { ...none, ways: { [key]: 'give' }, given: { [key]: '30' } }
    expect(rows.map((r) => answerOf(r, choice))).toEqual([{ sheet: 0, row: 2, fields: { education: { value: '30' } } }, null])
  })

  it('takes the only record a row may be, never one of two', () => {
    const one = row(2, { cells: [cell('3.6E+17', 'error')], candidates: [{ id: '7', label: '甲', detail: '' }] })
    const two = row(3, { candidates: [{ id: '7', label: '甲', detail: '' }, { id: '8', label: '乙', detail: '' }] })
    expect(answerOf(one, { ...none, same: 'one' })).toEqual({ sheet: 0, row: 2, fields: {}, same: '7' })
    expect(answerOf(two, { ...none, same: 'one' })).toBeNull()
    expect(answerOf(two, { ...none, same: 'none' })).toEqual({ sheet: 0, row: 3, fields: {}, same: 'none' })
  })

  it('joins a row with the earlier one of the file', () => {
    expect(answerOf(row(5, { twin: { sheet: 0, row: 2 } }), none)).toEqual({ sheet: 0, row: 5, fields: {}, merge: true })
  })
})
