// An account as the user administration sees it.
import type { Id } from '../api/types'

export interface Account {
  id: Id
  version: number
  account: string
  name: string
  role: string
  role_label: string
  granted: boolean /* the security administrator agreed to role and unit */
  region: string | null
  region_label: string
  organization_id: Id | null
  state: 'active' | 'disabled'
  locked_until: string | null
  signed_in_at: string | null
  password?: string /* once, in the answer that made it */
}

export const roles = [
  { code: 'county', label: '县级经办' },
  { code: 'township', label: '乡镇经办' },
  { code: 'village', label: '村级经办' },
  { code: 'bureau', label: '部门联络员' },
  { code: 'enterprise', label: '企业经办' },
  { code: 'auditor', label: '监督检查' },
  { code: 'system_admin', label: '系统管理员' },
  { code: 'security_admin', label: '安全管理员' },
  { code: 'audit_admin', label: '审计管理员' },
]
