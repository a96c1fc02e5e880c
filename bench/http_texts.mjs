// What people type into the search box, a file a kind, taken from people all over the ledger: their names, parts of names,
// the first letters and the whole of a surname's and name's reading, ID numbers and phones (revealed with a reason), last
// fours, addresses, villages. usage: http_texts.mjs BASE COOKIE CSRF IDS FOLDER DATABASE
import Database from 'better-sqlite3'
import { readFileSync, writeFileSync } from 'node:fs'

const [base, Cookie, csrf, ids, folder, file] = process.argv.slice(2)
const headers = { Cookie, 'X-CSRF': csrf, 'Content-Type': 'application/json' }
const db = new Database(file, { readonly: true })
const byId = db.prepare('SELECT name, address FROM person WHERE id = ?')
const villages = db.prepare('SELECT name FROM region').pluck().all()
const people = readFileSync(ids, 'utf8').trim().split('\n').slice(0, 4000).map((id) => ({ id, ...byId.get(BigInt(id)) }))
const write = (kind, texts) => writeFileSync(`${folder}/texts.${kind}`, [...new Set(texts)].join('\n') + '\n')
const letters = [...'bcdfghjlmnpqstwxyz']
const syllables = ['chen', 'fang', 'guo', 'huang', 'jia', 'li', 'ming', 'ping', 'qiang', 'shan', 'ting', 'wang', 'xiao', 'yan', 'zhong']
write('name', people.map((p) => p.name))
write('part', people.map((p) => p.name.slice(1)))
write('pinyin', syllables.flatMap((a) => syllables.flatMap((b) => [a + b, ...syllables.map((c) => a + b + c)])))
write('initials', letters.flatMap((a) => letters.flatMap((b) => [a + b, ...letters.map((c) => a + b + c)])))
write('address', people.map((p) => p.address).filter(Boolean))
write('village', villages)
const plain = []
for (const person of people.slice(0, 300)) {
  const answer = await fetch(`${base}/api/v1/person/${person.id}/reveal`, {
    method: 'POST', headers, body: JSON.stringify({ fields: ['id_no', 'phone'], reason: '性能测试' }),
  })
  if (!answer.ok) throw new Error(`reveal: ${answer.status} ${await answer.text()}`)
  plain.push(await answer.json())
}
const values = (field) => plain.map((p) => p[field]).filter(Boolean)
write('number', values('id_no'))
write('phone', values('phone'))
write('last4', values('id_no').map((n) => n.slice(-4)))
