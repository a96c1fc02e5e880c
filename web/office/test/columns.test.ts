import { expect, it } from 'vitest'
import { defaultColumns, mergeColumns, moveColumn } from '../src/ledger/columns'
import { person } from './ledger'

it('shows what the ledger marks for its list until the user chooses', () => {
  expect(mergeColumns(person, null)).toEqual(defaultColumns(person))
  expect(defaultColumns(person).filter((c) => c.show).map((c) => c.name)).toEqual(['name', 'id_no', 'sex'])
})

it('keeps a saved choice when fields come and go', () => {
  const saved = [{ name: 'sex', show: false, fixed: false }, { name: 'gone', show: true, fixed: true }, { name: 'name', show: true, fixed: true }]
  const merged = mergeColumns(person, saved)
  expect(merged.slice(0, 2)).toEqual([saved[0], saved[2]])
  expect(merged.map((c) => c.name)).not.toContain('gone')
  expect(merged).toHaveLength(person.fields.length)
})

it('moves a column by one and not over the edge', () => {
  const columns = defaultColumns(person)
  expect(moveColumn(columns, 1, -1).map((c) => c.name).slice(0, 2)).toEqual(['id_no', 'name'])
  expect(moveColumn(columns, 0, -1)).toBe(columns)
})
