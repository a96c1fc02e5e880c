// One canned import: whatever file is sent, these are its rows. Enough for every state of the page to be seen.
import { insert, random, tables } from './data.mjs'
import { villageRegions } from './schema.mjs'

export const batches = new Map()

const columns = [['A', '序号', null, 'none', ['1', '2', '3']], ['B', '姓 名', 'name', 'alias', ['王小伟', '李芳', '张敏']],
  ['C', '身份证号码', 'id_no', 'alias', ['360722198503121234', '36072219900101002X', '3.60722E+17']],
  ['D', '联系方式', 'phone', 'alias', ['13812345678', '138 1234 5679', '1381234567']],
  ['E', '户籍所在村', 'region', 'memory', ['水东村', '龙舌', '高桥村']], ['F', '文化程度', 'education', 'alias', ['初中', '小学', '大专']],
  ['G', '备注', null, 'none', ['', '常年在外', '']]]

export function create(id, ledger, name, actor) {
  const batch = { id, ledger, name, state: 'read', source: '县乡村振兴局', at: '2022-09-22 09:30:11', actor,
    sheets: [{ index: 0, name: '9月名单', hidden: false, rows: 218, heading_rows: [2, 3],
      columns: columns.map(([letter, heading, field, how, samples], i) => ({ col: i, letter, heading, field, how, samples })),
      skipped: [{ row: 1, why: '标题', text: '脱贫劳动力摸底名单' }, { row: 121, why: '合计行', text: '合计 117 人' }], hidden_rows: 2 },
    { index: 1, name: '说明', hidden: true, rows: 6, heading_rows: [], columns: [], skipped: [], hidden_rows: 0 }],
    chosen: [0], counts: {}, fixes: [{ why: '去除姓名中的空格', count: 14 }, { why: '全角数字转半角', count: 3 }], same_as: null, job: null, rows: rows() }
  recount(batch)
  batches.set(id, batch)
  return batch
}

function recount(batch) {
  batch.counts = { new: 0, changed: 0, same: 0, error: 0, duplicate: 0, skipped: 2 }
  for (const row of batch.rows) batch.counts[row.outcome]++
}

function rows() {
  const out = []
  for (let i = 0; i < 216; i++) {
    const person = tables.person[i]
    const outcome = i % 23 === 5 ? 'error' : i % 41 === 7 ? 'duplicate' : i % 5 === 0 ? 'changed' : i % 3 === 0 ? 'same' : 'new'
    const cell = (field, label, raw, value, more = {}) => ({ field, label, raw, value, ...more })
    const cells = [cell('name', '姓名', person.name, person.name), cell('id_no', '身份证号', person.id_no, `${person.id_no.slice(0, 3)}***********${person.id_no.slice(-4)}`),
      cell('phone', '联系电话', person.phone, person.phone), cell('education', '学历', '初中', '初中')]
    if (outcome === 'changed') cells[2].old = '138****0000'
    if (outcome === 'error') {
      cells[1] = cell('id_no', '身份证号', '3.60722E+17', null, { finding: { level: 'error', message: '身份证号是数值格式，末几位已丢失',
        hint: '请把该列设为文本格式后重新填写' } })
    }
    if (i % 11 === 0) cells[0].finding = { level: 'fix', message: '已去除姓名中的空格', hint: '' }
    out.push({ row: i + 4, sheet: 0, outcome, title: person.name, cells,
      messages: outcome === 'duplicate' ? [`与第 ${i + 1} 行是同一个人，请只保留一行`] : outcome === 'error' ? ['有 1 处错误'] : [] })
  }
  return out
}

export function apply(batch, wanted) {
  const chosen = batch.rows.filter((r) => wanted.rows ? wanted.rows.includes(r.row) : wanted.outcomes.includes(r.outcome))
  if (batch.ledger === 'person') {
    for (const r of chosen.filter((row) => row.outcome === 'new').slice(0, 5)) {
      insert('person', { name: `新${r.title}`, id_no: '360722199001010027', sex: '2', region: villageRegions[random(100)].code })
    }
  }
  batch.state = 'done'
  return chosen.length
}
