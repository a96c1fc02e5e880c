// A small ledger that the tests share.
import type { Field, Kind, Ledger } from '../src/api/types'

export function field(name: string, kind: Kind, more: Partial<Field> = {}): Field {
  return { name, label: name, group: null, help: null, kind, codes: null, ref: null, required: false, unique: false, secret: false, readonly: false,
    list: false, query: false, partial: false, search: false, future: false, ...more }
}

export const person: Ledger = {
  name: 'person', label: '对象台账', counter: '人', title: 'name', person: null, states: [], actions: [],
  can: { create: true, update: true, remove: true, import: true, export: true, reveal: true },
  fields: [
    field('name', 'text', { list: true, query: true, search: true }),
    field('id_no', 'citizen_id', { list: true, query: true, search: true, secret: true }),
    field('sex', 'code', { codes: 'sex', list: true, query: true }),
    field('birth', 'date', { query: true }),
    field('pay', 'money', { query: true }),
    field('school', 'text', { query: true }),
    field('region', 'region', { query: true }),
    field('remark', 'note'),
  ],
}
