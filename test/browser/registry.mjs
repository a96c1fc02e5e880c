// The journeys that keep the registry whole: a workbook filled in elsewhere comes back, two records of one person become one and two
// again, and the page of data quality opens into its people.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { accessibility } from './browser.mjs'
import { check } from './checks.mjs'
import { retype } from './workbook.mjs'

export async function registry({ page, go, call, dialog, until, total, anybody }) {
  await check('an exported workbook comes back: what one side changed is taken, what both changed is settled, nothing is deleted', page, async () => {
    const someone = await anybody()
    const make = (name, phone) => call(page, 'POST', '/person', { name, birth: '1986-03-12', region: someone.region, phone })
    const [one, two] = [await make('回表甲', '13800000001'), await make('回表乙', '13800000002')]
    await go(page, '/ledger/person?q=' + encodeURIComponent(JSON.stringify({ text: '回表' })))
    await until(() => total(page), (n) => n === 2, 'both are listed')
    await page.getByRole('button', { name: '导出', exact: true }).click()
    const panel = dialog(page)
    await panel.getByLabel('联系电话').check()
    await panel.getByRole('textbox').last().fill('拿到村里填')
    await panel.getByRole('button', { name: /导出/ }).last().click()
    const [download] = await Promise.all([page.waitForEvent('download'), panel.locator('a.file').click()])
    const sent = readFileSync(await download.path())
    await panel.getByRole('button', { name: '关闭', exact: true }).click()
    /* Meanwhile the county changes one phone; in the village both are written over. */
    await page.evaluate(async ([id]) => {
      const session = await (await fetch('/api/v1/session')).json()
      const row = await (await fetch(`/api/v1/person/${id}`)).json()
      await fetch(`/api/v1/person/${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf, 'If-Match': `"${row.version}"` }, body: JSON.stringify({ phone: '13800000011' }) })
    }, [one.id])
    const back = retype(retype(sent, '回表甲', 'phone', '13800000021'), '回表乙', 'phone', '13800000022')
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await page.locator('input[type=file]').setInputFiles({ name: '村里填好的.xlsx', mimeType: 'application/octet-stream', buffer: back })
    const card = page.getByRole('region', { name: '填好回来的工作簿' })
    await card.waitFor()
    assert.match(await card.innerText(), /可直接采用 1 行，两边都改了、要核对 1 行/)
    assert.deepEqual(await accessibility(page), [])
    await page.getByRole('button', { name: /^核对第 \d+ 行 回表甲/ }).click()
    await dialog(page).getByRole('radio', { name: '联系电话 用表中的值' }).check()
    await dialog(page).getByRole('button', { name: '保存核对结果' }).click()
    await page.getByRole('button', { name: '写入全部新增和有变化的 2 行' }).click()
    await page.getByText('已写入', { exact: true }).first().waitFor()
    assert.equal((await call(page, 'POST', '/person/search', { text: '13800000021' })).rows[0].id, one.id)
    assert.equal((await call(page, 'POST', '/person/search', { text: '13800000022' })).rows[0].id, two.id)
  })

  await check('two records of one person become one, field by field, and two again', page, async () => {
    const someone = await anybody()
    const make = (extra) => call(page, 'POST', '/person', { name: '重档人', birth: '1977-07-07', region: someone.region, ...extra })
    const [kept, gone] = [await make({ phone: '13711110001' }), await make({ address: '演示路 7 号' })]
    const need = await call(page, 'POST', '/need', { person_id: gone.id, kind: 'job' })
    await go(page, '/duplicates')
    const group = page.getByRole('region', { name: /重档人的档案/ })
    await group.waitFor()
    assert.deepEqual(await accessibility(page), [])
    await group.getByRole('link', { name: '对照合并' }).click()
    await page.getByRole('heading', { name: '逐项选择' }).waitFor()
    assert.deepEqual(await accessibility(page), [])
    const address = page.locator('tr', { hasText: '家庭住址' })
    assert.equal(await address.getByRole('radio').nth(0).isChecked() || await address.getByRole('radio').nth(1).isChecked(), true)
    await page.getByRole('radio', { name: '联系电话另填' }).check()
    await page.getByRole('textbox', { name: '联系电话' }).fill('13711110009')
    assert.deepEqual(await accessibility(page), [])
    await page.getByLabel(/为什么是同一个人/).fill('一人登记了两次')
    await page.getByRole('button', { name: '合并', exact: true }).click()
    await dialog(page).getByRole('button', { name: '合并' }).click()
    await page.getByRole('heading', { name: '重档人' }).waitFor()
    const file = await until(() => call(page, 'GET', `/person/${kept.id}/file`), (now) => now.merges?.length === 1, 'merged')
    const survivor = file.merged_into ?? kept.id
    const whole = await call(page, 'GET', `/person/${survivor}/file`)
    assert.equal(whole.need[0].id, need.id)
    assert.equal(whole.person.address, '演示路 7 号')
    assert.equal(whole.person.phone, '137****0009')
    await go(page, '/duplicates?view=merges')
    await page.getByRole('tab', { name: /合并记录/ }).click()
    await page.getByText('联系电话另填“137****0009”').waitFor()
    await page.locator('tr', { hasText: '重档人' }).getByRole('button', { name: '拆分' }).click()
    await dialog(page).getByRole('textbox').fill('原来是堂兄弟')
    await dialog(page).getByRole('button', { name: '确定' }).click()
    await page.locator('tr', { hasText: '重档人' }).getByText('已拆分').waitFor()
    assert.equal((await call(page, 'GET', `/person/${gone.id}/file`)).need[0].id, need.id)
    const phones = await Promise.all([kept, gone].map(async (one) => (await call(page, 'GET', `/person/${one.id}`)).phone))
    assert.deepEqual(phones.map((phone) => phone ?? '').sort(), ['', '137****0001'])
  })

  await check('a figure of data quality opens into as many people, a township into its villages', page, async () => {
    await go(page, '/quality')
    const cell = page.locator('.figures tbody a').first()
    const value = Number((await cell.innerText()).replaceAll(',', ''))
    await cell.click()
    await until(() => total(page), (n) => n === value, `${value} people`)
    await go(page, '/quality')
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: '导出 Excel' }).click()])
    assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK')
    const before = await page.locator('.figures tbody tr').count()
    await page.locator('.figures tbody th button').first().click()
    await page.getByRole('button', { name: '返回上一级' }).waitFor()
    assert.deepEqual(await accessibility(page), [])
    await page.getByRole('button', { name: '返回上一级' }).click()
    await until(() => page.locator('.figures tbody tr').count(), (n) => n === before, 'the county again')
  })
}
