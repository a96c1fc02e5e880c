// The peer of bench/http.sh: fastify answering a bare indexed look-up with better-sqlite3, without session, scope,
// decryption or masking. Prints its address. usage: http_fastify.mjs DATABASE
import Database from 'better-sqlite3'
import fastify from 'fastify'

const file = process.argv[2]
const db = new Database(file, { readonly: true })
db.pragma('mmap_size = 1073741824')
const byId = db.prepare('SELECT id, name, sex, birth, region, address FROM person WHERE id = ?')
byId.safeIntegers(true)
const app = fastify()
app.get('/p/:id', (request, reply) => {
  const row = byId.get(BigInt(request.params.id))
  if (!row) return reply.code(404).send({ status: 404 })
  return { ...row, id: String(row.id), region: String(row.region) }
})
console.log(await app.listen({ host: '127.0.0.1', port: 0 }))
