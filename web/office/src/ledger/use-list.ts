// One list: its query, its page, its rows and what is selected. The server filters, sorts and cuts.
import { computed, reactive, ref, shallowRef } from 'vue'
import { ApiError } from '../api/client'
import { searchRows } from '../api/ledgers'
import type { Id, Ledger, Query, Row } from '../api/types'
import { failed } from '../parts/message'
import { emptyQuery, fromQuery, toQuery } from './query'

export function useList(ledger: Ledger, start: Query) {
  const state = reactive(fromQuery(start))
  const page = reactive({ at: 1, size: 20 })
  const sort = ref<Query['sort']>(start.sort)
  const rows = shallowRef<Row[]>([])
  const total = ref(0)
  const loading = ref(false)
  const problem = ref<ApiError['problem'] | null>(null)
  const selected = shallowRef<Id[]>([])
  const all = ref(false) /* “all N results of this filter” instead of the rows ticked */
  const query = computed<Query>(() => ({ ...toQuery(ledger, state), ...(sort.value?.length ? { sort: sort.value } : {}) }))
  let turn = 0

  async function load() {
    const mine = ++turn
    loading.value = true
    try {
      const found = await searchRows(ledger.name, { ...query.value, offset: (page.at - 1) * page.size, limit: page.size })
      if (mine !== turn) return
      problem.value = null
      rows.value = found.rows
      total.value = found.total
      if (!found.rows.length && found.total && page.at > 1) {
        page.at = 1
        await load()
      }
    } catch (error) {
      if (mine !== turn) return
      problem.value = error instanceof ApiError ? error.problem : null
      failed(error)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  function search() {
    page.at = 1
    all.value = false
    return load()
  }

  /* Back to what the list opened with: its defaults, not blanks. */
  function reset() {
    Object.assign(state, emptyQuery(), fromQuery(start))
    sort.value = start.sort
    return search()
  }

  return { state, page, sort, rows, total, loading, problem, selected, all, query, load, search, reset }
}

export type List = ReturnType<typeof useList>
