// The journeys of bureaus' lists: one is handed in and compared, its suspects are decided by keys, two clerks come to one pair.
import assert from 'node:assert/strict'
import { accessibility, open, signIn } from './browser.mjs'
import { check } from './checks.mjs'

export async function lists({ browser, origin, password, page, go, call, dialog, until }) {
  /* Hands a list of disabled people in: lines below 姓名,身份证号,户籍地. */
  async function handIn(name, lines) {
    await go(page, '/lists')
    await page.getByRole('button', { name: '报送名单' }).click()
    const form = dialog(page)
    await form.getByLabel('名单', { exact: true }).fill(name)
    await form.getByLabel('证明的类别').click()
    await page.getByRole('option', { name: /残疾/ }).first().click()
    await form.getByLabel('报送单位').click()
    await form.getByLabel('报送单位').fill('残联')
    await page.getByRole('option', { name: /残联/ }).first().click()
    await form.locator('input[type=file]').setInputFiles({ name: `${name}.csv`, mimeType: 'text/csv', buffer: Buffer.from(`姓名,身份证号,户籍地\n${lines.join('\n')}\n`) })
    assert.deepEqual(await accessibility(page), [])
    await form.getByRole('button', { name: '上传并读取' }).click()
  }

  await check('a bureau’s list is handed in, compared and reviewed by keys; a decision is taken back', page, async () => {
    const people = (await call(page, 'POST', '/person/search', { limit: 40, where: 'age(birth, as_of) > 30' })).rows
    await handIn('残疾人名册', people.map((p) => `${p.name},,${p.labels.region}`))
    await page.getByRole('button', { name: '与台账比对' }).click()
    await page.getByRole('link', { name: /^审核 \d+ 对疑似/ }).waitFor()
    await page.getByRole('tab', { name: '名单的行' }).click()
    await page.getByRole('cell', { name: new RegExp(people[0].name) }).first().waitFor()
    assert.deepEqual(await accessibility(page), [])
    await page.getByRole('link', { name: /^审核 \d+ 对疑似/ }).click()
    await page.getByText(/还有 \d+ 对待您审核/).waitFor()
    const left = async () => Number((await page.getByText(/还有 [\d,]+ 对待您审核/).innerText()).match(/还有 ([\d,]+)/)[1].replaceAll(',', ''))
    const before = await left()
    assert.deepEqual(await accessibility(page), [])
    await page.keyboard.press('1')
    await until(left, (n) => n < before, 'one pair fewer')
    await page.keyboard.press('u')
    await until(left, (n) => n === before, 'the pair is back')
    await page.keyboard.press('4')
    await dialog(page).getByRole('textbox').fill('请补身份证号')
    await dialog(page).getByRole('button', { name: '退回', exact: true }).click()
    await until(left, (n) => n < before, 'returned')
    const keys = ['2', '3', '2']
    for (const key of keys) {
      const now = await left()
      await page.keyboard.press(key)
      await until(left, (n) => n < now, `decided by ${key}`)
    }
    for (const key of keys) {
      const now = await left()
      await page.keyboard.press('u')
      await until(left, (n) => n > now, `taken back: ${key}`)
    }
    await page.keyboard.press('5')
    await dialog(page).getByText(/姓名、证号等照名单这一行登记/).waitFor()
    await page.keyboard.press('Escape')
    await go(page, '/lists/senders')
    await page.getByRole('button', { name: /3 期/ }).click()
    await page.getByText('第 2 期').waitFor()
    assert.deepEqual(await accessibility(page), [])
  })

  await check('which version of the weights judged a pair is told and shown', page, async () => {
    await go(page, '/reviews')
    await page.getByRole('link', { name: /^比对模型第 \d+ 版/ }).first().click()
    await page.getByRole('heading', { name: '比对模型' }).waitFor()
    await page.getByRole('cell', { name: '仅一位不同' }).first().waitFor()
    await page.getByText(/疑似里容许的误差 2%/).waitFor()
    assert.deepEqual(await accessibility(page), [])
  })

  await check('a comparison is cancelled on its page and leaves the list as it was', page, async () => {
    const many = Array.from({ length: 30000 }, (_, i) => `无此${String.fromCharCode(0x4e00 + (i % 20000))},,嘉定镇水东村`)
    await handIn('取消的名册', many)
    await page.getByRole('button', { name: '与台账比对' }).click()
    await page.getByRole('status').getByRole('button', { name: '取消' }).click()
    await page.getByText('已取消').first().waitFor()
    await page.getByRole('button', { name: '与台账比对' }).waitFor()
    assert.equal(await page.getByText('没有完成').count(), 0)
    const list = (await call(page, 'POST', '/list_batch/search', { text: '取消的名册', limit: 1 })).rows[0]
    assert.equal(list.state, 'read')
    assert.equal((await call(page, 'GET', `/lists/${list.id}/rows`)).rows.length, 0)
    await page.getByRole('button', { name: '撤回名单' }).click()
    await dialog(page).getByRole('textbox').fill('试')
    await dialog(page).getByRole('button', { name: '撤回', exact: true }).click()
    await page.getByText('名单已撤回').waitFor()
  })

  await check('ten pairs are decided by keys, two presses a pair at most, and the next one is there before the answer is', page, async () => {
    await go(page, '/reviews')
    const words = page.getByText(/还有 [\d,]+ 对待您审核/)
    const left = async () => Number((await words.innerText()).match(/还有 ([\d,]+)/)[1].replaceAll(',', ''))
    const card = page.locator('section[aria-label*=" 第 "]')
    const pair = async () => `${await card.getAttribute('aria-label')} ${await card.locator('thead a').getAttribute('href')}`
    await card.waitFor()
    const before = await left()
    assert.ok(before > 20, `${before} pairs wait`)
    let presses = 0
    let sent = 0
    const press = (key) => (presses++, page.keyboard.press(key))
    page.on('request', (request) => (sent += /\/reviews\/\d+\/decide$/.test(request.url()) ? 1 : 0))
    /* No answer of the server comes while a pair is decided: the next one is in sight all the same. */
    let release
    const held = new Promise((resolve) => (release = resolve))
    await page.route('**/api/v1/reviews/*/decide', async (route) => (await held, route.continue()))
    const seen = new Set([await pair()])
    for (const key of ['2', '3']) {
      await press(key)
      await until(pair, (now) => !seen.has(now), `the next pair after ${key}, with no answer yet`)
      seen.add(await pair())
    }
    release()
    await page.unrouteAll({ behavior: 'wait' })
    for (const key of ['2', '4', '3', '2', '2', '3', '4', '2']) {
      const now = await left()
      await press(key)
      if (key === '4') {
        await dialog(page).getByRole('textbox').and(page.locator(':focus')).waitFor()
        assert.match(await dialog(page).getByRole('textbox').inputValue(), /^请核对/)
        await press('Enter')
      }
      await until(left, (n) => n < now, `decided by ${key}`)
    }
    await until(() => sent, (n) => n === 10, 'ten answers were sent')
    assert.ok(presses <= 20, `${presses} presses for ten pairs`)
    assert.equal(presses, 12)
    assert.equal(await left(), before - 10)
    for (let n = 10; n > 0; n--) {
      const now = await left()
      await page.keyboard.press('u')
      await until(left, (then) => then === now + 1, 'taken back')
    }
  })

  await check('whoever comes second to a pair is told who decided what', page, async () => {
    const town = await open(browser, origin)
    await signIn(town.page, 'zhen', password)
    const waiting = (await call(town.page, 'POST', '/reviews/queue', { limit: 20 })).items
    const decide = (pair, decision) => page.evaluate(async ([id, version, answer]) => {
      const session = await (await fetch('/api/v1/session')).json()
      const headers = { 'Content-Type': 'application/json', 'X-CSRF': session.csrf, 'If-Match': `"${version}"` }
      return (await fetch(`/api/v1/reviews/${id}/decide`, { method: 'POST', headers, body: JSON.stringify({ decision: answer }) })).status
    }, [pair.id, pair.version, decision])
    const card = (where, pair) => where.getByRole('region', { name: `${pair.list} 第 ${pair.row} 行` })
    /* Brings a pair into sight by passing over those before it. */
    const reach = async (where, pair) => {
      await go(where, '/reviews')
      await where.locator('section[aria-label*=" 第 "]').waitFor()
      for (let n = 0; n < 20 && !(await card(where, pair).filter({ hasText: pair.fields[0].right }).isVisible()); n++) await where.keyboard.press('s')
      await card(where, pair).waitFor()
    }
    const plain = waiting.find((one) => !one.hard && one.state === 'open')
    assert.ok(plain, `${waiting.length} pairs wait in the township`)
    await reach(town.page, plain)
    assert.equal(await decide(plain, 'different'), 200)
    await town.page.keyboard.press('1')
    await town.page.getByText(/县就创中心演示 已于 .+ 决定为“不是同一人”/).waitFor()
    await call(page, 'POST', `/reviews/${plain.id}/undo`)
    await town.context.close()
  })
}
