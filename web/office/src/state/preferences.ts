// What one user likes (columns, density, saved queries), kept on the server under his account.
import { get, put } from '../api/client'

const cache = new Map<string, unknown>()

export async function readPreference<T>(key: string): Promise<T | null> {
  if (!cache.has(key)) {
    cache.set(key, await get<T | null>(`/preferences/${key}`).catch(() => null))
  }
  return cache.get(key) as T | null
}

export async function writePreference(key: string, value: unknown): Promise<void> {
  cache.set(key, value)
  await put(`/preferences/${key}`, value)
}

export function forgetPreferences(): void {
  cache.clear()
}
