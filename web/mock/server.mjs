// A small stand-in for the real server while pages are made: docs/api.md over synthetic rows in memory.
// node mock/server.mjs [port]; every account signs in with its own name and the password "demo-2022".
import { createServer } from 'node:http'
import { readFileSync, existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { codeTables, ledgerBy, ledgers, regionLabel, regions, townRegions } from './schema.mjs'
import { fill, findRow, histories, insert, regionOf, shownRow, tables, titleOf, within } from './data.mjs'
import { members, override, report } from './report.mjs'
import * as imports from './imports.mjs'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const COUNTY = regions[0].code
const accounts = {
  county: ['演示县级经办', 'county', COUNTY], town: ['演示乡镇经办', 'town', townRegions[0].code],
  system: ['演示系统管理员', 'system_admin', COUNTY], audit: ['演示审计管理员', 'audit_admin', COUNTY],
}
const business = ['work', 'person', 'household', 'category_tag', 'recognition', 'employment_spell', 'intention', 'need', 'service', 'relief',
  'organization', 'vacancy', 'fair', 'import', 'report', 'job', 'notice', 'help']
const pagesOf = { county: [...business, 'region', 'user', 'setting', 'holiday', 'token'], town: business,
  system_admin: ['user', 'setting', 'job', 'token', 'notice', 'holiday', 'help'], audit_admin: ['audit', 'job', 'help'] }

let signedIn = null /* the account of the request being answered, from its cookie */
let fresh = process.argv.includes('--setup')
let lastJob = 500
const jobs = new Map()
const files = new Map()
const preferences = new Map()
const settings = [
  { key: 'table2_mode', label: '统计口径', help: '附表2流量列的口径', value: '累计', kind: 'text' },
  { key: 'notice_days', label: '公示天数', help: '认定公示的工作日数', value: 5, kind: 'int' },
  { key: 'idle_minutes', label: '空闲退出分钟', help: '无操作多久后需要重新登录', value: 30, kind: 'int' },
  { key: 'name_masked', label: '公示姓名隐去末字', help: '', value: false, kind: 'bool' }]

class Refusal extends Error {
  constructor(status, title, more = {}) {
    super(title)
    this.body = { type: 'about:blank', title, status, detail: title, ...more }
  }
}

function session() {
  const [name, role, region] = accounts[signedIn]
  return { user: { id: '11', account: signedIn, name, role, role_label: codeTables.role.find((r) => r.code === role).label, region,
    region_label: regionLabel(region) }, csrf: 'mock', must_change_password: false, totp: false, idle_minutes: 30,
  site: { county: '演示县', title: '暖心', demo: !process.argv.includes('--setup'), today: '2022-09-23', notice: { name: 'demo-2022', title: '关于开展就业援助“暖心活动”的通知',
    number: '演就办字〔2022〕2号', from: '2022-09-01', to: '2022-10-31', slogan: '就业帮扶，真情相助' } }, pages: pagesOf[role] }
}

function startJob(kind, title, total, work) {
  const job = { id: String(++lastJob), kind, title, state: 'running', done: 0, total, message: '正在处理…', result: null, error: null,
    created_at: '2022-09-23 10:00:00', finished_at: null, watchers: [] }
  jobs.set(job.id, job)
  const step = () => {
    if (job.state !== 'running') return
    job.done = Math.min(total, job.done + Math.ceil(total / 5))
    if (job.done >= total) Object.assign(job, { state: 'done', message: '完成', result: work(), finished_at: '2022-09-23 10:00:02' })
    else setTimeout(step, 250)
    job.watchers.forEach((tell) => tell(shownJob(job)))
  }
  setTimeout(step, 250)
  return { job: shownJob(job) }
}
const shownJob = ({ watchers, ...job }) => job

function matches(ledger, row, query) {
  if (row.removed_at && !query.removed) return false
  if (query.state?.length && !query.state.includes(row.state)) return false
  if (query.region && !within(regionOf(ledger, row), query.region)) return false
  const shown = shownRow(ledger, row)
  const text = query.text?.trim()
  if (text && !ledgerBy[ledger].fields.some((f) => String(shown.labels[f.name] ?? row[f.name] ?? '').includes(text))) return false
  return (query.filters ?? []).every(({ field, op, value }) => {
    const v = row[field] ?? null
    if (op === 'empty') return v === null
    if (op === 'filled') return v !== null
    if (op === 'contains') return String(shown.labels[field] ?? v ?? '').includes(value)
    if (op === 'in') return value.some((one) => (Array.isArray(v) ? v.includes(one) : v === one))
    if (op === 'between') return v !== null && v >= value[0] && v <= value[1]
    if (op === 'from') return v !== null && v >= value
    if (op === 'to') return v !== null && v <= value
    if (op === 'not') return v !== value
    return field === 'region' ? within(v, value) : v === value
  })
}

function search(ledger, query) {
  const rows = tables[ledger].filter((row) => matches(ledger, row, query))
  for (const { field, desc } of [...(query.sort ?? [])].reverse()) {
    rows.sort((a, b) => (a[field] ?? '') < (b[field] ?? '') ? (desc ? 1 : -1) : (a[field] ?? '') > (b[field] ?? '') ? (desc ? -1 : 1) : 0)
  }
  const offset = query.offset ?? 0
  return { rows: rows.slice(offset, offset + Math.min(query.limit ?? 20, 100)).map((row) => shownRow(ledger, row)), total: rows.length, offset }
}

function validate(ledger, values, row) {
  const errors = []
  for (const f of ledgerBy[ledger].fields) {
    const v = f.name in values ? values[f.name] : row?.[f.name]
    if (f.required && !f.readonly && (v === null || v === undefined || v === '')) {
      errors.push({ field: f.name, label: f.label, message: '不能为空', hint: '' })
    }
    if (f.kind === 'citizen_id' && f.name in values && values[f.name] && !/^\d{17}[\dX]$/.test(values[f.name])) {
      errors.push({ field: f.name, label: f.label, message: '应为 18 位，末位可为 X', hint: '请对照身份证原件' })
    }
  }
  if (errors.length) throw new Refusal(422, '输入有误', { detail: `有 ${errors.length} 处需要改正`, errors })
}

function change(ledger, row, values, action, label, reason) {
  const f = (name) => ledgerBy[ledger].fields.find((one) => one.name === name)
  const changes = Object.entries(values).filter(([name, v]) => f(name) && row[name] !== v)
    .map(([field, v]) => ({ field, label: f(field).label, old: shownRow(ledger, row).labels[field] ?? row[field],
      new: shownRow(ledger, { ...row, [field]: v }).labels[field] ?? v }))
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, row[name]]))
  Object.assign(row, values, { version: row.version + 1, changed_at: '2022-09-23 10:00:00' })
  const list = histories.get(row.id)
  list.push({ seq: String(list.length + 1), at: '2022-09-23 10:00:00', actor: accounts[signedIn][0], action, action_label: label, reason, changes,
    undoable: action === 'update', before })
  return shownRow(ledger, row)
}

function oneRow(ledger, id, request) {
  const row = findRow(ledger, id)
  if (!row) throw new Refusal(404, '没有这条记录', { hint: '可能已被移除，或不在您的范围内' })
  const wanted = request?.headers['if-match']
  if (wanted && wanted !== `"${row.version}"`) {
    throw new Refusal(409, '别人刚改过这条记录', { current: shownRow(ledger, row), yours: request.body, fields: Object.keys(request.body ?? {})
      .filter((name) => row[name] !== request.body[name]) })
  }
  return row
}

function personFile(id) {
  const person = oneRow('person', id)
  const of = (name) => tables[name].filter((r) => r.person_id === id && !r.removed_at).map((r) => shownRow(name, r))
  const home = tables.household.find((h) => h.id === person.household_id)
  const part = (name, label, missing) => ({ name, label, ok: !missing.length, missing })
  const parts = [part('base', '人员底数清', person.education ? [] : ['学历']), part('status', '就业状况清', person.checked_on ? [] : ['近30日核实']),
    part('intention', '就业意愿清', of('intention').length ? [] : ['求职意向']), part('need', '帮扶需求清', of('need').length ? [] : ['帮扶需求'])]
  const timeline = [...of('service').map((s) => ({ at: `${s.day} 10:00:00`, actor: s.staff, ledger: 'service', ledger_label: '服务记录', row_id: s.id,
    text: `${s.labels.kind}，${s.labels.result}`, changes: [] })), ...histories.get(id).map((h) => ({ at: h.at, actor: h.actor, ledger: 'person',
    ledger_label: '对象台账', row_id: id, text: h.action_label, changes: h.changes }))].sort((a, b) => (a.at < b.at ? 1 : -1))
  return { person: shownRow('person', person), household: home ? shownRow('household', home) : null,
    members: tables.person.filter((p) => p.household_id === person.household_id).slice(0, 6).map((p) => ({ id: p.id, name: p.name,
      relation: shownRow('person', p).labels.relation, age: 2022 - Number(p.birth.slice(0, 4)), status: '待业' })),
    ...Object.fromEntries(['category_tag', 'employment_spell', 'intention', 'need', 'recognition', 'service', 'relief'].map((n) => [n, of(n)])),
    clarity: { score: parts.filter((p) => p.ok).length * 25, parts }, timeline }
}

function board() {
  const count = (ledger, query, label) => ({ label, value: search(ledger, query).total, link: { ledger, query } })
  return { figures: [count('person', {}, '台账人数'), count('recognition', { state: ['valid'] }, '认定对象'),
    count('employment_spell', { filters: [{ field: 'helped', op: 'is', value: true }] }, '帮助就业'), count('service', {}, '服务人次')],
  todo: [count('recognition', { state: ['applied'] }, '待初审'), count('recognition', { state: ['public'] }, '公示中'),
    count('person', { filters: [{ field: 'checked_on', op: 'empty' }] }, '从未核实')],
  weeks: [0, 1, 2, 3, 4, 5, 6].map((w) => ({ week: new Date(Date.parse('2022-09-05') + w * 7 * 86400000).toISOString().slice(0, 10),
    recognised: 300 + w * 120, placed: 90 + w * 70 })),
  towns: townRegions.map((t, i) => ({ region: t.code, label: t.name, recognised: 700 - i * 31, placed: 320 - i * 13 })) }
}

const routes = [
  ['GET', '/setup', () => ({ needed: fresh, demo: !process.argv.includes('--setup'), notices: [{ name: 'demo-2022', title: '关于开展就业援助“暖心活动”的通知' }] })],
  ['POST', '/setup', ({ body }) => { fresh = false; signedIn = 'county'; accounts.county[0] = body.name; return { ...session(), accounts: [
    { account: 'security', role_label: '安全管理员', password: 'Qm4-x7Rt-2k' }, { account: 'auditing', role_label: '审计管理员', password: 'Hw9-p3Ls-8d' }] } }],
  ['POST', '/session', ({ body }) => {
    if (!accounts[body.account] || body.password !== 'demo-2022') throw new Refusal(401, '账号或密码不对', { hint: '连续输错 5 次将锁定 15 分钟' })
    signedIn = body.account
    return session()
  }],
  ['GET', '/session', () => session()],
  ['DELETE', '/session', () => { signedIn = null; return {} }],
  ['POST', '/session/password', () => session()],
  ['GET', '/schema', () => ({ ledgers, codes: codeTables, regions })],
  ['GET', '/board', board],
  ['GET', '/preferences/:key', ({ key }) => preferences.get(key) ?? null],
  ['PUT', '/preferences/:key', ({ key, body }) => { preferences.set(key, body); return body }],
  ['GET', '/jobs', () => ({ jobs: [...jobs.values()].reverse().map(shownJob) })],
  ['GET', '/jobs/:id', ({ id }) => shownJob(jobs.get(id))],
  ['POST', '/jobs/:id/cancel', ({ id }) => { jobs.get(id).state = 'cancelled'; return shownJob(jobs.get(id)) }],
  ['GET', '/users', () => ({ rows: Object.entries(accounts).map(([account, [name, role, region]], i) => ({ id: String(i + 11), version: 1, account, name,
    role, role_label: codeTables.role.find((r) => r.code === role).label, granted: i !== 1, region, region_label: regionLabel(region), organization_id: null,
    state: 'active', locked_until: null, signed_in_at: null })), total: 4 })],
  ['POST', '/users/:id/password', () => ({ password: 'Rk7-mQ2v-x9' })],
  ['GET', '/tokens', () => ({ tokens: [{ id: '1', name: '数据交换', created_at: '2022-09-20 09:00:00', expires_at: '2022-12-20 09:00:00', last_used_at: null }] })],
  ['POST', '/tokens', ({ body }) => ({ id: '2', name: body.name, token: 'nx_3f9c0000000000000000', created_at: '2022-09-23 10:00:00' })],
  ['DELETE', '/tokens/:id', () => ({})],
  ['GET', '/audit', () => ({ entries: histories.get(tables.person[0].id).map((h, i) => ({ id: String(i + 1), at: h.at, actor: h.actor, action: h.action,
    ledger: 'person', row_id: tables.person[0].id, result: 'ok', address: '127.0.0.1', detail: h.action_label })), next: null })],
  ['POST', '/audit/verify', () => startJob('audit', '校验审计日志', 100, () => ({ entries: 5210, ok: true }))],
  ['GET', '/settings', () => ({ settings })],
  ['PUT', '/settings', () => ({ settings })],
  ['GET', '/notice', () => ({ ...session().site.notice, parts: [] })],
  ['GET', '/holidays', () => ({ holidays: [{ day: '2022-09-12', name: '中秋节', work: false }, { day: '2022-10-08', name: '国庆节调休', work: true }] })],
  ['GET', '/reports', () => ({ reports: [{ name: 'table2', title: '附表2 情况统计表', periods: [{ name: '第一次', as_of: '2022-09-23' }, { name: '第二次', as_of: '2022-10-23' }] }] })],
  ['GET', '/reports/table2', ({ query }) => report(query.get('as_of') ?? '2022-09-23')],
  ['POST', '/reports/table2/members', ({ body }) => members(body)],
  ['PUT', '/reports/table2/overrides', ({ body }) => override(body)],
  ['GET', '/imports', ({ query }) => ({ imports: [...imports.batches.values()].filter((b) => !query.get('ledger') || b.ledger === query.get('ledger')).reverse().map(shownImport) })],
  ['GET', '/imports/:id', ({ id }) => shownImport(imports.batches.get(id))],
  ['PUT', '/imports/:id/mapping', ({ id, body }) => {
    const batch = imports.batches.get(id)
    batch.source = body.source ?? batch.source
    for (const [sheet, columns] of Object.entries(body.columns ?? {})) {
      for (const [col, field] of Object.entries(columns)) Object.assign(batch.sheets[sheet].columns[col], { field, how: 'chosen' })
    }
    return shownImport(batch)
  }],
  ['GET', '/imports/:id/rows', ({ id, query }) => {
    const rows = imports.batches.get(id).rows.filter((r) => !query.get('outcome') || r.outcome === query.get('outcome'))
    const offset = Number(query.get('offset') ?? 0)
    return { rows: rows.slice(offset, offset + Number(query.get('limit') ?? 20)), total: rows.length }
  }],
  ['POST', '/imports/:id/confirm', ({ id, body }) => {
    const batch = imports.batches.get(id)
    batch.state = 'applying'
    const started = startJob('import', `导入 ${batch.name}`, 200, () => ({ done: imports.apply(batch, body) }))
    batch.job = started.job
    return started
  }],
  ['POST', '/imports/:id/undo', ({ id }) => startJob('undo', '撤销导入', 100, () => { imports.batches.get(id).state = 'undone'; return { done: 100 } })],
  ['DELETE', '/imports/:id', ({ id }) => { imports.batches.get(id).state = 'cancelled'; return shownImport(imports.batches.get(id)) }],
  ['GET', '/person/:id/file', ({ id }) => personFile(id)],
  ['POST', '/recognition/apply', ({ body }) => {
    const people = body.rows ?? tables.person.filter((p) => matches('person', p, body.query)).map((p) => p.id)
    return startJob('apply', '批量申请认定', people.length, () => {
      const failed = []
      for (const id of people) {
        if (tables.recognition.some((r) => r.person_id === id)) failed.push({ id, label: titleOf('person', id), message: '已有申请或认定' })
        else insert('recognition', { person_id: id, kinds: ['other'], applied_on: body.applied_on })
      }
      return { done: people.length - failed.length, failed }
    })
  }],
  ['POST', '/recognition/notice-list', () => newFile('公示名单.xlsx')],
  ['POST', '/:ledger/search', ({ ledger, body }) => search(ledger, body)],
  ['POST', '/:ledger/choose', ({ ledger, body }) => ({ options: tables[ledger].filter((r) => titleOf(ledger, r.id).includes(body.text)).slice(0, 20)
    .map((r) => ({ id: r.id, label: titleOf(ledger, r.id), detail: regionLabel(regionOf(ledger, r)) ?? '' })) })],
  ['POST', '/:ledger/check', ({ ledger, body }) => {
    const at = body.where.search(/==|and and/)
    if (at >= 0) throw new Refusal(422, '输入有误', { errors: [{ field: null, message: `第 1 行第 ${at + 1} 字：这里应是一个条件` }] })
    return { ok: true, total: tables[ledger].length }
  }],
  ['POST', '/:ledger/export', ({ ledger, body }) => startJob('export', `导出${ledgerBy[ledger].label}`, 100, () => ({ ...newFile(`${ledgerBy[ledger].label}_演示县_2022-09-23.${body.format}`),
    rows: search(ledger, body.query).total }))],
  ['POST', '/:ledger/imports', ({ ledger, query }) => shownImport(imports.create(String(900 + imports.batches.size), ledger, query.get('name'), accounts[signedIn][0]))],
  ['POST', '/:ledger/actions/:action', ({ ledger, action, body }) => {
    const a = ledgerBy[ledger].actions.find((one) => one.name === action)
    const ids = body.rows ?? tables[ledger].filter((r) => matches(ledger, r, body.query)).map((r) => r.id)
    return startJob('action', a.label, ids.length, () => {
      const failed = []
      for (const id of ids) {
        const row = findRow(ledger, id)
        if (a.from.includes(row.state)) change(ledger, row, { state: a.to }, a.name, a.label, body.reason)
        else failed.push({ id, label: titleOf(ledger, id), message: '当前状态不能做这一步' })
      }
      return { done: ids.length - failed.length, failed }
    })
  }],
  ['POST', '/:ledger', ({ ledger, body }) => { validate(ledger, body); return shownRow(ledger, insert(ledger, body)) }],
  ['GET', '/:ledger/:id', ({ ledger, id }) => shownRow(ledger, oneRow(ledger, id))],
  ['PATCH', '/:ledger/:id', ({ ledger, id, body, request }) => {
    const row = oneRow(ledger, id, { headers: request.headers, body })
    validate(ledger, body, row)
    return change(ledger, row, body, 'update', '修改')
  }],
  ['GET', '/:ledger/:id/history', ({ id }) => ({ entries: [...(histories.get(id) ?? [])].reverse() })],
  ['POST', '/:ledger/:id/remove', ({ ledger, id, body }) => change(ledger, oneRow(ledger, id), { removed_at: '2022-09-23 10:00:00' }, 'remove', '移除', body.reason)],
  ['POST', '/:ledger/:id/undo', ({ ledger, id, body }) => change(ledger, oneRow(ledger, id), histories.get(id).find((h) => h.seq === body.seq).before, 'undo', '撤销修改')],
  ['POST', '/:ledger/:id/reveal', ({ ledger, id, body }) => Object.fromEntries(body.fields.map((f) => [f, oneRow(ledger, id)[f]]))],
  ['POST', '/:ledger/:id/actions/:action', ({ ledger, id, action, body, request }) => {
    const row = oneRow(ledger, id, { headers: request.headers, body })
    const a = ledgerBy[ledger].actions.find((one) => one.name === action)
    if (!a.from.includes(row.state)) throw new Refusal(409, '当前状态不能做这一步')
    return change(ledger, row, { state: a.to }, a.name, a.label, body.reason)
  }],
].map(([method, path, run]) => ({ method, run, path: new RegExp(`^/api/v1${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`) }))

const shownImport = ({ rows, ...batch }) => batch

function newFile(name) {
  const id = String(files.size + 1)
  files.set(id, name)
  return { file: id, name }
}

function serveFile(response, path) {
  const types = { html: 'text/html; charset=utf-8', js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' }
  const file = existsSync(dist + path) && path ? path : 'index.html'
  response.writeHead(200, { 'Content-Type': types[file.split('.').pop()] ?? 'application/octet-stream',
    'Content-Security-Policy': "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:" })
  response.end(readFileSync(dist + file))
}

function serveEvents(response, id) {
  const job = jobs.get(id)
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
  const tell = (shown) => {
    response.write(`data: ${JSON.stringify(shown)}\n\n`)
    if (shown.state !== 'running') response.end()
  }
  tell(shownJob(job))
  if (job.state === 'running') job.watchers.push(tell)
}

async function serve(request, response) {
  const url = new URL(request.url, 'http://localhost')
  if (!url.pathname.startsWith('/api/')) return serveFile(response, url.pathname.slice(1))
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  const events = url.pathname.match(/^\/api\/v1\/jobs\/(\d+)\/events$/)
  if (events) return serveEvents(response, events[1])
  if (/\/files\/|\.(pdf|xlsx)$|\/original$|\/reports\/\w+\/file$/.test(url.pathname)) {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment; filename="mock.bin"' })
    return response.end(/csv/.test(request.url) ? '\ufeff' : /pdf/.test(request.url) ? '%PDF-1.7' : 'PK')
  }
  signedIn = /mock=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? null
  const answer = (status, body) => {
    response.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json',
      'Set-Cookie': `mock=${signedIn ?? ''}; Path=/; HttpOnly; SameSite=Strict` })
    response.end(JSON.stringify(body))
  }
  try {
    const route = routes.find((r) => r.method === request.method && r.path.test(url.pathname))
    if (!route) throw new Refusal(404, '没有这个地址')
    if (!signedIn && !/\/(session|setup)$/.test(url.pathname)) throw new Refusal(401, '请先登录')
    if (url.pathname.endsWith('/session') && request.method === 'GET' && !signedIn) throw new Refusal(401, '请先登录')
    const json = request.headers['content-type']?.includes('json')
    const body = route.run({ ...url.pathname.match(route.path).groups, query: url.searchParams, body: json && raw.length ? JSON.parse(raw) : {}, request })
    answer(body?.job && Object.keys(body).length === 1 ? 202 : 200, body)
  } catch (problem) {
    if (!(problem instanceof Refusal)) console.error(problem)
    answer(problem.body?.status ?? 500, problem.body ?? { type: 'about:blank', title: String(problem), status: 500 })
  }
}

fill(Number(process.env.MOCK_PEOPLE ?? 3000))
const port = Number(process.argv[2] ?? 8090)
createServer(serve).listen(port, '127.0.0.1', () => console.log(`mock: http://127.0.0.1:${port}`))
