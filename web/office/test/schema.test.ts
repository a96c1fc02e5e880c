import { expect, it } from 'vitest'
import { branchAt, regionName, schema, treeOf } from '../src/state/schema'

const regions = [
  { code: '1', name: '某县', level: 'county' as const, parent: null },
  { code: '11', name: '东镇', level: 'town' as const, parent: '1' },
  { code: '111', name: '上村', level: 'village' as const, parent: '11' },
]

it('builds the tree of regions, with a township as root for a clerk who sees no more', () => {
  expect(treeOf(regions)[0]?.children?.[0]?.children?.[0]?.label).toBe('上村')
  expect(treeOf(regions.slice(1)).map((node) => node.label)).toEqual(['东镇'])
})

it('names a village with its township', () => {
  schema.value = { ledgers: [], codes: {}, regions }
  expect(regionName('111')).toBe('东镇上村')
  expect(regionName('11')).toBe('东镇')
  expect(regionName('9')).toBe('')
})

it('begins at the clerk’s own region, and at the top when that is not in the tree', () => {
  const tree = treeOf(regions)
  expect(branchAt('11', tree).map((node) => node.label)).toEqual(['东镇'])
  expect(branchAt('99', tree)).toBe(tree)
})
