// Short answers at the top of the page; everything a call can refuse ends here when no field is to blame.
import { ElMessage } from 'element-plus/es/components/message/index.mjs'
import { ElMessageBox } from 'element-plus/es/components/message-box/index.mjs'
import { ApiError } from '../api/client'

/* At most three stand at once; the oldest goes for a new one, so that none is left untold. */
const MOST = 3
const standing: { close: () => void }[] = []
function tell(options: { message: string; type: 'success' | 'error'; showClose?: boolean; duration?: number }): void {
  while (standing.length >= MOST) standing.shift()!.close()
  const one = ElMessage({ duration: 4000, ...options, onClose: () => void (standing.includes(one) && standing.splice(standing.indexOf(one), 1)) })
  standing.push(one)
}

export const done = (text: string): void => tell({ message: text, type: 'success' })

export function failed(error: unknown): void {
  if (error instanceof ApiError && error.problem.status === 401) return
  if (!(error instanceof ApiError)) console.error(error)
  tell({ message: error instanceof ApiError ? error.message : '页面出错了，请刷新后再试', type: 'error', showClose: true, duration: 8000 })
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
