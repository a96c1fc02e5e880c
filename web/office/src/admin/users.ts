// An account as the user administration sees it.
import type { Id } from '../api/types'

export interface Account {
  id: Id
  version: number
  account: string
  name: string
  role: string
  role_label?: string
  region: string | null
  region_label?: string
  organization_id?: Id | null
  organization_label?: string
  state: 'active' | 'disabled'
  labels?: Record<string, string>
  password?: string /* once, in the answer that made it */
}

/* The roles of DESIGN §6; a site's own wording, if the schema has it, goes first. */
export const roles = [
  { code: 'county', label: '县级经办' }, { code: 'township', label: '乡镇经办' }, { code: 'village', label: '村级经办' },
  { code: 'bureau', label: '部门联络员' }, { code: 'enterprise', label: '企业经办' }, { code: 'auditor', label: '监督检查' },
  { code: 'system_admin', label: '系统管理员' }, { code: 'security_admin', label: '安全管理员' }, { code: 'audit_admin', label: '审计管理员' },
]
