// Who is signed in. `expired` asks for the password again without throwing away what is typed on the page.
import { computed, ref, shallowRef } from 'vue'
import { ApiError, get, onSignedOut, post, remove, setCsrf } from '../api/client'
import type { Session, Setup } from '../api/types'

export const session = shallowRef<Session | null>(null)
export const setup = shallowRef<Setup | null>(null)
export const expired = ref(false)
export const user = computed(() => session.value?.user)
export const site = computed(() => session.value?.site)
export const demo = computed(() => Boolean(session.value?.site.demo ?? setup.value?.demo))

onSignedOut(() => {
  if (session.value) expired.value = true
})

export function accept(next: Session): void {
  session.value = next
  setCsrf(next.csrf)
  expired.value = false
}

/* True when somebody is signed in; also learns whether the site still has to be set up. */
export async function loadSession(): Promise<boolean> {
  setup.value = await get<Setup>('/setup')
  if (setup.value.needed) return false
  try {
    accept(await get<Session>('/session'))
    return true
  } catch (error) {
    if (error instanceof ApiError && error.problem.status === 401) return false
    throw error
  }
}

export async function signIn(account: string, password: string, code?: string): Promise<void> {
  accept(await post<Session>('/session', { account, password, ...(code ? { code } : {}) }))
}

export async function signOut(): Promise<void> {
  await remove('/session')
  session.value = null
}
