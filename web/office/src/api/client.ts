// One way to call the server: JSON, the session cookie, the CSRF header, and problems as exceptions in Chinese.
import type { Problem } from './types'

export class ApiError extends Error {
  constructor(readonly problem: Problem) {
    const faults = (problem.errors ?? []).slice(0, 5).map((e) => [e.label ? `${e.label}：${e.message}` : e.message, e.hint].filter(Boolean).join('，'))
    super(faults.length ? faults.join('；') : [problem.detail || problem.title, problem.hint].filter(Boolean).join('。'))
  }
}

interface Options {
  query?: Record<string, string | number | undefined>
  version?: number
  key?: string
  file?: Blob
}

let csrf = ''
let signedOut: () => void = () => undefined

/* The token that every change must carry; it comes with the session. */
export function setCsrf(token: string): void {
  csrf = token
}

/* What to do when the server says that the session is over. */
export function onSignedOut(run: () => void): void {
  signedOut = run
}

export function url(path: string, query: Options['query'] = {}): string {
  const words = Object.entries(query).filter(([, value]) => value !== undefined && value !== '')
  return `/api/v1${path}${words.length ? `?${new URLSearchParams(words.map(([k, v]) => [k, String(v)]))}` : ''}`
}

/* A text that is unique enough for Idempotency-Key; randomUUID needs Chromium 92 and a secure context. */
export function uniqueKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    return (await response.json()) as Problem
  } catch {
    return { title: `服务器没有正常回答（${response.status}）`, status: response.status, hint: '请稍后再试' }
  }
}

async function call<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (method !== 'GET') headers['X-CSRF'] = csrf
  if (body !== undefined) headers['Content-Type'] = 'application/json'
  if (options.version !== undefined) headers['If-Match'] = `"${options.version}"`
  if (options.key) headers['Idempotency-Key'] = options.key
  const payload = options.file ?? (body === undefined ? undefined : JSON.stringify(body))
  let response: Response
  try {
    response = await fetch(url(path, options.query), { method, headers, body: payload, credentials: 'same-origin' })
  } catch {
    throw new ApiError({ title: '连不上服务器', status: 0, hint: '请检查网络；填写的内容还在，稍后可再试' })
  }
  if (!response.ok) {
    const problem = await problemOf(response)
    if (response.status === 401 && path !== '/session') signedOut()
    throw new ApiError({ ...problem, status: response.status })
  }
  return (response.status === 204 ? null : await response.json()) as T
}

export const get = <T>(path: string, query?: Options['query']) => call<T>('GET', path, undefined, { query })
export const post = <T>(path: string, body: unknown = {}, options: Options = {}) => call<T>('POST', path, body, options)
export const put = <T>(path: string, body: unknown) => call<T>('PUT', path, body, {})
export const patch = <T>(path: string, body: unknown, version: number) => call<T>('PATCH', path, body, { version })
export const remove = <T>(path: string, body?: unknown) => call<T>('DELETE', path, body, {})
export const upload = <T>(path: string, file: Blob, query: Options['query']) =>
  call<T>('POST', path, undefined, { query, file })
export const putFile = <T>(path: string, file: Blob) => call<T>('PUT', path, undefined, { file })

/* Sends a file and tells how far it is (0 to 100): fetch cannot. `stop` ends it. */
export function sendFile<T>(path: string, file: Blob, query: Options['query'], told: (percent: number) => void, stop?: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const call = new XMLHttpRequest()
    call.open('POST', url(path, query))
    call.responseType = 'json'
    call.setRequestHeader('X-CSRF', csrf)
    call.upload.onprogress = (event) => told(event.total ? Math.floor((event.loaded / event.total) * 100) : 0)
    call.onload = () => {
      if (call.status < 300) return resolve(call.response as T)
      if (call.status === 401) signedOut()
      const problem = (call.response ?? { title: `服务器没有正常回答（${call.status}）`, hint: '请稍后再试' }) as Problem
      reject(new ApiError({ ...problem, status: call.status }))
    }
    call.onerror = () => reject(new ApiError({ title: '连不上服务器', status: 0, hint: '请检查网络后再传' }))
    call.onabort = () => reject(new ApiError({ title: '已取消上传', status: 0 }))
    stop?.addEventListener('abort', () => call.abort())
    call.send(file)
  })
}

/* The name a file was sent with (RFC 6266), or the one given. */
export function sentName(disposition: string | null, otherwise: string): string {
  const coded = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')
  return coded ? decodeURIComponent(coded[1]!) : (/filename="([^"]+)"/.exec(disposition ?? '')?.[1] ?? otherwise)
}

/* Sends a query and saves the file that comes back: what is asked for may not stand in a URL. */
export async function saveAnswer(path: string, body: unknown, name: string): Promise<void> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRF': csrf }
  const response = await fetch(url(path), { method: 'POST', credentials: 'same-origin', body: JSON.stringify(body), headers })
  if (!response.ok) throw new ApiError(await problemOf(response))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await response.blob())
  link.download = sentName(response.headers.get('Content-Disposition'), name)
  document.body.appendChild(link)
  link.click()
  link.remove()
  window.setTimeout(() => URL.revokeObjectURL(link.href), 60000) /* the browser takes the bytes after the click */
}
