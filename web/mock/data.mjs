// Synthetic rows for the mock county: the same every time for the same seed.
import { codeTables, ledgerBy, ledgers, regionBy, regionLabel, townRegions, villageRegions } from './schema.mjs'

let seed = 20220908
export function random(n) {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0
  return Math.floor((seed / 4294967296) * n)
}
const pick = (list) => list[random(list.length)]
const code = (table) => pick(codeTables[table]).code
const day = (from, span) => new Date(Date.parse(from) + random(span) * 86400000).toISOString().slice(0, 10)

const surnames = '王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗'
const given = '伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀兰霞平刚桂英华玉春梅海燕小红志国建'

function name() {
  return pick(surnames) + pick(given) + (random(3) ? pick(given) : '')
}
function citizenId(region, born, sex) {
  const body = region.slice(0, 6) + born.replaceAll('-', '') + String(random(500) * 2 + (sex === '1' ? 1 : 0)).padStart(3, '0').slice(-3)
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  return body + '10X98765432'[[...body].reduce((sum, c, i) => sum + Number(c) * weights[i], 0) % 11]
}

export const tables = Object.fromEntries(ledgers.map((l) => [l.name, []]))
export const histories = new Map()
let nextId = 4000001

export function insert(ledger, values, state) {
  const row = { id: String(nextId++), version: 1, created_at: '2022-09-08 09:00:00', changed_at: '2022-09-08 09:00:00', ...values }
  for (const f of ledgerBy[ledger].fields) if (row[f.name] === undefined) row[f.name] = null
  if (ledgerBy[ledger].states.length) row.state = state ?? ledgerBy[ledger].states[0].code
  tables[ledger].push(row)
  histories.set(row.id, [{ seq: '1', at: row.created_at, actor: '演示录入', action: 'create', action_label: '新增', batch: '首批名单.xlsx',
    changes: [], undoable: false }])
  return row
}

export function findRow(ledger, id) {
  return tables[ledger]?.find((r) => r.id === id && !r.removed_at)
}

/* What a person reads for codes, references and regions; secrets masked. */
export function shownRow(ledger, row) {
  const out = { ...row, labels: {}, masked: [] }
  for (const f of ledgerBy[ledger].fields) {
    const v = row[f.name]
    if (v === null || v === undefined) continue
    const named = (c) => codeTables[f.codes].find((e) => e.code === c)?.label ?? c
    if (f.kind === 'code') out.labels[f.name] = named(v)
    if (f.kind === 'codes') out.labels[f.name] = v.map(named).join('、')
    if (f.kind === 'region') out.labels[f.name] = regionLabel(v)
    if (f.kind === 'ref') out.labels[f.name] = titleOf(f.ref, v)
    if (f.secret) {
      out.masked.push(f.name)
      out[f.name] = f.kind === 'phone' ? `${v.slice(0, 3)}****${v.slice(-4)}` : `${v.slice(0, 3)}${'*'.repeat(11)}${v.slice(-4)}`
    }
  }
  return out
}

export function titleOf(ledger, id) {
  const row = tables[ledger].find((r) => r.id === id)
  if (!row) return ''
  const title = ledgerBy[ledger].title
  return title === 'person_id' ? titleOf('person', row.person_id) : shownRow(ledger, { ...row }).labels[title] ?? row[title]
}

export function regionOf(ledger, row) {
  if (row.region) return row.region
  if (!row.person_id) return null
  return tables.person.find((p) => p.id === row.person_id)?.region ?? null
}

export function within(region, parent) {
  for (let r = region; r; r = regionBy[r]?.parent) if (r === parent) return true
  return false
}

export function fill(people) {
  for (const r of Object.values(regionBy)) insert('region', { code: r.code, name: r.name, level: r.level, parent: r.parent })
  for (let i = 0; i < 60; i++) {
    insert('organization', { name: `${pick(townRegions).name.slice(0, 2)}${pick(['鑫源', '永顺', '和丰', '华兴', '康达'])}${pick(['电子', '服装', '农业', '家具', '食品'])}有限公司`,
      credit_code: `9136072${String(20000000 + i)}XK0`.slice(0, 18), kind: code('organization_kind'), region: pick(townRegions).code,
      large: random(4) === 0, contact: name() })
  }
  for (let i = 0; i < people; i++) {
    const village = pick(villageRegions).code
    const sex = code('sex')
    const born = day('1960-01-01', 365 * 44)
    const surname = name()
    const home = i % 3 === 0 ? insert('household', { number: `H${String(i).padStart(6, '0')}`, head_name: surname, region: village,
      members: 1 + random(6), kind: code('household_kind') }) : tables.household.at(-1)
    const p = insert('person', { name: surname, id_no: citizenId(village, born, sex), sex, birth: born, nationality: '01', education: code('education'),
      phone: `13${random(9)}${String(random(100000000)).padStart(8, '0')}`, region: i % 3 ? home.region : village, residence: village,
      address: `${1 + random(20)}组${1 + random(80)}号`, household_id: home.id, relation: code('relation'), labour: code('labour'),
      in_school: random(20) === 0, registered_unemployed: random(2) ? '2021-09' : null, checked_on: random(3) ? day('2022-08-01', 50) : null })
    fillPerson(p)
  }
  for (let i = 0; i < 40; i++) {
    const org = pick(tables.organization)
    insert('fair', { name: `“暖心活动”专场招聘会第${i + 1}场`, day: day('2022-09-08', 30), form: code('fair_form'), region: pick(townRegions).code,
      units: 5 + random(30) })
    for (let j = 0; j < 8; j++) {
      insert('vacancy', { title: pick(['普工', '缝纫工', '质检员', '保洁员', '仓管员', '电工']), organization_id: org.id, region: org.region,
        headcount: 1 + random(30), pay_from: 260000, pay_to: 450000, published_on: day('2022-09-08', 30) })
    }
  }
}

function fillPerson(p) {
  const person_id = p.id
  const kinds = [...new Set([code('category'), ...(random(3) ? [] : [code('category')])])]
  for (const kind of kinds) {
    insert('category_tag', { person_id, kind, source: code('bureau'), evidence: '名单核验', from: '2022-01', verified_on: day('2022-08-01', 40) })
  }
  if (random(10) < 6) {
    const state = pick(['applied', 'public', 'returned', 'valid', 'valid', 'valid', 'valid', 'valid', 'refused', 'exiting', 'exited'])
    const r = insert('recognition', { person_id, kinds, applied_on: day('2022-09-08', 20) }, state)
    if (state === 'valid') Object.assign(r, { number: `XF2022${r.id}`, valid_from: '2022-09-20', valid_to: '2023-09-19' })
  }
  if (random(10) < 4) {
    const org = pick(tables.organization)
    insert('employment_spell', { person_id, channel: code('channel'), organization_id: org.id, employer: org.name, place: code('work_area'),
      from: day('2022-09-08', 40), pay: 300000 + random(300000), helped: random(3) > 0 })
  }
  if (random(2)) insert('intention', { person_id, kind: code('intent'), job: '普工', place: code('work_area'), pay: 350000, asked_on: day('2022-09-08', 20) })
  if (random(3) === 0) insert('need', { person_id, kind: code('need'), detail: '希望就近就业', asked_on: day('2022-09-08', 20) })
  for (let i = random(4); i > 0; i--) {
    insert('service', { person_id, kind: code('service'), day: day('2022-09-08', 40), staff: name(), result: code('service_result'), remark: '已当面说明政策' })
  }
  if (random(12) === 0) insert('relief', { person_id, day: day('2022-09-08', 30), amount: 50000 + random(20) * 10000, reason: '突发困难' })
}
