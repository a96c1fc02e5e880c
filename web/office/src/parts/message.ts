// Short answers at the top of the page; everything a call can refuse ends here when no field is to blame.
import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { ApiError } from '../api/client'

export const done = (text: string): void => void ElMessage({ message: text, type: 'success' })

export function failed(error: unknown): void {
  if (error instanceof ApiError && error.problem.status === 401) return
  if (!(error instanceof ApiError)) console.error(error)
  ElMessage({ message: error instanceof ApiError ? error.message : '页面出错了，请刷新后再试', type: 'error', showClose: true, duration: 8000 })
}

/* True when the clerk agrees. */
export async function agreed(text: string, title = '请确认', button = '确定'): Promise<boolean> {
  try {
    await ElMessageBox.confirm(text, title, { confirmButtonText: button, cancelButtonText: '取消', type: 'warning' })
    return true
  } catch {
    return false
  }
}

/* Runs a call and reports its failure; answers undefined then. */
export async function attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work()
  } catch (error) {
    failed(error)
    return undefined
  }
}
