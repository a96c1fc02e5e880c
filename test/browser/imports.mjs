// Many rows of an import settled the same way, with the mouse and by keys, and taken back while nothing is written.
import assert from 'node:assert/strict'
import { accessibility } from './browser.mjs'
import { check } from './checks.mjs'

export async function imports({ page, go, call, dialog, until, anybody, citizenId }) {
  await check('many rows with the same question are settled at once, taken back, and left out by keys', page, async () => {
    const someone = await anybody()
    const number = (n) => citizenId(`${someone.region.slice(0, 6)}1986040${n}101`)
    const rows = [['姓名', '身份证号', '户籍地', '文化程度'], ...['卫校', '卫校', '夜校', '卫校', '卫校', '初中'].map((school, n) => [`批核${'甲乙丙丁戊己'[n]}`, number(n + 1), someone.labels.region, school])]
    await go(page, '/ledger/person')
    await page.getByRole('button', { name: '导入', exact: true }).click()
    await page.locator('input[type=file]').setInputFiles({ name: '一起核对.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.map((r) => r.join(',')).join('\n')}\n`) })
    await page.getByRole('heading', { name: '一起核对.csv' }).waitFor()
    const faulty = page.getByRole('button', { name: /^有错误/ })
    const count = (wanted) => until(() => faulty.innerText(), (text) => text.endsWith(` ${wanted}`), 'rows with an error')
    await count(5)

    await page.getByRole('button', { name: '勾选本页' }).click()
    await page.getByRole('button', { name: '一起核对 5 行' }).click()
    const line = dialog(page).getByRole('row', { name: /卫校/ })
    assert.match(await line.innerText(), /4/)
    await line.getByRole('radio', { name: '留空' }).check()
    assert.match(await dialog(page).innerText(), /还有 1 行没有定下办法/)
    assert.deepEqual(await accessibility(page), [])
    await dialog(page).getByRole('button', { name: '按此核对 4 行' }).click()
    await count(1)

    await page.getByRole('button', { name: '撤回这 4 行的核对' }).click()
    await count(5)

    await page.getByRole('checkbox', { name: /第 2 行 批核甲，一起核对/ }).focus()
    await page.keyboard.press('Space')
    await page.keyboard.press('Shift+ArrowDown')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: '一起核对 2 行' }).waitFor()
    await dialog(page).getByRole('button', { name: '略过这 2 行' }).click()
    await count(3)
    await page.getByRole('button', { name: '勾选本页' }).click()
    await page.getByRole('button', { name: '一起核对 3 行' }).click()
    for (const school of [/卫校/, /夜校/]) await dialog(page).getByRole('row', { name: school }).getByRole('radio', { name: '留空' }).check()
    await dialog(page).getByRole('button', { name: '按此核对 3 行' }).click()
    await count(0)
    await page.getByRole('button', { name: '写入全部新增和有变化的 4 行' }).click()
    await page.getByText('已写入', { exact: true }).first().waitFor()
    assert.equal(await page.getByRole('button', { name: /撤回这/ }).count(), 0)
    assert.equal((await call(page, 'POST', '/person/search', { text: '批核' })).total, 4)
  })
}
