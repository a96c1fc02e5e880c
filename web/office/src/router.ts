import { createRouter, createWebHashHistory, type RouteLocationNormalized } from 'vue-router'
import { demo, loadSession, session, setup } from './state/session'
import { ledgerOf, loadSchema, schema } from './state/schema'
import { openTab } from './state/tabs'
import { home, menuTitle } from './shell/menu'

type Title = string | ((to: RouteLocationNormalized) => string)

const page = (path: string, title: Title, component: () => Promise<unknown>) => ({ path, component, meta: { title } }) as never
const bare = (path: string, title: string, component: () => Promise<unknown>) => ({ path, component, meta: { title, bare: true } }) as never

const ledgerTitle = (to: RouteLocationNormalized) =>
  (menuTitle(to.path) ?? ledgerOf(String(to.params.ledger))?.label ?? '台账') + (to.query.q ? '（筛选）' : '')

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    bare('/sign-in', '登录', () => import('./entry/SignInPage.vue')),
    bare('/setup', '首次设置', () => import('./entry/SetupPage.vue')),
    bare('/password', '修改密码', () => import('./entry/PasswordPage.vue')),
    page('/', '工作台', () => import('./work/WorkPage.vue')),
    page('/ledger/:ledger(recognition)', ledgerTitle, () => import('./recognition/RecognitionPage.vue')),
    page('/ledger/:ledger(letter)', ledgerTitle, () => import('./letters/LettersPage.vue')),
    page('/ledger/:ledger(person)', ledgerTitle, () => import('./person/PeoplePage.vue')),
    page('/ledger/:ledger', ledgerTitle, () => import('./ledger/LedgerPage.vue')),
    page('/person/:id/merge', '合并档案', () => import('./person/MergePage.vue')),
    page('/duplicates', '重复与合并', () => import('./person/DuplicatesPage.vue')),
    page('/admin/merge', '单位合并', () => import('./admin/UnitMergePage.vue')),
    page('/quality', '数据质量', () => import('./quality/QualityPage.vue')),
    page('/person/:id', '一人一档', () => import('./person/PersonPage.vue')),
    page('/imports', '导入批次', () => import('./import/ImportListPage.vue')),
    page('/imports/:id', '导入', () => import('./import/ImportPage.vue')),
    page('/tasks', '任务进度', () => import('./tasks/TaskBoardPage.vue')),
    page('/inspection', '排查与自查', () => import('./inspection/InspectionPage.vue')),
    page('/finding/:id', '排查问题', () => import('./inspection/FindingPage.vue')),
    page('/lists', '部门名单', () => import('./lists/ListsPage.vue')),
    page('/lists/senders', '名单质量', () => import('./lists/SendersPage.vue')),
    page('/lists/models', '比对模型', () => import('./lists/ModelsPage.vue')),
    page('/lists/:id', '名单', () => import('./lists/ListPage.vue')),
    page('/reviews', '比对审核', () => import('./lists/ReviewPage.vue')),
    page('/report/:name?', '统计报表', () => import('./report/ReportPage.vue')),
    page('/coverage', '宣传覆盖', () => import('./report/CoveragePage.vue')),
    page('/workshops', '帮扶车间', () => import('./jobs/WorkshopsPage.vue')),
    page('/meeting', '周调度', () => import('./report/MeetingPage.vue')),
    page('/submissions', '报表报送', () => import('./report/SubmissionsPage.vue')),
    page('/submissions/:report/:round/:unit', '报送', () => import('./report/SubmissionPage.vue')),
    page('/jobs', '任务与下载', () => import('./admin/JobsPage.vue')),
    page('/account', '我的账号', () => import('./entry/AccountPage.vue')),
    page('/admin/users', '用户与角色', () => import('./admin/UsersPage.vue')),
    page('/admin/settings', '系统设置', () => import('./admin/SettingsPage.vue')),
    page('/admin/holidays', '节假日', () => import('./admin/HolidaysPage.vue')),
    page('/admin/notice', '通知', () => import('./admin/NoticePage.vue')),
    page('/admin/notice/:id', '通知版本', () => import('./notice/NoticeEditor.vue')),
    page('/admin/templates', '函件模板', () => import('./letters/TemplatesPage.vue')),
    page('/admin/tokens', '接口令牌', () => import('./admin/TokensPage.vue')),
    page('/admin/audit', '审计日志', () => import('./admin/AuditPage.vue')),
    page('/help', '使用手册', () => import('./admin/HelpPage.vue')),
    { path: '/:rest(.*)', redirect: '/' },
  ],
})

export const titleOf = (to: RouteLocationNormalized): string => {
  const title = to.meta.title as Title
  return typeof title === 'function' ? title(to) : title
}

router.beforeEach(async (to) => {
  if (!session.value && !setup.value) await loadSession()
  if (setup.value?.needed) return to.path === '/setup' || '/setup'
  if (!session.value) return to.path === '/sign-in' || { path: '/sign-in', query: to.path === '/' ? {} : { to: to.fullPath } }
  if (session.value.must_change_password) return to.path === '/password' || '/password'
  if (!schema.value.regions.length && !schema.value.ledgers.length) await loadSchema()
  if (to.path === '/sign-in' || to.path === '/setup') return home()
  if (to.path === '/' && home() !== '/') return home()
  return true
})

router.afterEach((to) => {
  const title = titleOf(to)
  if (!to.meta.bare) openTab(to.fullPath, title, to.fullPath === home())
  document.title = `${title} · ${session.value?.site.title ?? '暖心'}${demo.value ? '（演示）' : ''}`
})
