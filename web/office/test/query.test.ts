import { describe, expect, it } from 'vitest'
import { emptyQuery, formFields, fromQuery, operatorsOf, parseQuery, queryPath, sortable, toQuery } from '../src/ledger/query'
import { field, person } from './ledger'

describe('the query form', () => {
  it('has an input of its own for a query field unless the text box or the region tree covers it', () => {
    expect(formFields(person).map((f) => f.name)).toEqual(['sex', 'birth', 'pay', 'school'])
  })

  it('leaves the state to the strip of states', () => {
    const flow = { ...person, states: [{ code: 'applied', label: '待初审', tone: 'info' as const }], fields: [field('state', 'code', { query: true, codes: 's' })] }
    expect(formFields(flow)).toEqual([])
    expect(formFields({ ...flow, states: [] })).toHaveLength(1)
  })

  it('asks nothing of the server when nothing is filled in', () => {
    expect(toQuery(person, emptyQuery())).toEqual({})
    expect(toQuery(person, { ...emptyQuery(), text: '  ', form: { sex: [], birth: ['', ''] as never, school: '' } })).toEqual({})
  })

  it('turns choices, spans and words into filters', () => {
    const state = { ...emptyQuery(), text: ' 张三 ', region: '360722100000', form: { sex: ['1', '2'], birth: ['2000-01-01', '2001-01-01'], pay: ['', 300000] as never, school: '一中' } }
    expect(toQuery(person, state)).toEqual({
      text: '张三',
      region: '360722100000',
      filters: [
        { field: 'sex', op: 'in', value: ['1', '2'] },
        { field: 'birth', op: 'between', value: ['2000-01-01', '2001-01-01'] },
        { field: 'pay', op: 'to', value: 300000 },
        { field: 'school', op: 'contains', value: '一中' },
      ],
    })
  })

  it('keeps conditions that need no value and drops those that lack theirs', () => {
    const state = { ...emptyQuery(), filters: [{ field: 'birth', op: 'empty' as const }, { field: 'name', op: 'contains' as const, value: '' }], where: ' age > 40 ', removed: true }
    expect(toQuery(person, state)).toEqual({ filters: [{ field: 'birth', op: 'empty' }], where: 'age > 40', removed: true })
  })

  it('opens a link as it was made', () => {
    const query = { text: '李', state: ['valid'], filters: [{ field: 'sex', op: 'is' as const, value: '1' }], where: 'age > 40', region: '360722000000' }
    const path = queryPath('person', query)
    const back = parseQuery(decodeURIComponent(path.split('q=')[1]!))
    expect(toQuery(person, fromQuery(back))).toEqual(query)
    expect(queryPath('person', {})).toBe('/ledger/person')
    expect(parseQuery('{not json')).toEqual({})
  })

  it('offers for a secret only what the server can answer, and no order', () => {
    const ops = (one: Parameters<typeof operatorsOf>[0]) => operatorsOf(one).map((o) => o.op)
    expect(ops(field('id_no', 'citizen_id', { secret: true, search: true }))).toEqual(['is', 'empty', 'filled'])
    expect(ops(field('card', 'card', { secret: true }))).toEqual(['empty', 'filled'])
    expect(ops(field('remark', 'note'))).toEqual(['contains', 'empty', 'filled'])
    expect([field('id_no', 'citizen_id', { secret: true }), field('remark', 'note'), field('name', 'text')].map(sortable)).toEqual([false, false, true])
  })
})
