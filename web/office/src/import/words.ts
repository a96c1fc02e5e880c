// The words of an import: outcomes, states, and how a column was recognised.
import type { Import, ImportColumn, Outcome, Tone } from '../api/types'

export const outcomes: { name: Outcome; label: string; tone: Tone; help: string }[] = [
  { name: 'new', label: '新增', tone: 'ok', help: '台账里没有，将新增' },
  { name: 'changed', label: '有变化', tone: 'info', help: '台账里有，值不同，将修改' },
  { name: 'same', label: '相同', tone: 'mute', help: '与台账一致，不用写入' },
  { name: 'ask', label: '要核对', tone: 'warn', help: '点开逐行核对：选定记录、逐项取值或略过' },
  { name: 'error', label: '有错误', tone: 'bad', help: '不能写入；可在此改填，或退回修改' },
  { name: 'duplicate', label: '文件内重复', tone: 'warn', help: '同一人在文件里出现多次' },
  { name: 'left', label: '略过', tone: 'mute', help: '核对后决定不导入' },
]
export const outcomeOf = (name: Outcome) => outcomes.find((one) => one.name === name)!

export const states: Record<Import['state'], { label: string; tone: Tone }> = {
  read: { label: '待确认', tone: 'warn' },
  confirmed: { label: '已确认', tone: 'info' },
  applying: { label: '写入中', tone: 'info' },
  done: { label: '已写入', tone: 'ok' },
  undone: { label: '已撤销', tone: 'mute' },
  cancelled: { label: '已取消', tone: 'mute' },
}

export const confidence: Record<ImportColumn['how'], { label: string; tone: Tone }> = {
  label: { label: '表头相同', tone: 'ok' },
  alias: { label: '表头别名', tone: 'ok' },
  synonym: { label: '表头相近', tone: 'info' },
  cells: { label: '按内容认出', tone: 'info' },
  twice: { label: '与别列重复', tone: 'warn' },
  memory: { label: '沿用上次', tone: 'info' },
  mark: { label: '本站导出', tone: 'ok' },
  chosen: { label: '手工指定', tone: 'info' },
  none: { label: '不导入', tone: 'mute' },
}
