// Debian's chromium, headless, with a new profile and its background networking off; every page is watched for errors.
import { createRequire } from 'node:module'

const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { chromium } = require('playwright-core')
const axe = require.resolve('axe-core/axe.min.js')

/* What a browser of Chromium 87's age lacks and code may reach for; deleted before a page's own code runs. */
const AGED = `for (const [owner, names] of [[Array.prototype, ['at', 'findLast', 'toSorted', 'toSpliced', 'toReversed', 'with']],
  [String.prototype, ['at']], [Object, ['hasOwn', 'groupBy']], [window, ['structuredClone']], [crypto.constructor.prototype, ['randomUUID']],
  [Promise, ['withResolvers']]]) for (const name of names) delete owner[name]`

export async function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-gpu'],
  })
}

/* A page in a fresh context. `faults` collects console errors, uncaught exceptions and requests that leave the site. */
export async function open(browser, origin, { width = 1366, height = 768, aged = false } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', acceptDownloads: true })
  if (aged) await context.addInitScript(AGED)
  const page = await context.newPage()
  const faults = []
  page.on('pageerror', (error) => faults.push(`exception: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' && !/status of (401|409|422|423|428)/.test(message.text())) faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(origin) && !/^(data|blob|about):/.test(url)) faults.push(`left the site: ${url}`)
  })
  page.setDefaultTimeout(15000)
  await page.goto(origin)
  return { page, context, faults }
}

export async function signIn(page, account, password) {
  await page.getByLabel('账号', { exact: true }).fill(account)
  await page.getByLabel('密码', { exact: true }).fill(password)
  await page.getByRole('button', { name: '登录' }).click()
  await page.locator('.shell').waitFor()
}

/* Serious and critical findings of axe-core on what is shown now, as short lines. */
export async function accessibility(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(require('node:fs').readFileSync(axe, 'utf8'))
  // What is fading in or out is seen when it has come or gone; what turns for ever is not waited for.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().endTime !== Infinity).map((a) => a.finished)))
  // Rules whose findings are never worse than moderate would be dropped below; they are a third of the work.
  const { violations } = await page.evaluate(() => {
    const mild = window.axe._audit.rules.filter((rule) => rule.impact === 'minor' || rule.impact === 'moderate')
    return window.axe.run(document, { resultTypes: ['violations'], rules: Object.fromEntries(mild.map((rule) => [rule.id, { enabled: false }])) })
  })
  return violations.filter((v) => v.impact === 'critical' || v.impact === 'serious')
    .map((v) => `${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(' | ')} (${v.nodes.length})`)
}
