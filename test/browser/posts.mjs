// Public-service posts from the post to the wage, a claim from the village to the account, training, and the workshops.
import assert from 'node:assert/strict'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

export async function posts({ page, origin, browser, password, go, call, dialog, until, total }) {
  const town = await open(browser, origin)
  const entry = town.page.locator('form.entry')

  /* Fills one field as its kind asks: what is typed, or chosen from what is offered. */
  async function fill(label, value) {
    const written = town.page.locator('label', { hasText: new RegExp(`^\\s*\\*?${label.replace(/[()]/g, '\\$&')}(（必填）)?\\s*$`) })
    const input = entry.locator('.item', { has: written }).locator('input, textarea').first()
    if (Array.isArray(value)) {
      await input.click()
      await input.fill(value[0])
      await town.page.locator('.el-select-dropdown__item:visible, .el-cascader__suggestion-item:visible').filter({ hasText: value[1] ?? value[0] }).first().dispatchEvent('click')
    } else {
      await input.fill(value)
      await input.press('Tab')
    }
  }
  /* A new row through the ledger's own form; answers the newest row with that ID of its person or title. */
  async function enter(ledger, values) {
    await go(town.page, `/ledger/${ledger}`)
    await town.page.getByRole('button', { name: '新增', exact: true }).first().click()
    await entry.waitFor()
    for (const [label, value] of Object.entries(values)) await fill(label, value)
    const kept = town.page.waitForResponse((answer) => answer.request().method() === 'POST' && answer.url().endsWith(`/api/v1/${ledger}`))
    await town.page.keyboard.press('Control+s')
    const answer = await kept
    assert.equal(answer.status(), 201, await answer.text())
    await entry.waitFor({ state: 'detached' })
    return answer.json()
  }
  /* A step in the drawer of a row that the list shows. */
  async function step(where, ledger, row, button, values = {}) {
    await go(where, '/')
    await go(where, `/ledger/${ledger}?q=${encodeURIComponent(JSON.stringify({ filters: [{ field: 'person_id', op: 'is', value: row.person_id }] }))}`)
    await where.locator('.el-table__row button.link, .el-table__row a').first().click()
    await where.locator('.el-drawer').getByRole('button', { name: button, exact: true }).first().click()
    for (const [label, value] of Object.entries(values)) await dialog(where).getByLabel(label).fill(value)
    if (await dialog(where).getByRole('button', { name: '确定' }).count()) await dialog(where).getByRole('button', { name: '确定' }).click()
    const now = await until(async () => call(where, 'GET', `/${ledger}/${row.id}`), (next) => next.version > row.version, `${button} is taken`)
    await where.locator('.el-drawer').getByRole('button', { name: button, exact: true }).waitFor({ state: 'detached' })
    await where.keyboard.press('Escape')
    await where.locator('.el-drawer:visible').waitFor({ state: 'hidden' })
    return now
  }

  await signIn(town.page, 'zhen', password)
  const region = '360722100200'
  const who = await call(page, 'POST', '/person', { name: '公岗测试', birth: '1979-03-04', region, labour: '1' })

  await check('a post is opened, filled, attended and paid for, each through its own page', town.page, async () => {
    const post = await enter('post', { 岗位名称: '水东村保洁员（测）', 岗位类别: ['保洁'], 所在地: ['水东村'], 核定人数: '1' })
    assert.equal(post.quota, 1)
    const placement = await enter('placement', { 人员: ['公岗测试'], 公益性岗位: ['水东村保洁员（测）'], 上岗日期: '2022-06-01', '合同（协议）编号': '协议8', 合同止: '2022-10-31' })
    assert.equal(placement.state, 'on')
    const month = await enter('attendance', { 人员: ['公岗测试'], 月份: '2022-08', 应出勤天数: '23', 实际出勤天数: '22', 考核结果: ['合格'] })
    assert.equal(month.placement_id, placement.id)
    const wage = await enter('wage', { 人员: ['公岗测试'], 月份: '2022-08', 应发工资: '1000', 实发工资: '1000', 发放日期: '2022-09-12' })
    assert.equal(wage.paid, 100000)
    await go(town.page, `/person/${who.id}`)
    await town.page.getByText('水东村保洁员（测）').first().waitFor()
    assert.deepEqual(await accessibility(town.page), [])
  })
  await check('a training is entered; a claim goes from the township to the account in its steps', town.page, async () => {
    await enter('enrolment', { 人员: ['公岗测试'], 培训班: '家政服务', 开班日期: '2022-09-20' })
    let claim = await enter('claim', { 补贴项目: ['交通补贴'], 人员: ['公岗测试'], 补贴期间起: '2022-01-01', 补贴期间止: '2022-09-30', 申报金额: '300' })
    claim = await step(town.page, 'claim', claim, '初审通过')
    assert.equal(claim.state, 'reviewed')
    claim = await step(town.page, 'claim', claim, '移交就创中心')
    claim = await step(page, 'claim', claim, '审定通过')
    assert.equal(claim.state, 'approved')
    claim = await step(page, 'claim', claim, '登记拨付')
    assert.equal(claim.state, 'paid')
    assert.equal(claim.paid, 30000)
  })
  await check('the workshops stand with their people, wages and claims, each figure opening into its rows', page, async () => {
    await go(page, '/workshops')
    const table = page.getByRole('region', { name: /帮扶车间表/ })
    const row = table.locator('tbody tr').filter({ has: page.locator('td:nth-child(4) a') }).first()
    const people = Number(await row.locator('td:nth-child(4)').innerText())
    assert.deepEqual(await accessibility(page), [])
    await row.locator('td:nth-child(4) a').click()
    await until(() => total(page), (n) => n === people, `${people} who work there`)
    await go(page, '/workshops')
    const claimed = table.locator('tbody tr').filter({ has: page.locator('td:nth-child(7) a') }).first()
    const claims = Number(await claimed.locator('td:nth-child(7)').innerText())
    await claimed.locator('td:nth-child(7) a').click()
    await until(() => total(page), (n) => n === claims, `${claims} claims`)
    assert.deepEqual(town.faults, [])
  })
  await town.context.close()
}
