// Saves people of a running site, one after the other, and asks for a figure that each save moves: how long a save takes
// until it is answered and in every figure. Fails when a figure does not have it. usage: http_writes.mjs BASE PASSWORD
const [base, password] = process.argv.slice(2)
let cookie = ''
let csrf = ''

async function ask(method, path, body, more = {}) {
  const headers = { Cookie: cookie, 'X-CSRF': csrf, 'Content-Type': 'application/json', ...more }
  const answer = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) })
  const text = await answer.text()
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`)
  const set = answer.headers.get('set-cookie')
  if (set) cookie = set.split(';')[0]
  return { json: text ? JSON.parse(text) : null, etag: answer.headers.get('etag') }
}

csrf = (await ask('POST', '/api/v1/session', { account: 'xian', password })).json.csrf
const people = (await ask('POST', '/api/v1/person/search', { limit: 50 })).json.rows
const count = async () =>
  (await ask('POST', '/api/v1/person/search', { limit: 1, where: "address = '基准'" })).json.total
const took = []
const before = await count()
for (const [i, { id }] of people.entries()) {
  const row = await ask('GET', `/api/v1/person/${id}`)
  const from = performance.now()
  await ask('PATCH', `/api/v1/person/${id}`, { address: '基准' }, { 'If-Match': row.etag })
  took.push(performance.now() - from)
  const now = await count()
  if (now !== before + i + 1) throw new Error(`after ${i + 1} saves the figure went from ${before} to ${now}`)
}
took.sort((a, b) => a - b)
console.log(`a save, answered and in every figure, in ms: half ${took[Math.floor(took.length / 2)].toFixed(1)} worst ${took.at(-1).toFixed(1)}`)
