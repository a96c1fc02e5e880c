import { describe, expect, it } from 'vitest'
import type { Row } from '../src/api/types'
import { EMPTY, fen, partialDate, plain, same, shown, yuan } from '../src/ledger/shown'
import { field } from './ledger'

describe('money', () => {
  it.each([['1200', 120000], ['1,200.5', 120050], ['0.05', 5], ['1，200', 120000], ['-0.05', -5], ['-3.10', -310]])('reads %s', (text, value) => expect(fen(text)).toBe(value))
  it.each(['', '12.345', '一千', '1e3'])('refuses %s', (text) => expect(fen(text)).toBeNull())
  it('shows whole yuan without a point and keeps the fen that are there', () => {
    expect(yuan(120000)).toBe('1,200')
    expect(yuan(120050)).toBe('1,200.50')
  })
})

describe('partial dates', () => {
  it.each([['2022', '2022'], ['2022年', '2022'], ['2022-9', '2022-09'], ['2022.09.08', '2022-09-08'], ['2022年9月8日', '2022-09-08'], ['2022/9/8', '2022-09-08']])('reads %s', (text, value) => expect(partialDate(text)).toBe(value))
  it.each(['22-9', '2022-13', '2022-02-31x', '昨天', '2022-11-45'])('refuses %s', (text) => expect(partialDate(text)).toBeNull())
})

describe('what a person reads', () => {
  const row = { id: '1', version: 1, created_at: '', changed_at: '', labels: { sex: '男性' }, masked: [], sex: '1', amount: 50000, helped: false, note: null } as Row
  it('takes the label for codes, formats money, and says 否 for no but nothing for unknown', () => {
    expect(shown(row, field('sex', 'code'))).toBe('男性')
    expect(shown(row, field('amount', 'money'))).toBe('500')
    expect(shown(row, field('helped', 'bool'))).toBe('否')
    expect(shown(row, field('note', 'note'))).toBe(EMPTY)
    expect(plain(['a', 'b'])).toBe('a、b')
  })
  it('takes no value, an empty text and an empty list as the same, and 0 and 否 as values', () => {
    expect(same(null, '')).toBe(true)
    expect(same([], undefined)).toBe(true)
    expect(same(0, null)).toBe(false)
    expect(same(false, null)).toBe(false)
    expect(same(['a'], ['a'])).toBe(true)
    expect(same(['a', 'b'], ['a'])).toBe(false)
  })
})
