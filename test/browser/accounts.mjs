// The journeys of accounts: one is made, granted by the security administrator and used; its owner confirms, as the second person,
// that somebody leaves the list of the recognised; a second factor is asked for; who only inspects cannot change.
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

/* The six digits of a moment (RFC 6238), from the secret in base 32 as the page shows it. */
function sixDigits(secret, step) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replace(/[\s=]/g, '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac('sha1', key).update(counter).digest()
  const at = hash[19] & 15
  return String((hash.readUInt32BE(at) & 0x7fffffff) % 1000000).padStart(6, '0')
}

export async function accounts({ browser, origin, password, clerk, go, call, dialog }) {
  const { page, faults } = clerk
  const second = await open(browser, origin)
  const own = 'Second-Person-22'
  /* The first select of the dialog: the option of that word, or its first. */
  const pick = async (where, word = '') => {
    await dialog(where).locator('.el-select').first().click()
    await where.locator('.el-select-dropdown__item:visible', { hasText: word }).first().click()
  }

  await check('an account is made by the system administrator, granted by the security administrator, and opened with a password of its own', second.page, async () => {
    const maker = await open(browser, origin), granter = await open(browser, origin)
    await signIn(maker.page, 'xitong', password)
    await go(maker.page, '/admin/users')
    await maker.page.getByRole('button', { name: '新增用户' }).click()
    await dialog(maker.page).getByLabel('账号', { exact: true }).fill('xian.two')
    await dialog(maker.page).getByLabel('姓名', { exact: true }).fill('县级第二人')
    await dialog(maker.page).getByRole('button', { name: '保存' }).click()
    const once = await maker.page.getByRole('status').locator('code').innerText()
    assert.ok(once.length >= 8)
    const refused = await call(second.page, 'POST', '/session', { account: 'xian.two', password: once })
    assert.equal(refused.status, 403) /* not before it is granted */
    await signIn(granter.page, 'anquan', password)
    await go(granter.page, '/admin/users')
    await granter.page.getByRole('row', { name: /xian\.two/ }).getByRole('button', { name: '授权' }).click()
    await pick(granter.page, '县级经办')
    await dialog(granter.page).getByRole('button', { name: '保存' }).click()
    await granter.page.getByRole('row', { name: /xian\.two.*在用/ }).waitFor()
    await second.page.getByLabel('账号', { exact: true }).fill('xian.two')
    await second.page.getByLabel('密码', { exact: true }).fill(once)
    await second.page.getByRole('button', { name: '登录' }).click()
    await second.page.getByLabel('原密码', { exact: true }).fill(once)
    await second.page.getByLabel('新密码', { exact: true }).fill(own)
    await second.page.getByLabel('再输一次新密码').fill(own)
    await second.page.getByRole('button', { name: '修改密码' }).click()
    await second.page.getByRole('heading', { name: /工作台/ }).waitFor()
    assert.deepEqual([...maker.faults, ...granter.faults], [])
    await maker.context.close()
    await granter.context.close()
  })

  await check('who proposes that somebody leaves the list cannot confirm it; a second person does', second.page, async () => {
    const valid = (await call(page, 'POST', '/recognition/search', { state: ['valid'], limit: 1 })).rows[0]
    const detail = `/ledger/recognition?q=${encodeURIComponent(JSON.stringify({ where: `number = '${valid.number}'` }))}`
    const choose = async (where, step) => {
      await go(where, detail)
      await where.locator('.el-table__row .link').first().click()
      await where.locator('.el-drawer').getByRole('button', { name: step, exact: true }).click()
    }
    await choose(page, '提出退出')
    await pick(page)
    await dialog(page).getByLabel(/佐证/).fill('比对名单 2022-10')
    await dialog(page).getByRole('textbox').last().fill('已稳定就业')
    await dialog(page).getByRole('button', { name: '确定' }).click()
    await page.locator('.el-drawer').getByText('拟退出').first().waitFor()
    await page.locator('.el-drawer').getByRole('button', { name: '确认退出', exact: true }).click()
    await dialog(page).getByRole('button', { name: '确定' }).click()
    await dialog(page).getByRole('alert').waitFor()
    assert.match(await dialog(page).getByRole('alert').innerText(), /另一|不能由/)
    assert.match(faults.pop(), /403/) /* the refusal, and nothing else */
    assert.deepEqual(faults, [])
    await dialog(page).getByRole('button', { name: '取消' }).click()
    await page.keyboard.press('Escape')
    await choose(second.page, '确认退出')
    await dialog(second.page).getByRole('textbox').fill('已核实，稳定就业满三个月') /* a list that still asks about him does not hold it up */
    await dialog(second.page).getByRole('button', { name: '确定' }).click()
    await second.page.locator('.el-drawer').getByText('已退出').first().waitFor()
    assert.equal((await call(page, 'GET', `/recognition/${valid.id}`)).state, 'exited')
    assert.deepEqual(second.faults.filter((fault) => !/403/.test(fault)), []) /* the sign-in before the grant */
  })
  await second.context.close()

  await check('a second factor is switched on with its code, asked for at the next sign-in, and no code serves twice', page, async () => {
    const own = await open(browser, origin)
    await signIn(own.page, 'bumen', password)
    await go(own.page, '/account')
    await own.page.locator('#totp-password').fill(password)
    await own.page.getByRole('button', { name: '开启', exact: true }).click()
    const secret = await own.page.locator('code').innerText()
    /* The demo's clock stands in its campaign: a token made now says what time it is there. */
    const now = (await call(own.page, 'POST', '/tokens', { name: '看时间', days: 1 })).created_at
    const step = Math.floor(Date.parse(`${now.replace(' ', 'T')}+08:00`) / 30000)
    await own.page.getByLabel('6 位验证码').fill(sixDigits(secret, step))
    await own.page.getByRole('button', { name: '确认开启' }).click()
    await own.page.getByText('已开启动态验证码').waitFor()
    await own.context.close()
    const again = await open(browser, origin)
    await again.page.getByLabel('账号', { exact: true }).fill('bumen')
    await again.page.getByLabel('密码', { exact: true }).fill(password)
    await again.page.getByRole('button', { name: '登录' }).click()
    await again.page.locator('#code').fill(sixDigits(secret, step))
    await again.page.getByRole('button', { name: '登录' }).click()
    await again.page.getByRole('alert').waitFor() /* that one is used up */
    await again.page.locator('#code').fill(sixDigits(secret, step + 1))
    await again.page.getByRole('button', { name: '登录' }).click()
    await again.page.locator('.shell').waitFor()
    await again.context.close()
  })
}

/* Apart from the others: it changes nothing, and may run beside whatever reads. */
export async function inspector({ browser, origin, password, go, call }) {
  const one = await open(browser, origin)
  await check('who only inspects reads every page and is offered no change', one.page, async () => {
    await signIn(one.page, 'jiandu', password)
    const menu = one.page.getByRole('navigation', { name: '主菜单' })
    await menu.getByRole('link').first().waitFor()
    for (const link of await menu.getByRole('link').all()) {
      await link.click()
      await one.page.waitForLoadState('networkidle')
      await one.page.locator('main .page, main article, main .empty').first().waitFor()
      assert.deepEqual(await accessibility(one.page), [], await link.innerText())
    }
    await go(one.page, '/ledger/person')
    await one.page.locator('.el-table__row').first().waitFor()
    for (const name of ['新增', '导入', '导出']) assert.equal(await one.page.getByRole('button', { name, exact: true }).count(), 0, name)
    assert.equal((await call(one.page, 'POST', '/person', { name: '不许', birth: '1990-01-01', region: '360722100201' })).status, 403)
    assert.deepEqual(one.faults.filter((fault) => !/403/.test(fault)), [])
  })
  await one.context.close()
}
