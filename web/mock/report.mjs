// Table 2 of the mock: the form's heading and figures that add up (or do not, so that a check speaks).
import { random, shownRow, tables, within } from './data.mjs'
import { townRegions } from './schema.mjs'

const groups = ['长期失业人数', '4050人员数', '残疾人员数', '低保家庭成员人数', '就业困难高校毕业生数', '脱贫人口数', '重点监测对象人数',
  '就业困难退役军人人数', '退捕渔民人数']
const labels = ['认定的援助对象人数', ...groups, '为援助对象开展走访慰问人次', '举办专场招聘场次', '其中现场招聘会次数', '提供就业岗位数',
  '其中规模以上企业提供岗位数', '帮助援助对象实现就业人数', '企业吸纳人数', '灵活就业人数', '自主创业人数', '公益性岗位安置人数',
  '认定的援助对象中实现就业人数', ...groups, '对援助对象实施临时救助人次', '对援助对象发放临时救助金额数']
const units = { 11: '人次', 12: '场', 13: '次', 14: '个', 15: '个', 31: '人次', 32: '元' }
const columns = labels.map((label, i) => ({ key: `c${String(i + 1).padStart(2, '0')}`, no: i + 1, label, unit: units[i + 1] ?? '人',
  kind: i < 10 || (i > 19 && i < 30) ? 'stock' : 'flow',
  help: i < 10 ? '报告日有效认定、未退出的人，去重人数，按户籍乡镇' : '活动期内累计，按发生地乡镇' }))

const head = [
  [{ text: '乡镇', cols: 1, rows: 3 }, { text: '认定的援助对象人数', cols: 1, rows: 3 }, { text: '其中（可重叠）', cols: 9, rows: 1 },
    { text: '援助活动开展情况', cols: 5, rows: 1 }, { text: '帮助援助对象实现就业', cols: 5, rows: 1 },
    { text: '认定的援助对象中实现就业', cols: 10, rows: 1 }, { text: '临时救助', cols: 2, rows: 1 }],
  columns.slice(1).map((c) => ({ text: c.label, cols: 1, rows: 2 })),
  [],
  [{ text: '', cols: 1, rows: 1 }, ...columns.map((c) => ({ text: String(c.no), cols: 1, rows: 1 }))],
]

const figures = new Map(townRegions.map((town) => {
  const c = Array(33).fill(0)
  c[1] = 60 + random(90)
  for (let i = 2; i <= 10; i++) c[i] = random(Math.floor(c[1] / 3))
  c[11] = random(900)
  c[12] = 1 + random(6)
  c[13] = random(c[12] + 1)
  c[14] = random(900)
  c[15] = random(c[14] + 1)
  for (let i = 17; i <= 20; i++) c[i] = random(80)
  c[16] = c[17] + c[18] + c[19] + c[20]
  c[21] = Math.min(c[1], c[16] + random(60))
  for (let i = 22; i <= 30; i++) c[i] = random(Math.min(c[i - 20], c[21]) + 1)
  c[31] = random(20)
  c[32] = c[31] * 80000
  return [town.code, c.slice(1)]
}))
const overrides = new Map()

export function report(asOf) {
  const rows = townRegions.map((town) => ({ unit: town.code, label: town.name, cells: columns.map((c, i) => {
    const computed = figures.get(town.code)[i]
    const override = overrides.get(`${asOf} ${town.code} ${c.key}`) ?? null
    return { value: override?.value ?? computed, computed, override }
  }) }))
  rows.push({ unit: 'county', label: '合计', duplicates: 3, cells: columns.map((c, i) => {
    const value = rows.reduce((sum, r) => sum + r.cells[i].value, 0) - (i < 10 ? 3 : 0)
    return { value, computed: value, override: null }
  }) })
  const checks = [{ id: 'V09', level: 'warn', unit: townRegions[2].code, unit_label: townRegions[2].name, columns: ['c01', 'c02'],
    message: '分类之和小于认定总数：有人没有分类标签，或属表中无列的类别' }]
  for (const row of rows) {
    const v = (no) => row.cells[no - 1].value
    if (v(16) !== v(17) + v(18) + v(19) + v(20)) {
      checks.unshift({ id: 'V02', level: 'error', unit: row.unit, unit_label: row.label, columns: ['c16', 'c17', 'c18', 'c19', 'c20'],
        message: `第16栏 ${v(16)} 应等于第17至20栏之和 ${v(17) + v(18) + v(19) + v(20)}` })
    }
  }
  return { name: 'table2', title: '就业援助“暖心活动”情况统计表', as_of: asOf,
    settings: [{ label: '口径', value: '自 2022-09-01 起累计' }, { label: '第21栏', value: '报告日在业' }], head, columns, rows, checks }
}

export function override({ as_of, unit, column, value, reason }) {
  const key = `${as_of} ${unit} ${column}`
  if (value === null) overrides.delete(key)
  else overrides.set(key, { value, reason, actor: '演示县级经办', at: '2022-09-23 10:00:00' })
  return report(as_of)
}

export function members({ as_of, unit, column, offset = 0, limit = 20 }) {
  const people = tables.person.filter((p) => unit === 'county' || within(p.region, unit))
  const row = report(as_of).rows.find((r) => r.unit === unit)
  const total = Math.min(people.length, row.cells[columns.findIndex((c) => c.key === column)].computed)
  return { ledger: 'person', rows: people.slice(offset, Math.min(total, offset + limit)).map((p) => shownRow('person', p)), total }
}
