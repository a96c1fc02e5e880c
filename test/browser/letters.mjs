// Letters: why a unit gets one, opened into its records; a template replaced in a draft after a check.
import assert from 'node:assert/strict'
import { check } from './checks.mjs'

export async function letters({ page, go, call, dialog }) {
  await check('a letter says why its unit gets it before it is drafted, and opens into the records of that day afterwards', page, async () => {
    await go(page, '/ledger/letter')
    await page.getByRole('button', { name: '按模板拟函' }).click()
    const units = dialog(page).getByRole('region', { name: '主送单位' })
    await units.getByText(/满\d+个发函/).first().waitFor()
    const look = await units.getByRole('link', { name: /^预览/ }).first().getAttribute('href')
    const seen = await page.evaluate(async (to) => (await fetch(to)).headers.get('Content-Type'), look)
    assert.equal(seen, 'application/pdf')
    await dialog(page).getByRole('button', { name: /^拟 [1-9]\d* 份$/ }).click()
    await page.getByText(/拟好 \d+ 份/).waitFor()
    await page.locator('.el-table__row', { hasText: '关于督促整改' }).first().locator('.link').first().click()
    await dialog(page).getByRole('tab', { name: '为什么发' }).click()
    await dialog(page).getByRole('button', { name: /^看 \d+ 条$/ }).first().click()
    await dialog(page).locator('.el-table__row').first().waitFor()
  })

  await check('a template of the letters is replaced in a draft: a bad one is refused with the place, a good one takes its place', page, async () => {
    const force = (await call(page, 'GET', '/notices')).versions.find((one) => one.state === 'force')
    const good = await page.evaluate(async (id) => [...new Uint8Array(await (await fetch(`/api/v1/notices/${id}/templates/tasks`)).arrayBuffer())], force.id)
    await go(page, '/admin/templates')
    await page.getByRole('button', { name: '复制成草稿再换' }).click()
    const card = page.getByRole('region', { name: '排查问题整改督办函', exact: true })
    await card.getByLabel(/：换模板$/).setInputFiles({ name: '坏.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\x03\x04') })
    await card.getByRole('alert').getByText(/^没有换：/).waitFor()
    /* The template of the tasks has fields of another ledger. */
    await card.getByLabel(/：换模板$/).setInputFiles({ name: '别的.docx', mimeType: 'application/octet-stream', buffer: Buffer.from(good) })
    await card.getByRole('alert').getByText(/第 1 张表第 2 行的“\{\{行\.任务\}\}”没有可填的内容/).waitFor()
    const tasks = page.getByRole('region', { name: '工作清单任务滞后通报' })
    await tasks.getByLabel(/：换模板$/).setInputFiles({ name: '通报.docx', mimeType: 'application/octet-stream', buffer: Buffer.from(good) })
    await page.getByText(/的模板已换成 通报\.docx/).waitFor()
    const look = await tasks.getByRole('link', { name: '预览 PDF' }).getAttribute('href')
    assert.equal(await page.evaluate(async (to) => (await fetch(to)).headers.get('Content-Type'), look), 'application/pdf')
    const draft = (await call(page, 'GET', '/notices')).versions.find((one) => one.note === '换函件模板')
    await page.evaluate(async (id) => {
      const session = await (await fetch('/api/v1/session')).json()
      await fetch(`/api/v1/notices/${id}/drop`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf }, body: '{"reason":"测试"}' })
    }, draft.id)
  })
}
