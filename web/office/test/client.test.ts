import { afterEach, expect, it, vi } from 'vitest'
import { ApiError, get, onSignedOut, patch, post, sentName, setCsrf, uniqueKey, url } from '../src/api/client'

afterEach(() => vi.unstubAllGlobals())

function answer(status: number, body: unknown) {
  const calls: [string, RequestInit][] = []
  vi.stubGlobal('fetch', async (path: string, init: RequestInit) => {
    calls.push([path, init])
    return new Response(body === undefined ? 'not json' : JSON.stringify(body), { status })
  })
  return calls
}

it('carries the CSRF token, the version and the key that make a change safe', async () => {
  const calls = answer(200, {})
  setCsrf('token')
  await patch('/person/1', { name: '张三' }, 3)
  await post('/person', {}, { key: 'once' })
  await get('/session')
  const headers = calls.map(([, init]) => init.headers as Record<string, string>)
  expect(headers[0]).toMatchObject({ 'X-CSRF': 'token', 'If-Match': '"3"' })
  expect(headers[1]).toMatchObject({ 'X-CSRF': 'token', 'Idempotency-Key': 'once' })
  expect(headers[2]).not.toHaveProperty('X-CSRF')
})

it('throws what the server refused with, in the server’s words', async () => {
  answer(422, { title: '输入有误', status: 422, detail: '有 1 处需要改正', hint: '请看姓名', errors: [{ field: 'name', label: '姓名', message: '不能为空' }] })
  const error = await post('/person').catch((e: unknown) => e)
  expect(error).toBeInstanceOf(ApiError)
  expect((error as ApiError).message).toBe('姓名：不能为空')
  expect((error as ApiError).problem.errors?.[0]?.field).toBe('name')
})

it('gives the detail and the hint where no field is to blame', async () => {
  answer(423, { title: '账号已锁定', status: 423, detail: '连续输错 5 次，锁定至 10:15', hint: '请稍后再试' })
  await expect(post('/session')).rejects.toThrow('连续输错 5 次，锁定至 10:15。请稍后再试')
})

it('explains an answer that is no problem document, and a server that is not there', async () => {
  answer(502, undefined)
  await expect(get('/board')).rejects.toMatchObject({ problem: { status: 502 } })
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('refused')))
  await expect(get('/board')).rejects.toMatchObject({ problem: { status: 0, title: '连不上服务器' } })
})

it('tells once the session is over, but not when a sign-in was wrong', async () => {
  const over = vi.fn()
  onSignedOut(over)
  answer(401, { title: '请先登录', status: 401 })
  await get('/board').catch(() => undefined)
  await post('/session', {}).catch(() => undefined)
  expect(over).toHaveBeenCalledTimes(1)
})

it('leaves empty words out of an address and makes keys that differ', () => {
  expect(url('/imports', { ledger: '', limit: 20, after: undefined })).toBe('/api/v1/imports?limit=20')
  expect(uniqueKey()).not.toBe(uniqueKey())
})

it('names a saved file as the server did', () => {
  expect(sentName("attachment; filename*=UTF-8''%E5%90%8D%E5%8D%95.pdf", 'x')).toBe('名单.pdf')
  expect(sentName('attachment; filename="list.pdf"', 'x')).toBe('list.pdf')
  expect(sentName(null, '名单.pdf')).toBe('名单.pdf')
})
