// The journeys of a county's clerks: sign in, find, edit against a colleague, import and return, recognise, count, drill down,
// override, export; then every page at two sizes for accessibility, and the set-up of a new site.
// node journeys.mjs ORIGIN FRESH_ORIGIN PASSWORD
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { accessibility, launch, open, signIn } from './browser.mjs'
import { check, finish } from './checks.mjs'
import { accounts, inspector } from './accounts.mjs'
import { imports } from './imports.mjs'
import { letters } from './letters.mjs'
import { lists } from './lists.mjs'
import { posts } from './posts.mjs'
import { registry } from './registry.mjs'
import { reports } from './reports.mjs'
import { rounds } from './rounds.mjs'
import { tasks } from './tasks.mjs'

const [origin, fresh, password] = process.argv.slice(2)
const browser = await launch()
const clerk = await open(browser, origin)
const { page } = clerk

const go = async (where, path) => {
  await where.evaluate((to) => (location.hash = to), path)
  await where.waitForLoadState('networkidle')
}
const call = (where, method, path, body) => where.evaluate(async ([how, to, what]) => {
  const session = await (await fetch('/api/v1/session')).json()
  const answer = await fetch(`/api/v1${to}`, { method: how, headers: { 'Content-Type': 'application/json', 'X-CSRF': session.csrf }, body: what && JSON.stringify(what) })
  return answer.json()
}, [method, path, body])
const total = async (where) => Number((await where.locator('.pages').first().innerText()).match(/共 ([\d,]+) 条/)[1].replaceAll(',', ''))
/* Asks again with each frame that the page draws until the answer is as wanted: it shows what the server said a moment later. */
async function until(ask, wanted, words) {
  for (const end = Date.now() + 8000; ; ) {
    const got = await ask()
    if (wanted(got)) return got
    assert.ok(Date.now() < end, `${words}: ${got}`)
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(drawn)))
  }
}
const dialog = (where) => where.getByRole('dialog').last()
const anybody = async (query = {}) => (await call(page, 'POST', '/person/search', { limit: 1, ...query })).rows[0]

function citizenId(prefix) {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return prefix + '10X98765432'[[...prefix].reduce((sum, c, i) => sum + Number(c) * weights[i], 0) % 11]
}

await check('a wrong password is refused in words, the right one opens the work page', page, async () => {
  await page.getByLabel('账号', { exact: true }).fill('xian')
  await page.getByLabel('密码', { exact: true }).fill('wrong-password-1')
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('alert').waitFor()
  await signIn(page, 'xian', password)
  await page.getByRole('heading', { name: /工作台/ }).waitFor()
  assert.match(await page.locator('.demo-banner').innerText(), /演示/)
  assert.match(await page.locator('.watermark').textContent(), /xian/)
  await page.locator('.chart svg').first().waitFor()
})

await check('a figure of the work page opens into its list with the same number', page, async () => {
  const figure = page.locator('a.figure').first()
  const value = Number((await figure.locator('b').innerText()).replaceAll(',', ''))
  await figure.click()
  await until(() => total(page), (n) => n === value, `${value} rows`)
})

await check('people are found by name, by pinyin initials, and by the last four of their ID', page, async () => {
  await go(page, '/ledger/person')
  const someone = await anybody()
  const box = page.getByRole('search').getByRole('textbox').first()
  for (const word of [someone.name, someone.id_no.slice(-4)]) {
    await box.fill(word)
    await box.press('Enter')
    await page.locator('.el-table__row', { hasText: someone.name }).first().waitFor()
  }
  await page.getByRole('button', { name: '重置' }).click()
  assert.equal(await box.inputValue(), '')
  await until(() => total(page), (n) => n >= 800, 'everybody is listed')
})

await check('a township on the left narrows the list', page, async () => {
  const all = await total(page)
  await page.locator('aside .el-tree-node .el-tree-node__children .el-tree-node__content').first().click()
  await until(() => total(page), (n) => n > 0 && n < all, `a part of ${all}`)
  await page.getByRole('button', { name: '重置' }).click()
  await until(() => total(page), (n) => n === all, 'everybody again')
})

await check('a predicate typed wrong is answered with its place, typed right with its count', page, async () => {
  await page.getByRole('button', { name: /^高级筛选/ }).click()
  const where = page.getByLabel('条件式')
  await where.fill("sex = '2' and and")
  await page.getByRole('button', { name: '检查写法' }).click()
  await page.locator('.el-drawer [role=status].bad').waitFor()
  assert.match(await page.locator('.el-drawer [role=status]').innerText(), /第 1 行第 \d+ 字/)
  await where.fill("sex = '2'")
  await page.getByRole('button', { name: '检查写法' }).click()
  await page.locator('.el-drawer [role=status].ok').waitFor()
  await page.locator('.el-drawer').getByRole('button', { name: '查询' }).click()
  await page.getByText('已用 1 个附加条件').waitFor()
  await page.getByRole('button', { name: '清除' }).click()
})

await check('an empty form says at each field what is missing, and what was typed survives a reload', page, async () => {
  await page.getByRole('button', { name: '新增', exact: true }).first().click()
  await page.locator('form.entry').waitFor()
  await page.keyboard.press('Control+s')
  await page.locator('form.entry [role=alert]').first().waitFor()
  await page.locator('form.entry').getByLabel('备注').fill('草稿里的一句话')
  await page.waitForFunction(
    (words) => [localStorage, sessionStorage].some((kept) => Object.values({ ...kept }).some((text) => String(text).includes(words))),
    '草稿里的一句话',
  )
  page.once('dialog', (leave) => leave.accept())
  await page.reload()
  await page.getByRole('button', { name: '新增', exact: true }).first().click()
  await page.getByRole('button', { name: '恢复' }).click()
  assert.equal(await page.locator('form.entry').getByLabel('备注').inputValue(), '草稿里的一句话')
  await page.getByRole('button', { name: '取消' }).last().click()
  await page.getByRole('button', { name: '离开' }).click()
})

const rival = await open(browser, origin)
await check('two clerks edit one person: the second sees both values, chooses, and history tells', page, async () => {
  await signIn(rival.page, 'xian', password)
  const someone = await anybody()
  for (const one of [page, rival.page]) {
    await go(one, `/person/${someone.id}`)
    await one.getByRole('button', { name: '修改' }).click()
    await one.locator('form.entry').waitFor()
  }
  await rival.page.locator('form.entry').getByLabel('备注').fill('对方写的')
  await rival.page.keyboard.press('Control+s')
  await rival.page.locator('form.entry').waitFor({ state: 'detached' })
  await page.locator('form.entry').getByLabel('备注').fill('我写的')
  await page.locator('form.entry').getByLabel(/详细地址|住址/).first().fill('新地址 8 号')
  await page.keyboard.press('Control+s')
  const both = page.getByRole('dialog', { name: '别人刚改过这条记录' })
  await both.waitFor()
  assert.match(await both.innerText(), /对方写的/)
  assert.match(await both.innerText(), /我写的/)
  await both.locator('tr', { hasText: '备注' }).getByRole('radio').first().check()
  await both.getByRole('button', { name: '按选择保存' }).click()
  await page.locator('form.entry').waitFor({ state: 'detached' })
  const now = await call(page, 'GET', `/person/${someone.id}`)
  assert.equal(now.remark, '对方写的')
  assert.equal(now.address, '新地址 8 号')
  await page.getByRole('button', { name: '历史' }).click()
  await page.getByRole('tab', { name: '历史' }).click()
  await page.locator('.history', { hasText: '新地址 8 号' }).waitFor()
  await page.getByRole('button', { name: '撤销这次修改' }).first().click()
  await page.getByRole('button', { name: '撤销', exact: true }).click()
  await page.locator('.history li', { hasText: /撤销/ }).first().waitFor()
  assert.notEqual((await call(page, 'GET', `/person/${someone.id}`)).address, '新地址 8 号')
  await page.keyboard.press('Escape')
})
await rival.context.close()

await check('a masked number is shown whole for a reason', page, async () => {
  const someone = await anybody()
  await go(page, `/person/${someone.id}`)
  await page.getByRole('button', { name: /^查看完整.*证号/ }).click()
  await dialog(page).getByRole('button', { name: '查看', exact: true }).click()
  await dialog(page).getByRole('alert').waitFor()
  await dialog(page).getByRole('textbox').fill('电话核对身份')
  await dialog(page).getByRole('button', { name: '查看', exact: true }).click()
  await page.locator('dd', { hasText: /^\d{17}[\dX]/ }).waitFor()
})

await check('a messy list is imported: bad rows stay out and come back in the sender’s own layout', page, async () => {
  const someone = await anybody()
  const place = someone.labels.region
  const good = citizenId(`${someone.region.slice(0, 6)}19850312123`)
  const rows = [['脱贫劳动力摸底表'], ['序号', '姓 名', '身份证号码', '联系方式', '户籍地址'], [1, '赵新来', good, '138 1234 5678', place],
    [2, '钱错号', '360722198502301', '13812345679', place], ['', '合计', '2 人', '', '']]
  await go(page, '/ledger/person')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.locator('input[type=file]').setInputFiles({ name: '摸底表.csv', mimeType: 'text/csv', buffer: Buffer.from(`\ufeff${rows.map((r) => r.join(',')).join('\r\n')}\r\n`) })
  await page.getByRole('heading', { name: '摸底表.csv' }).waitFor()
  await page.locator('.preview .error, .preview tr', { hasText: '钱错号' }).first().waitFor()
  await page.getByRole('tab', { name: '列的对应' }).click()
  assert.equal(await page.getByLabel(/身份证号码 对应的字段/).inputValue(), 'id_no')
  assert.equal(await page.getByLabel(/户籍地址 对应的字段/).inputValue(), 'region') /* nothing else holds the village */
  await page.getByRole('button', { name: '写入全部新增和有变化的 1 行' }).waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: /下载退回表/ }).click()])
  const returned = readFileSync(await download.path())
  assert.equal(returned.subarray(0, 2).toString(), 'PK')
  await page.getByRole('button', { name: /^写入全部/ }).click()
  await page.getByText('已写入', { exact: true }).first().waitFor()
  assert.equal((await call(page, 'POST', '/person/search', { text: good })).total, 1)
  assert.equal((await call(page, 'POST', '/person/search', { text: '钱错号' })).total, 0)
  await page.getByRole('button', { name: '撤销整批' }).click()
  await dialog(page).getByRole('textbox').fill('测试撤销')
  await dialog(page).getByRole('button', { name: '撤销整批' }).click()
  await page.getByText('已撤销', { exact: true }).first().waitFor()
  assert.equal((await call(page, 'POST', '/person/search', { text: good })).total, 0)
})

await check('the questions of a list are settled in its preview: a value typed, a record picked, a row left out', page, async () => {
  const someone = await anybody()
  const place = someone.labels.region
  const twice = citizenId(`${someone.region.slice(0, 6)}19860312123`)
  const known = citizenId(`${someone.region.slice(0, 6)}19870312124`)
  await call(page, 'POST', '/person', { name: '李已有', id_no: known, region: someone.region })
  const rows = [['姓名', '身份证号', '户籍地', '联系电话'], ['孙两行', twice, place, '13812345670'], ['孙两行', twice, place, '13812345671'],
    ['孙两行', twice, place, '13812345672'], ['李已有', '3.60722E+17', place, '13812345673'], ['周错号', '360722198502301', place, '13812345674']]
  await go(page, '/ledger/person')
  await page.getByRole('button', { name: '导入', exact: true }).click()
  await page.locator('input[type=file]').setInputFiles({ name: '要核对.csv', mimeType: 'text/csv', buffer: Buffer.from(`${rows.map((r) => r.join(',')).join('\n')}\n`) })
  await page.getByRole('heading', { name: '要核对.csv' }).waitFor()
  const settle = async (line, act) => {
    await page.getByRole('button', { name: new RegExp(`^核对第 ${line} 行`) }).click()
    await act(dialog(page))
    await page.locator('.settle').waitFor({ state: 'hidden' })
  }
  await settle(3, async (drawer) => {
    await drawer.getByText('13812345670').waitFor() /* what the earlier row says */
    await drawer.getByRole('radio', { name: '联系电话 用原来的值' }).check()
    await drawer.getByRole('button', { name: '保存核对结果' }).click()
  })
  await settle(4, (drawer) => drawer.getByRole('button', { name: '略过这一行' }).click())
  await page.getByRole('button', { name: /^有错误/ }).click()
  await settle(5, async (drawer) => {
    await drawer.getByRole('radio', { name: /李已有/ }).check()
    await drawer.getByRole('button', { name: '保存核对结果' }).click()
  })
  await page.getByRole('button', { name: /^全部/ }).click()
  await page.getByText(/认定为已有的这一人/).waitFor()
  assert.equal(await page.getByRole('button', { name: /^略过 1$/ }).count(), 1)
  await page.getByRole('button', { name: '写入全部新增和有变化的 3 行' }).click()
  await page.getByText('已写入', { exact: true }).first().waitFor()
  const found = (await call(page, 'POST', '/person/search', { text: known })).rows[0]
  assert.match(found.phone, /73$/)
  assert.match(JSON.stringify(await call(page, 'GET', `/person/${found.id}/history`)), /按核对结果导入，认定为已有的这一人/)
  assert.match((await call(page, 'POST', '/person/search', { text: twice })).rows[0].phone, /70$/)
})

await imports({ page, go, call, dialog, until, anybody, citizenId })

await lists({ browser, origin, password, page, go, call, dialog, until })

await check('applications are recognised in batch, and what cannot be is listed', page, async () => {
  const waiting = async () => (await call(page, 'POST', '/recognition/search', { state: ['applied'], limit: 1 })).total
  const before = await waiting()
  assert.ok(before > 1, `${before} applications wait`)
  await go(page, '/ledger/recognition')
  await page.getByRole('button', { name: /^待初审/ }).click()
  await until(() => total(page), (n) => n === before, 'the waiting ones are listed')
  for (const box of (await page.locator('.el-table__body .el-checkbox').all()).slice(0, 2)) await box.click()
  assert.deepEqual(await accessibility(page), []) /* some are picked */
  await page.getByRole('button', { name: /^批量办理（2）/ }).click()
  await page.getByRole('menuitem', { name: /初审通过/ }).click()
  await dialog(page).getByRole('button', { name: '确定' }).click()
  await dialog(page).getByText(/办理成功 2/).waitFor()
  await dialog(page).getByRole('button', { name: '关闭' }).last().click()
  assert.equal(await waiting(), before - 2)
})

await check('a page of people applies at once; who cannot is named with the reason', page, async () => {
  const all = async () => (await call(page, 'POST', '/recognition/search', { limit: 1 })).total
  const before = await all()
  await go(page, '/ledger/person')
  await page.locator('.el-table__header .el-checkbox').first().click()
  await page.getByRole('button', { name: /^申请认定（20）/ }).click()
  await dialog(page).getByRole('button', { name: '提交申请' }).click()
  const words = await dialog(page).getByText(/办理成功 \d+/).innerText()
  await dialog(page).getByRole('button', { name: '关闭' }).last().click()
  assert.equal(await all(), before + Number(words.match(/\d+/)[0]))
})

await check('the public notice list, the list to print and the certificate come as files', page, async () => {
  await go(page, '/ledger/recognition')
  await page.getByRole('button', { name: /^公示中/ }).click()
  await page.getByRole('button', { name: '公示名单' }).click()
  const [notice] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('button', { name: '生成并下载' }).click()])
  assert.match(notice.suggestedFilename(), /公示/)
  assert.equal(readFileSync(await notice.path()).subarray(0, 4).toString(), '%PDF')
  await page.getByRole('button', { name: /^已认定/ }).click()
  await page.locator('.el-table__row', { hasText: '已认定' }).first().waitFor()
  assert.match(await page.locator('.el-table__row').first().innerText(), /360722\d{4}\d{6}/) // place, year, running number
  const [list] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '打印名册' }).click()])
  assert.equal(readFileSync(await list.path()).subarray(0, 4).toString(), '%PDF')
  await page.locator('.el-table__row .link').first().click()
  const paper = await page.getByRole('link', { name: '认定证明' }).getAttribute('href')
  assert.equal(await page.evaluate(async (url) => (await fetch(url)).headers.get('Content-Type'), paper), 'application/pdf')
  await page.keyboard.press('Escape')
})

let figure
await check('table 2 stands in its form; a figure opens its people and from there the person', page, async () => {
  await go(page, '/report')
  await page.locator('tr.total').waitFor()
  const { report, unit } = await page.evaluate(async () => {
    const list = await (await fetch('/api/v1/reports')).json()
    const asOf = document.querySelector('.el-date-editor input').value
    const answer = await (await fetch(`/api/v1/reports/${list.reports[0].name}?as_of=${asOf}`)).json()
    return { report: answer, unit: answer.rows.find((r) => r.unit !== 'county' && r.cells[0].value > 0) }
  })
  assert.equal(report.columns.length, 32)
  assert.equal(report.rows.length, 17)
  figure = { unit: unit.unit, value: unit.cells[0].value }
  await page.locator(`[id="cell-${unit.unit}-${report.columns[0].key}"]`).click()
  const drawer = page.locator('.el-drawer')
  await drawer.locator('.el-table__row').first().waitFor()
  assert.equal(await total(drawer), figure.value)
  const name = await drawer.locator('.el-table__row .link').first().innerText()
  await drawer.locator('.el-table__row .link').first().click()
  await page.getByRole('heading', { name }).waitFor()
})

await check('every statistics table of the notice is chosen on the same page', page, async () => {
  await go(page, '/report')
  const titles = await page.evaluate(async () => (await (await fetch('/api/v1/reports')).json()).reports.map((one) => one.title))
  assert.ok(titles.length > 1)
  for (const title of [...titles.slice(1), titles[0]]) {
    await page.getByRole('combobox', { name: '报表' }).press('Enter')
    await page.getByRole('option', { name: title }).click()
    await page.getByRole('heading', { name: title }).waitFor()
  }
})

await check('a figure is overridden for a reason, the difference stays in sight, and it can be put back', page, async () => {
  await go(page, '/report')
  const cell = page.locator(`[id="cell-${figure.unit}-c01"]`)
  await cell.waitFor()
  if (await page.locator('.el-drawer').isVisible()) await page.keyboard.press('Escape')
  await cell.click()
  await page.getByRole('button', { name: '填报与台账不同的数' }).click()
  await page.getByLabel('填报值').fill(String(figure.value + 2))
  await page.getByRole('button', { name: '按此数填报' }).click()
  await page.getByText('请填写理由').waitFor()
  await page.getByLabel(/^理由/).fill('两人材料在途')
  await page.getByRole('button', { name: '按此数填报' }).click()
  await cell.locator('.changed', { hasText: '+2' }).waitFor()
  await page.getByRole('button', { name: '恢复推算值' }).click()
  await cell.locator('.changed').waitFor({ state: 'detached' })
  await page.keyboard.press('Escape')
})

await check('table 2 leaves as a workbook, as text and as a page to print', page, async () => {
  for (const [name, magic] of [['导出 Excel', 'PK'], ['CSV', '\ufeff'], ['PDF', '%PDF']]) {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href')
    const head = await page.evaluate(async (url) => {
      const answer = await fetch(url)
      return [answer.status, [...new Uint8Array(await answer.arrayBuffer()).slice(0, 4)]]
    }, href)
    assert.equal(head[0], 200, `${name}: ${head[0]}`)
    assert.ok(Buffer.from(head[1]).toString('utf8').startsWith(magic), `${name} begins with ${head[1]}`)
  }
})

await check('what is filtered is exported by a job whose file can be fetched', page, async () => {
  await go(page, '/ledger/person')
  await page.getByRole('button', { name: '导出', exact: true }).click()
  await dialog(page).getByLabel(/^用途/).fill('核对名单')
  await dialog(page).getByRole('button', { name: '导出', exact: true }).click()
  const [download] = await Promise.all([page.waitForEvent('download'), dialog(page).getByRole('link', { name: /^下载/ }).click()])
  assert.equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK')
  await dialog(page).getByRole('button', { name: '关闭' }).last().click()
})

await check('columns are chosen for good, and a tab keeps what was typed', page, async () => {
  await page.getByRole('button', { name: '列设置' }).click()
  const panel = page.locator('.el-popover', { hasText: '恢复默认' })
  const heading = page.locator('.el-table__header').getByText('户籍地')
  const shownBefore = await heading.count()
  await Promise.all([page.waitForResponse((r) => r.url().includes('/preferences/')), panel.getByText('户籍地', { exact: true }).click()])
  await page.reload()
  await until(() => heading.count(), (n) => n !== shownBefore, 'the column was taken away')
  await page.getByRole('button', { name: '列设置' }).click()
  await page.locator('.el-popover', { hasText: '恢复默认' }).getByRole('button', { name: '恢复默认' }).click()
  await page.keyboard.press('Escape')
  const box = page.getByRole('search').getByRole('textbox').first()
  await box.fill('写到一半')
  await go(page, '/jobs')
  await page.getByRole('link', { name: '对象台账' }).last().click()
  assert.equal(await box.inputValue(), '写到一半')
})

await registry({ page, go, call, dialog, until, total, anybody })
await accounts({ browser, origin, password, clerk, go, call, dialog })

await tasks({ page, origin, browser, password, go, call, dialog, until, total })
await reports({ page, origin, browser, password, go, dialog })
await posts({ page, origin, browser, password, go, call, dialog, until, total })
await check('a hint becomes a finding with its people, evidence is shown in the page, and letters are drafted from a template', page, async () => {
  await go(page, '/inspection')
  const raise = page.getByRole('button', { name: /^立为问题：/ }).first()
  await raise.click()
  await dialog(page).getByRole('textbox', { name: '责任人' }).fill('王五')
  await dialog(page).getByRole('button', { name: '立为问题' }).click()
  await page.getByText(/已立为问题/).first().waitFor()
  const found = (await call(page, 'POST', '/finding/search', { limit: 1, filters: [{ field: 'responsible', op: 'is', value: '王五' }] })).rows[0]
  await go(page, `/finding/${found.id}`)
  await page.getByRole('heading', { name: /涉及人员/ }).waitFor()
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
  await page.getByLabel('选择附件').setInputFiles({ name: '现场.png', mimeType: 'image/png', buffer: Buffer.from(dot, 'base64') })
  await page.getByRole('img', { name: '现场.png' }).waitFor()
  await page.getByLabel('选择附件').setInputFiles({ name: '假.pdf', mimeType: 'application/pdf', buffer: Buffer.from('<html></html>') })
  await page.getByText(/不在可以上传的种类里/).waitFor()
  await go(page, '/ledger/letter')
  await page.getByRole('button', { name: '按模板拟函' }).click()
  await dialog(page).getByRole('button', { name: /^拟 [1-9]\d* 份$/ }).click()
  await page.getByText(/拟好 \d+ 份/).waitFor()
  const letter = (await call(page, 'POST', '/letter/search', { limit: 1 })).rows[0]
  const kind = await page.evaluate(async (id) => (await fetch(`/api/v1/letter/${id}/document?format=pdf`)).headers.get('Content-Type'), letter.id)
  assert.equal(kind, 'application/pdf')
})
await letters({ page, go, call, dialog })
await rounds({ page, origin, browser, password, go, call, dialog })

const pages = ['/', '/ledger/person', '/ledger/household', '/ledger/recognition', '/ledger/service', '/ledger/organization', '/ledger/fair', '/imports', '/report', '/submissions', '/meeting', '/coverage', '/quality', '/tasks', '/workshops', '/ledger/claim', '/admin/merge', '/duplicates',
  '/inspection', '/ledger/finding', '/ledger/letter', '/admin/templates',
  '/jobs', '/account', '/admin/notice', '/help']
const sized = (width, height, aged) => async () => {
  const seen = await open(browser, origin, { width, height, aged })
  await signIn(seen.page, 'xian', password)
  const someone = await anybody()
  for (const path of [...pages, `/person/${someone.id}`]) {
    await check(`${width}×${height} ${path.replace(/\d{5,}/, '…')}: no serious accessibility finding, no error${aged ? ', with an old browser’s functions' : ''}`, seen.page, async () => {
      await go(seen.page, path)
      await seen.page.locator('main .page, main article, main .empty').first().waitFor()
      assert.deepEqual(await accessibility(seen.page), [])
      assert.deepEqual(seen.faults.splice(0), [])
      const wide = await seen.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      assert.ok(wide <= 0, `the page is ${wide}px wider than the screen`)
    })
  }
  await seen.context.close()
}
const menu = (account, hidden) => async () => {
  const one = await open(browser, origin)
  await check(`${account} signs in, opens every page of his menu without an error, and is not offered ${hidden}`, one.page, async () => {
    await signIn(one.page, account, password)
    const menu = one.page.getByRole('navigation', { name: '主菜单' })
    await menu.getByRole('link').first().waitFor()
    assert.equal(await menu.getByRole('link', { name: hidden }).count(), 0)
    for (const link of await menu.getByRole('link').all()) {
      await link.click()
      await one.page.waitForLoadState('networkidle')
      await one.page.locator('main .page, main article, main .empty').first().waitFor()
      assert.deepEqual(await accessibility(one.page), [], await link.innerText())
    }
    assert.deepEqual(one.faults, [])
  })
  await one.context.close()
}
/* Those that only read, each in a browser context of its own, two beside each other: the longest first. */
const readers = [menu('zhen', '用户与角色'), () => inspector({ browser, origin, password, go, call }), sized(1366, 768, false), sized(390, 844, true),
  menu('qiye', '对象台账'), menu('xitong', '对象台账'), menu('anquan', '对象台账'), menu('shenji', '对象台账')]
const read = async () => { for (let next; (next = readers.shift()); ) await next() }
await Promise.all([read(), read()])

const setup = await open(browser, fresh)
await check('an empty folder leads its first administrator through set-up', setup.page, async () => {
  await setup.page.getByRole('heading', { name: '首次设置' }).waitFor()
  assert.deepEqual(await accessibility(setup.page), [])
  await setup.page.getByLabel('管理员账号').fill('chenyi')
  await setup.page.getByLabel('姓名').fill('陈一')
  await setup.page.getByLabel(/^密码/).fill('Nuanxin-2022-first')
  await setup.page.getByLabel('再输一次密码').fill('Nuanxin-2022-first')
  await setup.page.getByRole('button', { name: '下一步' }).click()
  await setup.page.getByRole('radio').first().waitFor()
  await setup.page.getByRole('button', { name: '下一步' }).click()
  await setup.page.getByRole('button', { name: '完成设置' }).click()
  const noted = setup.page.getByRole('button', { name: '已记下，进入系统' })
  await Promise.race([noted.waitFor(), setup.page.locator('.shell').waitFor()])
  if (await noted.isVisible()) await noted.click()
  await setup.page.locator('.shell').waitFor()
  assert.equal(await setup.page.locator('.demo-banner').count(), 0)
  assert.deepEqual(setup.faults, [])
})
await setup.context.close()

await check('nothing left the site and nothing broke on the way', page, async () => assert.deepEqual(clerk.faults, []))
await browser.close()
finish()
