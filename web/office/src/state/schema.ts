// The ledgers, codes and regions that the server hands out; every generic page reads its shape from here.
import { computed, shallowRef } from 'vue'
import { get } from '../api/client'
import type { Code, Field, Ledger, Region, Schema } from '../api/types'
import { user } from './session'

export interface RegionNode {
  value: string
  label: string
  level: Region['level']
  children?: RegionNode[]
  [more: string]: unknown /* the cascader's options are open records */
}

export const schema = shallowRef<Schema>({ ledgers: [], codes: {}, regions: [] })
const ledgers = computed(() => new Map(schema.value.ledgers.map((ledger) => [ledger.name, ledger])))
const regions = computed(() => new Map(schema.value.regions.map((region) => [region.code, region])))

export async function loadSchema(): Promise<void> {
  schema.value = await get<Schema>('/schema')
}

export const ledgerOf = (name: string): Ledger | undefined => ledgers.value.get(name)
export const fieldOf = (ledger: Ledger, name: string | null): Field | undefined =>
  ledger.fields.find((field) => field.name === name)
export const codesOf = (table: string | null): Code[] => (table && schema.value.codes[table]) || []
export const codeOf = (table: string | null, code: unknown): Code | undefined =>
  codesOf(table).find((entry) => entry.code === code)

export function regionName(code: unknown): string {
  const region = regions.value.get(String(code))
  if (!region) return ''
  const parent = region.level === 'village' && region.parent ? regions.value.get(region.parent) : undefined
  return (parent?.name ?? '') + region.name
}

/* Where the clerk belongs, in the county's short way of speaking. */
export const place = computed(() => regionName(user.value?.region) || user.value?.region_label || '')

/* The regions as a tree; a region whose parent was not handed out is a root. */
export function treeOf(list: Region[]): RegionNode[] {
  const nodes = new Map(list.map((r) => [r.code, { value: r.code, label: r.name, level: r.level } as RegionNode]))
  const roots: RegionNode[] = []
  for (const region of list) {
    const node = nodes.get(region.code)!
    const parent = region.parent ? nodes.get(region.parent) : undefined
    if (parent) (parent.children ??= []).push(node)
    else roots.push(node)
  }
  return roots
}

export const regionTree = computed(() => treeOf(schema.value.regions))

/* The part of the tree at and under one region; all of it when the region is not there. */
export function branchAt(code: string | undefined, nodes: RegionNode[] = regionTree.value): RegionNode[] {
  const search = (list: RegionNode[]): RegionNode | undefined => {
    for (const node of list) {
      const found = node.value === code ? node : search(node.children ?? [])
      if (found) return found
    }
    return undefined
  }
  const found = search(nodes)
  return found ? [found] : nodes
}
