// The notice's tasks: the board and who is still open, urging and reporting; and a draft of the notice.
import assert from 'node:assert/strict'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

export async function tasks({ page, origin, browser, password, go, call, dialog, until, total }) {
  await check('the board of tasks opens into who is still open, into villages, and into an earlier day', page, async () => {
    await go(page, '/tasks')
    const table = page.getByRole('region', { name: /乡镇任务进度/ })
    const cell = table.getByRole('button', { name: /嘉定镇 2 开展/ })
    await cell.waitFor()
    const [, done, due] = (await cell.innerText()).match(/(\d+)\/(\d+)/).map(Number)
    await cell.click()
    await until(() => total(page), (n) => n === due - done, 'those still open')
    await page.keyboard.press('Escape')
    await cell.focus()
    await page.keyboard.press('ArrowDown')
    assert.match(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), /^大塘埠镇 2 /)
    await table.getByRole('button', { name: '嘉定镇', exact: true }).click()
    await page.getByRole('region', { name: /村（居）任务进度/ }).getByText('水东村').waitFor()
    await page.getByRole('button', { name: '返回各乡镇' }).click()
    await page.getByLabel('看哪一天').fill('2022-09-08')
    await page.keyboard.press('Enter')
    await until(() => page.locator('td.red').count(), (n) => n === 0, 'nobody was late on the first day')
  })

  await check('a township is urged, reads it on its work page and reports', page, async () => {
    const late = (await call(page, 'POST', '/task_unit/search', { where: "state in ('open', 'doing') and region = 360722100000 and level = 'township'", limit: 1 })).rows[0]
    await call(page, 'POST', '/task_unit/actions/urge', { rows: [late.id] })
    const town = await open(browser, origin)
    await signIn(town.page, 'zhen', password)
    const box = town.page.getByRole('region', { name: '任务和报送' })
    await box.getByRole('button', { name: new RegExp(`催办：${late.labels.task}`) }).first().click()
    await town.page.getByRole('button', { name: '上报完成' }).click()
    await dialog(town.page).getByLabel(/佐证材料/).fill('名单一份')
    await dialog(town.page).getByRole('button', { name: '确定' }).click()
    await until(async () => (await call(page, 'GET', `/task_unit/${late.id}`)).state, (state) => state === 'reported', 'it is reported')
    assert.deepEqual(town.faults, [])
    await town.context.close()
  })

  await check('a copy of the notice is edited, its mistake told with its line, compared and dropped', page, async () => {
    await go(page, '/admin/notice')
    await page.getByRole('button', { name: '复制成草稿' }).first().click()
    await dialog(page).getByLabel(/说明/).fill('试改一处')
    await dialog(page).getByRole('button', { name: '复制' }).click()
    await page.getByRole('button', { name: 'tasks.yaml' }).click()
    const text = page.getByLabel('tasks.yaml 的内容')
    const good = await text.inputValue()
    await text.fill(good.replace('due: 2022-09-30', 'due: 2023-09-30'))
    await page.getByRole('button', { name: '保存并检查' }).click()
    await page.getByText(/日期 2023-09-30 不在/).waitFor()
    assert.ok(await page.getByRole('button', { name: '启用', exact: true }).isDisabled())
    await text.fill(good.replace('due: 2022-09-30', 'due: 2022-10-14').replace('done: status_clear', 'done: status_clear and phone is known'))
    await page.getByRole('button', { name: '保存并检查' }).click()
    await page.getByText('没有错误，也没有提醒。').waitFor()
    await page.getByRole('button', { name: '会改变什么' }).click()
    const changes = page.getByRole('region', { name: '通知的变化' })
    await changes.getByText('任务时限').waitFor()
    assert.deepEqual(await accessibility(page), [])
    await page.getByRole('button', { name: '删去草稿' }).click()
    await dialog(page).getByLabel(/理由/).fill('只是试改')
    await dialog(page).getByRole('button', { name: '删去' }).click()
    await page.getByRole('heading', { name: /暖心活动/ }).waitFor()
  })
}
