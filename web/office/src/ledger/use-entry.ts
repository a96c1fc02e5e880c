// The state of one entry form: values against the record as read, what changed, errors by field, the draft.
import { computed, reactive, ref, watch } from 'vue'
import { ApiError, uniqueKey } from '../api/client'
import { changeRow, createRow } from '../api/ledgers'
import type { Field, Ledger, Problem, Row, Value, Values } from '../api/types'
import { failed } from '../parts/message'
import { user } from '../state/session'
import { draftKey, dropDraft, readDraft, saveDraft, type Draft } from './draft'
import { isMasked, same } from './shown'

export function useEntry(ledger: Ledger, row: Row | null, preset: Values) {
  const fields = ledger.fields.filter((f) => !f.readonly && f.kind !== 'time' && !(f.name in preset))
  const secret = new Set(fields.filter((f) => f.secret).map((f) => f.name))
  const original: Values = {}
  for (const f of fields) original[f.name] = row && !isMasked(row, f) ? ((row[f.name] ?? null) as Value) : null
  const values = reactive<Values>({ ...original })
  const errors = reactive<Record<string, string>>({})
  const others = ref<string[]>([]) /* errors of fields that are not on this form */
  const conflict = ref<Problem | null>(null)
  const busy = ref(false)
  const version = ref(row?.version ?? 0)
  const key = draftKey(user.value?.id ?? '', ledger.name, row?.id ?? `new:${Object.values(preset).join('-')}`)
  const draft = ref<Draft | null>(readDraft(key, Date.now()))
  const once = uniqueKey()

  const changed = computed<Values>(() => Object.fromEntries(fields.filter((f) => !same(values[f.name], original[f.name])).map((f) => [f.name, blankToNull(values[f.name])])))
  const dirty = computed(() => Object.keys(changed.value).length > 0)

  let timer = 0
  watch(changed, (now) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => {
      if (Object.keys(now).length) saveDraft(key, { at: Date.now(), version: version.value, values: now }, secret)
    }, 400)
  })

  const blankToNull = (value: Value | undefined): Value =>
    value === undefined || value === '' || (Array.isArray(value) && !value.length) ? null : typeof value === 'string' ? value.trim() : value

  function restore() {
    if (draft.value) Object.assign(values, draft.value.values)
    draft.value = null
  }
  function forget() {
    window.clearTimeout(timer)
    dropDraft(key)
    draft.value = null
  }

  function refused(problem: Problem) {
    for (const name of Object.keys(errors)) delete errors[name]
    others.value = []
    for (const error of problem.errors ?? []) {
      const text = [error.message, error.hint].filter(Boolean).join('，')
      if (error.field && fields.some((f) => f.name === error.field)) errors[error.field] = text
      else others.value.push(`${error.label ?? ''} ${text}`)
    }
    if (!problem.errors?.length) others.value = [[problem.detail || problem.title, problem.hint].filter(Boolean).join('。')]
  }

  async function send(what: Values, at: number): Promise<Row | null> {
    busy.value = true
    try {
      const saved = row ? await changeRow(ledger.name, row.id, what, at) : await createRow(ledger.name, { ...preset, ...what }, once)
      forget()
      conflict.value = null
      return saved
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      const { problem } = error
      if (problem.status === 409 && problem.current) conflict.value = { ...problem, yours: what }
      else if (problem.status === 401 || problem.status === 0) failed(error)
      else refused(problem)
      return null
    } finally {
      busy.value = false
    }
  }

  const save = () => send(changed.value, version.value)
  /* After a conflict: the chosen values, against the version that is there now. */
  const resolve = (chosen: Values) => send(chosen, conflict.value!.current!.version)
  const clear = (field: Field) => void delete errors[field.name]

  return { fields, values, errors, others, conflict, busy, draft, dirty, changed, restore, forget, save, resolve, clear }
}
