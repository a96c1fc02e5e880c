// The shape of the mock county: ledgers, code tables and regions as GET /api/v1/schema hands them out.
// The real server generates the same answer from its C tables; see docs/api.md.

const base = { help: null, codes: null, ref: null, required: false, unique: false, secret: false, readonly: false,
  list: false, query: false, partial: false, search: false, future: false }

let group = null
function field(name, label, kind, words = '', more = {}) {
  const f = { ...base, name, label, kind, group, ...more }
  for (const word of words.split(' ').filter(Boolean)) f[word] = true
  return f
}
function section(title) {
  group = title
}

const personRef = () => field('person_id', '姓名', 'ref', 'required list query', { ref: 'person' })

function ledger(name, label, counter, title, fields, more = {}) {
  return { name, label, counter, title, person: fields.some((f) => f.name === 'person_id') ? 'person_id' : null, fields,
    states: [], actions: [],
    can: { create: true, update: true, remove: true, import: true, export: true, reveal: name === 'person' }, ...more }
}

section('身份信息')
const person = ledger('person', '对象台账', '人', 'name', [
  field('name', '姓名', 'text', 'required list query search', { max: 60 }),
  field('id_no', '身份证号', 'citizen_id', 'required unique secret list query search', { help: '18 位，末位可为 X' }),
  field('sex', '性别', 'code', 'list query', { codes: 'sex' }),
  field('birth', '出生日期', 'date', 'readonly list', { help: '由身份证号得出' }),
  field('nationality', '民族', 'code', '', { codes: 'nationality' }),
  field('education', '学历', 'code', 'list query', { codes: 'education' }),
  (section('联系与住址'), field('phone', '联系电话', 'phone', 'secret list search')),
  field('region', '户籍地', 'region', 'required list query'),
  field('residence', '常住地', 'region'),
  field('address', '详细地址', 'text', 'search', { max: 200 }),
  (section('家庭与身份'), field('household_id', '所属家庭', 'ref', '', { ref: 'household' })),
  field('relation', '与户主关系', 'code', '', { codes: 'relation' }),
  field('labour', '劳动能力', 'code', 'list query', { codes: 'labour' }),
  field('in_school', '在校', 'bool'),
  field('registered_unemployed', '失业登记日期', 'date', 'partial', { help: '不清楚具体日子时可只填年月' }),
  field('checked_on', '最近核实日期', 'date', 'list'),
  (section('其他'), field('remark', '备注', 'note', '', { max: 500 })),
])

section('家庭')
const household = ledger('household', '家庭', '户', 'head_name', [
  field('number', '户号', 'text', 'required unique list query search', { max: 30 }),
  field('head_name', '户主', 'text', 'required list query search', { max: 60 }),
  field('region', '所在村', 'region', 'required list query'),
  field('members', '人口数', 'int', 'list', { min: 1, max: 30 }),
  field('kind', '家庭类型', 'code', 'list query', { codes: 'household_kind' }),
  field('remark', '备注', 'note'),
])

section('类别')
const tag = ledger('category_tag', '人员类别', '条', 'kind', [
  personRef(),
  field('kind', '类别', 'code', 'required list query', { codes: 'category' }),
  field('source', '来源名单', 'code', 'list query', { codes: 'bureau' }),
  field('evidence', '证明材料', 'text', 'list', { max: 100 }),
  field('from', '开始日期', 'date', 'required list partial'),
  field('to', '结束日期', 'date', 'list'),
  field('verified_on', '最近核验', 'date', 'list'),
])

section('就业')
const spell = ledger('employment_spell', '就业登记', '条', 'employer', [
  personRef(),
  field('channel', '就业渠道', 'code', 'required list query', { codes: 'channel' }),
  field('organization_id', '用人单位', 'ref', 'list', { ref: 'organization' }),
  field('employer', '单位名称', 'text', 'list search', { max: 100 }),
  field('place', '就业地点', 'code', 'list query', { codes: 'work_area' }),
  field('from', '开始日期', 'date', 'required list query partial'),
  field('to', '结束日期', 'date', 'list'),
  field('pay', '月工资', 'money', 'list'),
  field('helped', '帮助实现就业', 'bool', 'list query'),
])

section('意向')
const intention = ledger('intention', '求职意向', '条', 'kind', [
  personRef(),
  field('kind', '意向', 'code', 'required list query', { codes: 'intent' }),
  field('job', '希望岗位', 'text', 'list search', { max: 100 }),
  field('place', '希望地点', 'code', 'list', { codes: 'work_area' }),
  field('pay', '期望月薪', 'money', 'list'),
  field('asked_on', '询问日期', 'date', 'required list query'),
])

section('需求')
const need = ledger('need', '帮扶需求', '条', 'kind', [
  personRef(),
  field('kind', '需求', 'code', 'required list query', { codes: 'need' }),
  field('detail', '说明', 'note', 'list'),
  field('asked_on', '提出日期', 'date', 'required list'),
  field('met_on', '解决日期', 'date', 'list'),
])

section('认定')
const recognition = ledger('recognition', '认定', '件', 'number', [
  personRef(),
  field('kinds', '申请类别', 'codes', 'required list query', { codes: 'category' }),
  field('state', '状态', 'code', 'readonly list query', { codes: 'recognition_state' }),
  field('applied_on', '申请日期', 'date', 'required list'),
  field('notice_from', '公示开始', 'date', 'readonly list'),
  field('notice_to', '公示截止', 'date', 'readonly list'),
  field('number', '认定编号', 'text', 'readonly list search'),
  field('valid_from', '有效期起', 'date', 'readonly list'),
  field('valid_to', '有效期止', 'date', 'readonly'),
  field('exit_reason', '退出原因', 'code', '', { codes: 'exit_reason' }),
  field('remark', '备注', 'note'),
], {
  states: [
    { code: 'applied', label: '待初审', tone: 'info' }, { code: 'public', label: '公示中', tone: 'info' },
    { code: 'valid', label: '已认定', tone: 'ok' }, { code: 'refused', label: '不予认定', tone: 'bad' },
    { code: 'returned', label: '已退回', tone: 'warn' }, { code: 'exiting', label: '拟退出', tone: 'warn' },
    { code: 'exited', label: '已退出', tone: 'mute' },
  ],
  actions: [
    action('review', '初审通过并公示', ['applied'], 'public', { batch: true, tone: 'ok' }),
    action('return', '退回补正', ['applied', 'public'], 'returned', { batch: true, reason: true }),
    action('decide', '认定', ['public'], 'valid', { batch: true, tone: 'ok' }),
    action('refuse', '不予认定', ['applied', 'public'], 'refused', { reason: true, batch: true, tone: 'bad' }),
    action('propose_exit', '提出退出', ['valid'], 'exiting', { reason: true, batch: true, tone: 'bad', fields: ['exit_reason'] }),
    action('confirm_exit', '确认退出', ['exiting'], 'exited', { second: true, tone: 'bad' }),
  ],
})

function action(name, label, from, to, more = {}) {
  return { name, label, from, to, reason: false, second: false, batch: false, tone: 'ok', fields: [], can: true, ...more }
}

section('服务')
const service = ledger('service', '服务记录', '次', 'kind', [
  personRef(),
  field('kind', '服务内容', 'code', 'required list query', { codes: 'service' }),
  field('day', '服务日期', 'date', 'required list query'),
  field('staff', '服务人', 'text', 'list search', { max: 30 }),
  field('result', '结果', 'code', 'list query', { codes: 'service_result' }),
  field('note', '记录', 'note', 'list'),
])

section('救助')
const relief = ledger('relief', '临时救助', '条', 'reason', [
  personRef(),
  field('day', '救助日期', 'date', 'required list query'),
  field('amount', '金额', 'money', 'required list'),
  field('reason', '事由', 'text', 'required list search', { max: 100 }),
])

section('单位')
const organization = ledger('organization', '单位', '家', 'name', [
  field('name', '单位名称', 'text', 'required list query search', { max: 100 }),
  field('credit_code', '统一社会信用代码', 'credit_code', 'unique list query search'),
  field('kind', '类型', 'code', 'required list query', { codes: 'organization_kind' }),
  field('region', '所在地', 'region', 'list query'),
  field('large', '规模以上', 'bool', 'list'),
  field('contact', '联系人', 'text', 'list'),
])

section('招聘')
const fair = ledger('fair', '招聘活动', '场', 'name', [
  field('name', '活动名称', 'text', 'required list query search', { max: 100 }),
  field('day', '举办日期', 'date', 'required list query'),
  field('form', '形式', 'code', 'required list query', { codes: 'fair_form' }),
  field('region', '举办地', 'region', 'required list query'),
  field('units', '参会单位数', 'int', 'list', { max: 10000 }),
])
const vacancy = ledger('vacancy', '招聘岗位', '个', 'title', [
  field('title', '岗位名称', 'text', 'required list query search', { max: 100 }),
  field('organization_id', '用人单位', 'ref', 'required list query', { ref: 'organization' }),
  field('region', '工作地', 'region', 'list query'),
  field('headcount', '招聘人数', 'int', 'required list', { min: 1, max: 10000 }),
  field('pay_from', '月薪起', 'money', 'list'),
  field('pay_to', '月薪止', 'money', 'list'),
  field('published_on', '发布日期', 'date', 'required list query'),
])

section('区划')
const region = ledger('region', '行政区划', '个', 'name', [
  field('code', '区划代码', 'text', 'required unique list query search'),
  field('name', '名称', 'text', 'required list query search'),
  field('level', '级别', 'code', 'required list query', { codes: 'region_level' }),
  field('parent', '上级', 'region', 'list'),
])

export const ledgers = [person, household, tag, spell, intention, need, recognition, service, relief, organization, fair,
  vacancy, region]
export const ledgerBy = Object.fromEntries(ledgers.map((l) => [l.name, l]))

function codes(text) {
  return text.split(' ').map((pair) => {
    const [code, label, tone] = pair.split(':')
    return tone ? { code, label, tone } : { code, label }
  })
}
export const codeTables = {
  sex: codes('1:男性 2:女性'),
  nationality: codes('01:汉族 09:彝族 13:畲族'),
  education: codes('10:研究生 20:大学本科 30:大学专科 40:中等职业 60:普通高中 70:初中 80:小学'),
  relation: codes('01:本人 10:配偶 20:子 30:女 50:父母 97:其他亲属'),
  labour: codes('1:普通劳动力:ok 2:技能劳动力:ok 3:弱劳动力:warn 4:丧失劳动力:bad'),
  household_kind: codes('1:一般户 2:脱贫户:info 3:监测户:warn 4:低保户:info'),
  category: codes('tuopin:脱贫劳动力 monitor:监测对象:warn age4050:大龄人员 zero:零就业家庭:bad dibao:低保家庭 disabled:残疾人员 ' +
    'graduate:高校毕业生 long_unemployed:长期失业:warn veteran:退役军人 fisher:退捕渔民'),
  bureau: codes('rs:县人社局 xc:县乡村振兴局 mz:县民政局 cl:县残联 jt:县教体局 ty:县退役军人局'),
  channel: codes('1:企业吸纳:ok 2:灵活就业:info 3:自主创业:info 4:公益性岗位:warn'),
  work_area: codes('1:村内 2:乡内 3:县内 4:省内 5:省外'),
  intent: codes('1:求职:info 2:创业:info 3:培训:info 4:意愿不强:warn 5:无意愿:mute'),
  need: codes('1:岗位推荐 2:技能培训 3:创业贷款 4:临时救助 5:政策咨询'),
  service: codes('1:政策宣传 2:职业指导 3:岗位推荐 4:培训推荐 5:走访慰问 6:心理疏导 7:跟踪回访'),
  service_result: codes('1:已接受:ok 2:考虑中:warn 3:未接受:mute'),
  organization_kind: codes('1:企业 2:帮扶车间 3:机关单位 4:合作社'),
  fair_form: codes('1:现场 2:网络 3:直播带岗 4:大篷车'),
  exit_reason: codes('1:已稳定就业 2:享受养老待遇 3:丧失劳动能力 4:死亡 5:不符合条件'),
  region_level: codes('county:县 town:乡镇 village:村居'),
  recognition_state: codes('applied:待初审 public:公示中 valid:已认定 refused:不予认定 returned:已退回 exiting:拟退出 exited:已退出'),
  role: codes('county:县级经办 town:乡镇经办 village:村级经办 bureau:部门联络员 enterprise:企业经办 auditor:业务审计 ' +
    'system_admin:系统管理员 security_admin:安全管理员 audit_admin:审计管理员'),
}

const COUNTY = '360722000000'
const towns = '东岸镇 西河镇 南坪镇 北坑镇 石门镇 青龙镇 白沙镇 大塘镇 小江镇 古陂镇 油山镇 虎山乡 崇仙乡 万隆乡 正平镇 铁石口镇'.split(' ')
const villages = '水东 龙舌 上坪 中村 桃坪 竹山 长安 太平 新田 黄泥 石下 樟树 高桥 坳丘 禾秋 曾屋 莲塘 月岭 长岗 圩镇'.split(' ')
export const regions = [{ code: COUNTY, name: '演示县', level: 'county', parent: null }]
towns.forEach((name, t) => {
  const code = `3607221${String(t).padStart(2, '0')}000`
  regions.push({ code, name, level: 'town', parent: COUNTY })
  for (let v = 0; v < 19 + (t % 3 === 0 ? 1 : 0); v++) {
    regions.push({ code: `${code.slice(0, 9)}${201 + v}`, name: `${villages[v]}村`, level: 'village', parent: code })
  }
})
export const regionBy = Object.fromEntries(regions.map((r) => [r.code, r]))
export const townRegions = regions.filter((r) => r.level === 'town')
export const villageRegions = regions.filter((r) => r.level === 'village')
export function regionLabel(code) {
  const r = regionBy[code]
  if (!r) return null
  return r.level === 'village' ? regionBy[r.parent].name + r.name : r.name
}
