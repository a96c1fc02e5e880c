import { beforeEach, expect, it } from 'vitest'
import { active, anyDirty, clearTabs, closeOthers, closeTab, guardTab, openTab, refreshTab, tabName, tabs } from '../src/state/tabs'

beforeEach(() => {
  clearTabs()
  openTab('/', '工作台', true)
  openTab('/ledger/person', '对象台账')
  openTab('/person/1', '张三')
})

it('opens a path once', () => {
  openTab('/ledger/person', '对象台账')
  expect(tabs.map((t) => t.path)).toEqual(['/', '/ledger/person', '/person/1'])
  expect(active.value).toBe('/ledger/person')
})

it('shows the neighbour of the tab that was closed, and stays when another one is', () => {
  expect(closeTab('/ledger/person')).toBe('/person/1')
  expect(closeTab('/person/1')).toBe('/')
  expect(closeTab('/')).toBe('/')
  expect(tabs.map((t) => t.path)).toEqual(['/'])
})

it('makes a page anew when it is refreshed', () => {
  const before = tabName(tabs[1]!)
  refreshTab('/ledger/person')
  expect(tabName(tabs[1]!)).not.toBe(before)
})

it('does not close what is unsaved together with the others', () => {
  const release = guardTab('/ledger/person', () => true)
  expect(anyDirty()).toBe(true)
  closeOthers('/person/1')
  expect(tabs.map((t) => t.path)).toEqual(['/', '/ledger/person', '/person/1'])
  release()
  closeOthers('/person/1')
  expect(tabs.map((t) => t.path)).toEqual(['/', '/person/1'])
})
