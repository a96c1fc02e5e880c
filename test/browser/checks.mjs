// A runner of a few lines: each check has a name, a failure keeps its reason and a picture, the last line counts.
import { mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const pictures = join(tmpdir(), 'nuanxin-browser')
let passed = 0
const failures = []

/* Runs one check; `page` is photographed when it fails. */
export async function check(name, page, run) {
  const from = Date.now()
  try {
    await run()
    passed++
    console.log(`ok   ${name} (${Date.now() - from} ms)`)
  } catch (error) {
    failures.push(name)
    mkdirSync(pictures, { recursive: true })
    const picture = join(pictures, `${failures.length}.png`)
    await page?.screenshot({ path: picture }).catch(() => undefined)
    console.log(`FAIL ${name}\n     ${String(error.message ?? error).split('\n').slice(0, 12).join('\n     ')}\n     ${picture}`)
    await page?.reload().then(() => page.locator('.shell').waitFor()).catch(() => undefined) /* so that a drawer left open spoils no later check */
  }
}

export function finish() {
  console.log(`${passed} passed, ${failures.length} failed`)
  process.exitCode = failures.length ? 1 : 0
}
