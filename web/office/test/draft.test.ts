import { beforeEach, expect, it, vi } from 'vitest'
import { draftKey, dropDraft, readDraft, saveDraft } from '../src/ledger/draft'

class Store {
  map = new Map<string, string>()
  getItem = (key: string) => this.map.get(key) ?? null
  setItem = (key: string, value: string) => void this.map.set(key, value)
  removeItem = (key: string) => void this.map.delete(key)
}

const key = draftKey('7', 'person', 'new')
const draft = { at: 1000, version: 0, values: { name: '张三', id_no: '360722199001010027' } }

beforeEach(() => {
  vi.stubGlobal('sessionStorage', new Store())
  vi.stubGlobal('localStorage', new Store())
})

it('keeps secrets in the session only', () => {
  saveDraft(key, draft, new Set(['id_no']))
  expect(readDraft(key, 2000)).toEqual(draft)
  vi.stubGlobal('sessionStorage', new Store())
  expect(readDraft(key, 2000)?.values).toEqual({ name: '张三' })
})

it('belongs to one user and one record', () => {
  saveDraft(key, draft, new Set())
  expect(readDraft(draftKey('8', 'person', 'new'), 2000)).toBeNull()
  expect(readDraft(draftKey('7', 'person', '12'), 2000)).toBeNull()
})

it('is gone after two weeks, when dropped, and when the store is damaged', () => {
  saveDraft(key, draft, new Set())
  expect(readDraft(key, 1000 + 15 * 86400000)).toBeNull()
  dropDraft(key)
  expect(readDraft(key, 2000)).toBeNull()
  localStorage.setItem(key, '{half')
  expect(readDraft(key, 2000)).toBeNull()
})

it('goes on without the permanent store', () => {
  localStorage.setItem = () => {
    throw new Error('full')
  }
  saveDraft(key, draft, new Set())
  expect(readDraft(key, 2000)).toEqual(draft)
})
