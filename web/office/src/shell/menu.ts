// The left menu: what the session lists in `pages`, and the ledgers that the schema hands out.
import { session } from '../state/session'
import { ledgerOf } from '../state/schema'

export interface Entry {
  path: string
  title: string
}

interface Item extends Entry {
  ledger?: string /* shown when session.pages names it and the schema has it */
  page?: string /* shown when session.pages names it */
  writes?: boolean /* and only to who may add to the ledger */
}

const ledger = (name: string, title: string): Item => ({ path: `/ledger/${name}`, title, ledger: name })
const page = (name: string, path: string, title: string): Item => ({ path, title, page: name })

const groups: { title: string; items: Item[] }[] = [
  { title: '', items: [page('work', '/', '工作台')] },
  {
    title: '对象',
    items: [ledger('person', '对象台账'), { path: '/duplicates', title: '重复与合并', ledger: 'person' }, ledger('household', '家庭'), ledger('category_tag', '人员类别'), ledger('recognition', '认定')],
  },
  {
    title: '名单比对',
    items: [page('list', '/lists', '部门名单'), page('review', '/reviews', '比对审核'), ledger('watch_item', '关注事项')],
  },
  {
    title: '帮扶',
    items: [ledger('service', '服务记录'), ledger('intention', '求职意向'), ledger('need', '帮扶需求'),
      ledger('employment_spell', '就业登记'), ledger('enrolment', '参训记录'), ledger('relief', '临时救助'),
      ledger('publicity', '政策宣传'), page('publicity', '/coverage', '宣传覆盖')],
  },
  { title: '岗位', items: [ledger('organization', '单位'), { path: '/workshops', title: '帮扶车间', ledger: 'organization' }, ledger('vacancy', '招聘岗位'), ledger('fair', '招聘活动')] },
  { title: '公益性岗位', items: [ledger('post', '公益性岗位'), ledger('placement', '公岗安置'), ledger('attendance', '公岗考勤'), ledger('wage', '公岗工资')] },
  { title: '政策补贴', items: [ledger('claim', '补贴申领')] },
  { title: '任务调度', items: [page('tasks', '/tasks', '任务进度'), ledger('task_unit', '任务办理'), ledger('message', '消息')] },
  { title: '排查整改', items: [page('inspection', '/inspection', '排查与自查'), ledger('finding', '整改台账'), ledger('letter', '函件')] },
  {
    title: '统计与数据',
    items: [page('report', '/report', '统计报表'), page('submission', '/submissions', '报表报送'), page('submission', '/meeting', '周调度'), page('report', '/quality', '数据质量'), page('import', '/imports', '导入批次'), page('job', '/jobs', '任务与下载')],
  },
  {
    title: '系统管理',
    items: [page('user', '/admin/users', '用户与角色'), ledger('region', '行政区划'), { path: '/admin/merge', title: '单位合并', ledger: 'region', writes: true }, page('setting', '/admin/settings', '系统设置'),
      page('holiday', '/admin/holidays', '节假日'), page('notice', '/admin/notice', '通知'), page('template', '/admin/templates', '函件模板'), page('token', '/admin/tokens', '接口令牌'),
      page('audit', '/admin/audit', '审计日志')],
  },
  { title: '', items: [{ path: '/help', title: '使用手册' }] },
]

function visible(item: Item): boolean {
  const pages = session.value?.pages ?? []
  if (item.ledger) return pages.includes(item.ledger) && Boolean(item.writes ? ledgerOf(item.ledger)?.can.create : ledgerOf(item.ledger))
  return !item.page || pages.includes(item.page)
}

export function menu(): { title: string; items: Entry[] }[] {
  return groups.map((group) => ({ title: group.title, items: group.items.filter(visible) })).filter((group) => group.items.length)
}

/* Where a session starts: the work page, or what an administrator is there for. */
export function home(): string {
  const paths = menu().flatMap((group) => group.items.map((item) => item.path))
  return ['/', '/admin/users', '/admin/audit', ...paths].find((path) => paths.includes(path)) ?? '/help'
}

/* Every title of the menu, whoever sees it. */
export const menuTitles = (): string[] => groups.flatMap((group) => group.items.map((item) => item.title))

/* A page's name as the menu has it. */
export const menuTitle = (path: string): string | undefined =>
  groups.flatMap((group) => group.items).find((item) => item.path === path)?.title
