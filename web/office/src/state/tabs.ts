// The strip of open pages. A tab is a full path; closing it drops what was kept of the page, refreshing renews it.
import { reactive, ref } from 'vue'

export interface Tab {
  path: string
  title: string
  fixed: boolean
  turn: number /* raised by a refresh, so that the page is made anew */
}

export const tabs = reactive<Tab[]>([])
export const active = ref('')
const guards = new Map<string, () => boolean>()

export const tabName = (tab: Tab): string => `${tab.path}#${tab.turn}`

export function openTab(path: string, title: string, fixed = false): Tab {
  let tab = tabs.find((one) => one.path === path)
  if (!tab) {
    tabs.push({ path, title, fixed, turn: 0 })
    tab = tabs[tabs.length - 1]!
  }
  active.value = path
  return tab
}

export function nameTab(path: string, title: string): void {
  const tab = tabs.find((one) => one.path === path)
  if (tab) tab.title = title
}

/* A page with unsaved input registers a question; a tab that answers true is not closed without asking. */
export function guardTab(path: string, dirty: () => boolean): () => void {
  guards.set(path, dirty)
  return () => guards.delete(path)
}

export const isDirty = (path: string): boolean => guards.get(path)?.() ?? false
export const anyDirty = (): boolean => [...guards.values()].some((dirty) => dirty())

/* Closes a tab and answers the path to show next. */
export function closeTab(path: string): string {
  const at = tabs.findIndex((tab) => tab.path === path)
  if (at >= 0 && !tabs[at]!.fixed) tabs.splice(at, 1)
  guards.delete(path)
  if (active.value === path) active.value = (tabs[Math.min(at, tabs.length - 1)] ?? tabs[0])?.path ?? '/'
  return active.value
}

export function closeOthers(path: string): void {
  for (const tab of tabs.filter((one) => !one.fixed && one.path !== path && !isDirty(one.path))) closeTab(tab.path)
}

export function refreshTab(path: string): void {
  const tab = tabs.find((one) => one.path === path)
  if (tab) tab.turn++
}

export function clearTabs(): void {
  tabs.splice(0)
  guards.clear()
}
