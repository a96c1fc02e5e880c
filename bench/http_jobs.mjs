// How many jobs wait or run. usage: http_jobs.mjs DATABASE
import Database from 'better-sqlite3'

const db = new Database(process.argv[2], { readonly: true })
console.log(db.prepare('SELECT count(*) FROM job WHERE state IN (0, 1)').pluck().get())
