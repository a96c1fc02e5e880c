// What is typed survives a closed tab, an expired session and a restart: one draft per user, ledger and record.
import type { Values } from '../api/types'

export interface Draft {
  at: number
  version: number
  values: Values
}

const LIFE = 14 * 86400000

export const draftKey = (user: string, ledger: string, id: string): string => `draft:${user}:${ledger}:${id}`

/* Secrets stay out of the browser's permanent storage; the session's own storage ends with the window. */
export function saveDraft(key: string, draft: Draft, secret: Set<string>): void {
  sessionStorage.setItem(key, JSON.stringify(draft))
  const values = Object.fromEntries(Object.entries(draft.values).filter(([name]) => !secret.has(name)))
  try {
    localStorage.setItem(key, JSON.stringify({ ...draft, values }))
  } catch {
    return /* a full or forbidden store must not stop the typing; the session's copy is there */
  }
}

export function readDraft(key: string, now: number): Draft | null {
  for (const store of [sessionStorage, localStorage]) {
    try {
      const draft = JSON.parse(store.getItem(key) ?? 'null') as Draft | null
      if (draft && now - draft.at < LIFE && Object.keys(draft.values).length) return draft
    } catch {
      store.removeItem(key)
    }
  }
  return null
}

export function dropDraft(key: string): void {
  sessionStorage.removeItem(key)
  localStorage.removeItem(key)
}
