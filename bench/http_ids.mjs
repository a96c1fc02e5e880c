// Ids of some ten thousand people, spread over the whole ledger. usage: http_ids.mjs DATABASE
import Database from 'better-sqlite3'

const db = new Database(process.argv[2], { readonly: true })
const ids = db.prepare('SELECT id FROM person WHERE removed_at = 0 ORDER BY id').safeIntegers(true).pluck().all()
const step = Math.max(1, Math.floor(ids.length / 10007))
for (let i = 0, at = 0; i < Math.min(10000, ids.length); i++, at = (at + step * 7919) % ids.length) console.log(String(ids[at]))
