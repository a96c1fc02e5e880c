// After the build: compressed copies beside every file, the manifest the server embeds, and the checks that must not slip:
// first load, no address outside the site, nothing in the style sheets that Chromium 87 does not know.
import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const dist = fileURLToPath(new URL('../dist/', import.meta.url))
const FIRST_LOAD = 260 * 1024
const WITH_LIST = 280 * 1024
const types = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml' }
const tooNew = [/:is\(/, /:where\(/, /:has\(/, /aspect-ratio\s*:/, /color-mix\(/, /@layer\b/, /@container\b/, /oklch\(/]

const graph = JSON.parse(readFileSync(join(dist, 'vite-manifest.json'), 'utf8'))
rmSync(join(dist, 'vite-manifest.json'))
const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(dist.length)).sort()

const faults = []
const packed = new Map()
const lines = []
for (const file of files) {
  const bytes = readFileSync(join(dist, file))
  const type = types[extname(file)]
  if (!type) faults.push(`${file}: no content type for this ending`)
  const text = bytes.toString('utf8')
  if (extname(file) === '.css') faults.push(...tooNew.filter((rule) => rule.test(text)).map((rule) => `${file}: ${rule} needs a newer browser than Chromium 87`))
  if (extname(file) === '.css' && /url\(\s*["']?(?:https?:)?\/\//.test(text)) faults.push(`${file}: names an address outside the site`)
  const gz = gzipSync(bytes, { level: 9 })
  const br = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } })
  writeFileSync(join(dist, `${file}.gz`), gz)
  writeFileSync(join(dist, `${file}.br`), br)
  packed.set(file, gz.length)
  lines.push([`/${file}`, file, type, createHash('sha256').update(bytes).digest('hex').slice(0, 16), file.startsWith('assets/') ? 'immutable' : 'no-store'].join('\t'))
}
writeFileSync(join(dist, 'manifest.txt'), `${lines.join('\n')}\n`)

/* The first load: the page, sign-in, the frame and the work page; and the list page that most people open next. */
const seen = new Set()
function need(key) {
  const chunk = graph[key]
  if (!chunk || seen.has(chunk.file)) return
  seen.add(chunk.file)
  for (const css of chunk.css ?? []) seen.add(css)
  for (const next of chunk.imports ?? []) need(next)
}
for (const key of ['index.html', 'src/entry/SignInPage.vue', 'src/shell/AppShell.vue', 'src/work/WorkPage.vue']) need(key)
const first = [...seen].reduce((sum, file) => sum + packed.get(file), packed.get('index.html'))
need('src/ledger/LedgerPage.vue')
const list = [...seen].reduce((sum, file) => sum + packed.get(file), packed.get('index.html'))
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`
console.log(`pages: ${files.length} files; first load ${kb(first)} gzip (limit ${kb(FIRST_LOAD)}), with a list page ${kb(list)} (limit ${kb(WITH_LIST)})`)
if (first > FIRST_LOAD) faults.push(`first load ${kb(first)} is over ${kb(FIRST_LOAD)}`)
if (list > WITH_LIST) faults.push(`first load with a list page ${kb(list)} is over ${kb(WITH_LIST)}`)

if (faults.length) {
  console.error(faults.join('\n'))
  process.exit(1)
}
