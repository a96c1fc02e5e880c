// Reports on their way: a township hands one in, the county returns it with a remark, accepts it; the weekly meeting's page; coverage.
import assert from 'node:assert/strict'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

export async function reports({ page, origin, browser, password, go, dialog }) {
  const town = await open(browser, origin)
  await check('a township writes its summary, is told what is missing, and hands it in', town.page, async () => {
    await signIn(town.page, 'zhen', password)
    await go(town.page, '/submissions')
    await town.page.getByRole('button', { name: '总结（11月1日）' }).click()
    await town.page.getByLabel(/主要做法/).fill('太短')
    await town.page.getByRole('button', { name: '报送', exact: true }).click()
    await dialog(town.page).getByRole('button', { name: '报送' }).click()
    await town.page.getByText('“主要做法”写了 2 个字，应在 50 到 3000 个字之间').first().waitFor()
    await town.page.getByLabel(/主要做法/).fill('全镇逐村走访，建立一人一策台账，每周调度一次，村干部包户到人，推荐岗位九百六十个，组织专场招聘会两场，上门宣传政策。')
    await town.page.getByLabel(/工作成效/).fill('帮助四十五人就业，其中企业吸纳三十人，灵活就业十五人。')
    await town.page.getByLabel(/存在问题/).fill('无')
    await town.page.getByLabel(/下步打算/).fill('坚持每周调度')
    await town.page.getByRole('button', { name: '报送', exact: true }).click()
    await dialog(town.page).getByRole('button', { name: '报送' }).click()
    await town.page.locator('.facts').getByText('已报送').waitFor()
    assert.deepEqual(await accessibility(town.page), [])
  })
  await check('the county returns it for a reason, the township sees why', page, async () => {
    await go(page, '/submissions/summary/d06/jiading')
    await page.getByRole('button', { name: '退回', exact: true }).click()
    await dialog(page).getByRole('button', { name: '退回' }).click()
    await dialog(page).getByText('请填写理由').waitFor()
    await dialog(page).getByRole('textbox').fill('成效写清楚是哪几个村')
    await dialog(page).getByRole('button', { name: '退回' }).click()
    await page.locator('.facts').getByText('已退回').waitFor()
    await town.page.reload()
    await town.page.locator('.facts').getByText('已退回').waitFor()
    await town.page.getByRole('button', { name: '报送', exact: true }).waitFor()
    assert.deepEqual(town.faults, [])
  })
  await check('a table is handed in with a sentence for its warning and compared with today’s ledgers', town.page, async () => {
    await go(town.page, '/submissions/table2/first/jiading')
    const sentences = town.page.getByLabel(/^V\d+ 的说明$/)
    await town.page.getByRole('region', { name: /统计表”?，可横向滚动|情况统计表，可横向滚动/ }).first().waitFor()
    for (const sentence of await sentences.all()) await sentence.fill('已核对，情况属实')
    await town.page.getByRole('button', { name: '报送', exact: true }).click()
    await dialog(town.page).getByRole('button', { name: '报送' }).click()
    await town.page.locator('.facts').getByText('已报送').waitFor()
    await town.page.locator('.against').click()
    await town.page.getByRole('option', { name: '上次报送以后的变化' }).click()
    await town.page.getByText(/没有变化|格有变化/).waitFor()
    assert.deepEqual(town.faults, [])
  })
  await check('the weekly meeting sees the week of the county and of every township', page, async () => {
    await go(page, '/meeting')
    await page.getByRole('region', { name: '全县本周' }).waitFor()
    assert.equal(await page.locator('.meeting tbody tr').count(), 16)
    assert.deepEqual(await accessibility(page), [])
  })
  await check('coverage opens from a township into its villages', page, async () => {
    await go(page, '/coverage')
    await page.getByRole('button', { name: '嘉定镇', exact: true }).click()
    await page.getByRole('heading', { name: '嘉定镇宣传覆盖' }).waitFor()
    await page.getByRole('rowheader', { name: '水东村' }).waitFor()
  })
  await town.context.close()
}
