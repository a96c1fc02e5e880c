// The columns and density of one list, as this user left them.
import { computed, ref } from 'vue'
import type { Ledger } from '../api/types'
import { attempt } from '../parts/message'
import { readPreference, writePreference } from '../state/preferences'
import { defaultColumns, mergeColumns, type Column } from './columns'
import { fieldOf } from '../state/schema'

interface Saved {
  columns: Column[]
  dense: boolean
}

export function useColumns(ledger: Ledger) {
  const key = `list-${ledger.name}`
  const columns = ref<Column[]>(defaultColumns(ledger))
  const dense = ref(true)
  const shownFields = computed(() =>
    columns.value.filter((c) => c.show).map((c) => ({ field: fieldOf(ledger, c.name)!, fixed: c.fixed })))

  async function load() {
    const saved = await readPreference<Saved>(key)
    columns.value = mergeColumns(ledger, saved?.columns ?? null)
    dense.value = saved?.dense ?? true
  }
  const save = () => attempt(() => writePreference(key, { columns: columns.value, dense: dense.value }))
  function set(next: Column[]) {
    columns.value = next
    return save()
  }
  function setDense(next: boolean) {
    dense.value = next
    return save()
  }
  const reset = () => set(defaultColumns(ledger))
  return { columns, dense, shownFields, load, set, setDense, reset }
}
