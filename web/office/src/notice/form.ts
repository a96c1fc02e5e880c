// A draft of the notice as forms (docs/api.md): what the server says of a file, one change at a time, undo, and two clerks on one place.
import { computed, ref, shallowRef } from 'vue'
import { ApiError, get, put } from '../api/client'
import type { Problem } from '../api/types'
import { failed } from '../parts/message'
import type { Fault } from './types'

export interface Slot {
  key: string
  label: string
  kind: 'text' | 'key' | 'number' | 'bool' | 'date' | 'choice' | 'texts' | 'part' | 'list'
  sense: string
  required: boolean
  help?: string
  least?: number
  most?: number
  choices?: Choice[]
  absent?: string | number
  shape?: string
}
export interface Choice {
  value: string
  label: string
}
export interface FieldNode {
  at: string
  line?: number
  last?: number
  texts?: string[]
  odd?: boolean
  items?: MapNode[]
  part?: MapNode
}
export interface MapNode {
  at: string
  shape: string
  line?: number
  last?: number
  mark?: string
  fields: Record<string, FieldNode>
}
export interface Form {
  file: string
  label: string
  there: boolean
  text: string
  shapes: { label: string; slots: Slot[] }[]
  root?: MapNode
  parts: { name: string; label: string; there: boolean; required: boolean }[]
  names: Record<string, Choice[]> & { period: Record<string, Choice[]> }
  errors: number
  faults: Fault[]
}
export type Act = 'set' | 'add' | 'copy' | 'remove' | 'up' | 'down'
export interface Clash {
  at: string
  label: string
  current: string[]
  yours: string[]
}

/* The faults that a field shows: its own by line and key, or its absence from the mapping on the fault's line. */
export function faultsAt(form: Form, node: MapNode, key: string): Fault[] {
  const field = node.fields[key]
  return form.faults.filter((one) => one.file === form.file && one.key === key && (field?.line ? one.line >= field.line && one.line <= (field.last ?? field.line) : one.line === node.line))
}
export const faultsIn = (form: Form, node: MapNode): Fault[] => form.faults.filter((one) => one.file === form.file && node.line !== undefined && one.line >= node.line && one.line <= (node.last ?? node.line))

/* Where a fault stands: the innermost field or item on its line. */
export function placeOf(form: Form, fault: Fault): string {
  let best = ''
  const walk = (node: MapNode) => {
    if (node.line === undefined || fault.line < node.line || fault.line > (node.last ?? node.line)) return
    best = node.at
    for (const [key, field] of Object.entries(node.fields)) {
      if (key === fault.key && faultsAt(form, node, key).includes(fault)) best = field.at
      if (field.part) walk(field.part)
      field.items?.forEach(walk)
    }
  }
  if (form.root) walk(form.root)
  return best
}

/* A key that no sibling has: the last one's number and one more. */
export function nextKey(used: string[], like: string): string {
  const [, stem = like, digits = ''] = /^(.*?)(\d*)$/.exec(like) ?? []
  let number = Number(digits || 1) + 1
  const made = () => stem + String(number).padStart(digits.length, '0')
  while (used.includes(made())) number++
  return made()
}

export function useForm(id: string, told: (form: Form) => void) {
  const form = shallowRef<Form | null>(null)
  const clash = shallowRef<Clash | null>(null)
  const waiting = ref(0)
  const undone = ref<{ file: string; before: string; after: string }[]>([])
  const history = ref<{ file: string; before: string; after: string }[]>([])
  let queue: Promise<unknown> = Promise.resolve()
  let asked = ''

  function take(next: Form) {
    form.value = next
    told(next)
  }
  /* Of two files asked for shortly one after the other, the later is shown, whichever answer comes last. */
  async function load(file: string) {
    asked = file
    await queue
    const next = await get<Form>(`/notices/${id}/form`, { file })
    if (file === asked) take(next)
  }
  /* Changes go one after the other: each begins with what the one before has left. */
  function run<T>(work: () => Promise<T>): Promise<T | undefined> {
    waiting.value++
    const turn = queue.then(work).catch((error: unknown) => void failed(error)).finally(() => waiting.value--) as Promise<T | undefined>
    queue = turn
    return turn
  }
  async function refuse(problem: Problem, at: string, label: string) {
    if (problem.status === 409 && Array.isArray(problem.current)) clash.value = { at, label, current: problem.current as string[], yours: problem.yours as unknown as string[] }
    else failed(new ApiError(problem))
    if (form.value) take(await get<Form>(`/notices/${id}/form`, { file: form.value.file }))
  }
  const edit = (act: Act, at: string, label: string, was: string[] = [], to: string[] = []) =>
    run(async () => {
      const { file, text: before } = form.value!
      try {
        const next = await put<Form>(`/notices/${id}/edit`, { file, do: act, at, was, to })
        history.value.push({ file, before, after: next.text })
        undone.value = []
        take(next)
        return true
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        await refuse(error.problem, at, label)
        return false
      }
    })
  /* One change back or forth: the file as it was before, unless somebody has changed it since. */
  const step = (from: typeof history, to: typeof history, back: boolean) =>
    run(async () => {
      const one = from.value.at(-1)
      if (!one) return
      const [was, text] = back ? [one.after, one.before] : [one.before, one.after]
      await put(`/notices/${id}/file`, { name: one.file, was, text })
      from.value.pop()
      to.value.push(one)
      take(await get<Form>(`/notices/${id}/form`, { file: one.file }))
    })
  return {
    form, clash, load, edit,
    busy: computed(() => waiting.value > 0),
    canUndo: computed(() => history.value.length > 0),
    canRedo: computed(() => undone.value.length > 0),
    undo: () => step(history, undone, true),
    redo: () => step(undone, history, false),
  }
}
