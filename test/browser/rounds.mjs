// A round that is locked while a form is open, and a township that is merged half-way and given back.
import assert from 'node:assert/strict'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

export async function rounds({ page, origin, browser, password, go, call, dialog }) {
  const town = await open(browser, origin)
  const admin = await open(browser, origin)
  await check('a report open on the screen when its round is locked keeps what was typed, and goes up with leave', town.page, async () => {
    await signIn(town.page, 'zhen', password)
    await signIn(admin.page, 'xitong', password)
    const week = '/submissions/weekly/2022-09-30/jiading'
    const state = async () => (await call(page, 'GET', week)).state
    if (await state() === 'frozen') await call(page, 'POST', week.replace('jiading', 'county') + '/reopen', { reason: '有单位要更正' })
    if (['submitted', 'accepted'].includes(await state())) await call(page, 'POST', `${week}/return`, { reason: '请补充' })
    await go(town.page, week)
    const send = town.page.locator('#main').getByRole('button', { name: '报送', exact: true })
    await town.page.locator('.prose textarea').first().fill('锁定时正在填的一段话，本周走访三十户，推荐岗位六十个，组织招聘会一场，帮助五人就业。')
    await call(admin.page, 'PUT', '/settings', { settings: [{ key: 'lock_days', value: 0 }] })
    await send.click()
    await dialog(town.page).getByRole('button', { name: '报送' }).click()
    await town.page.getByText(/这一期已经锁定/).first().waitFor()
    assert.match((await call(page, 'GET', week)).prose[0].body, /锁定时正在填的一段话/)
    await go(page, week)
    await page.getByRole('button', { name: '准予补报' }).click()
    await page.getByRole('combobox', { name: '补报期限' }).fill('2022-12-31')
    await page.locator('.el-picker__popper.el-zoom-in-top-enter-active').waitFor({ state: 'detached' }) // half shown it has half its contrast
    assert.deepEqual(await accessibility(page), [])
    await page.keyboard.press('Enter')
    await page.locator('.el-picker__popper:visible').waitFor({ state: 'hidden' })
    await page.getByRole('textbox', { name: '理由' }).fill('锁定时正在填')
    await page.getByRole('button', { name: '准予', exact: true }).click()
    await page.getByText('准予补报至 2022-12-31').waitFor()
    await town.page.reload()
    await send.waitFor()
    for (const sentence of await town.page.getByLabel(/的说明$/).all()) await sentence.fill('已核对，情况属实')
    for (const words of await town.page.locator('.prose textarea').all()) if (!await words.inputValue()) await words.fill('无，坚持每周调度')
    await send.click()
    await dialog(town.page).getByRole('button', { name: '报送' }).click()
    await town.page.locator('.facts').getByText('已报送').waitFor()
    await call(admin.page, 'PUT', '/settings', { settings: [{ key: 'lock_days', value: null }] })
    assert.deepEqual(town.faults, [])
    await admin.context.close()
  })
  await check('two townships are merged as told, their accounts too, and the merging is taken back', page, async () => {
    await go(page, '/admin/merge')
    for (const [label, name] of [['原单位', '嘉定镇'], ['并入', '虎山乡']]) {
      await page.locator('.form .el-cascader input').nth(label === '并入' ? 1 : 0).click()
      await page.keyboard.type(name)
      await page.locator('.el-cascader__suggestion-item:visible').filter({ hasText: name }).first().dispatchEvent('click')
    }
    await page.getByRole('textbox', { name: '依据' }).fill('演示批复〔2022〕8号')
    await page.getByRole('button', { name: '看看会怎样' }).click()
    await page.getByRole('region', { name: '会怎样' }).getByText(/个账号改到/).waitFor()
    await page.getByText(/乡镇演示（zhen）/).waitFor()
    assert.deepEqual(await accessibility(page), [])
    await page.getByRole('button', { name: '合并', exact: true }).click()
    await dialog(page).getByRole('button', { name: '合并', exact: true }).click()
    await page.getByRole('region', { name: '做过的合并' }).getByRole('cell', { name: /嘉定镇.*虎山乡/ }).waitFor()
    await town.page.reload()
    await town.page.locator('.shell-top').getByText(/虎山乡/).waitFor()
    await page.getByRole('button', { name: '撤销', exact: true }).click()
    await dialog(page).getByRole('textbox').fill('批复撤回')
    await dialog(page).getByRole('button', { name: '撤销合并' }).click()
    await page.getByText(/已撤销：批复撤回/).waitFor()
    await town.page.reload()
    await town.page.locator('.shell-top').getByText(/嘉定镇/).waitFor()
  })
  await town.context.close()
}
