// Uploads a workbook of people to a running site, confirms it, and asks for pages and saves a person, one request after
// the other, until it is written: how long each takes meanwhile. usage: import_probe.mjs BASE PASSWORD FILE
import { readFileSync } from 'node:fs'

const [base, password, file] = process.argv.slice(2)
let cookie = ''
let csrf = ''

async function ask(method, path, body, type = 'application/json', more = {}) {
  const headers = { Cookie: cookie, 'X-CSRF': csrf, ...more }
  if (body !== undefined) headers['Content-Type'] = type
  const payload = body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body)
  const answer = await fetch(base + path, { method, headers, body: payload })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  const set = answer.headers.get('set-cookie')
  if (set) cookie = set.split(';')[0]
  return { json: text ? JSON.parse(text) : null, etag: answer.headers.get('etag') }
}

const session = await ask('POST', '/api/v1/session', { account: 'xian', password })
csrf = session.json.csrf
const people = (await ask('POST', '/api/v1/person/search', { limit: 20 })).json.rows
const started = performance.now()
const batch = (await ask('POST', '/api/v1/person/imports?name=people.xlsx', readFileSync(file),
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet')).json
const previewed = performance.now()
const job = (await ask('POST', `/api/v1/imports/${batch.id}/confirm`, { outcomes: ['new', 'changed'] })).json.job

const took = { 'a list of 20': [], 'the person page': [], 'saving a person': [] }
async function time(what, run) {
  const from = performance.now()
  const result = await run()
  took[what].push(performance.now() - from)
  return result
}
let state
for (let i = 0; ; i++) {
  const id = people[i % people.length].id
  await time('a list of 20', () => ask('POST', '/api/v1/person/search', { limit: 20 }))
  await time('the person page', () => ask('GET', `/api/v1/person/${id}/file`))
  const row = await ask('GET', `/api/v1/person/${id}`)
  await time('saving a person', () =>
    ask('PATCH', `/api/v1/person/${id}`, { address: `第${i}组` }, 'application/json', { 'If-Match': row.etag }))
  state = (await ask('GET', `/api/v1/jobs/${job.id}`)).json
  if (!['waiting', 'running'].includes(state.state)) break
  await new Promise((resolve) => setTimeout(resolve, 10))
}
const end = performance.now()
console.log(`through the server: upload and preview ${((previewed - started) / 1000).toFixed(2)} s, written in ` +
  `${((end - previewed) / 1000).toFixed(2)} s (${state.state}); meanwhile, in ms:`)
for (const [what, times] of Object.entries(took)) {
  times.sort((a, b) => a - b)
  const at = (part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1)
  console.log(`  ${what.padEnd(20)} ${String(times.length).padStart(4)} times   half ${at(0.5)}   p99 ${at(0.99)}   worst ${at(1)}`)
}
