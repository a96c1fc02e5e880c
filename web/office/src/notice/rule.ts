// What may be written next in a condition: fields of the ledger it is about, the notice's own words, codes, the language's words.
import type { Field, Ledger } from '../api/types'

export interface Word {
  word: string
  label: string
  ledger: string
}
export interface Known {
  ledger: (name: string) => Ledger | undefined
  ledgers: () => Ledger[]
  codes: (table: string | null) => { code: string; label: string }[]
  words: Word[]
}
export interface Suggestion {
  text: string
  label: string
}

const grammar: Suggestion[] = [
  ['and', '并且'], ['or', '或者'], ['not', '不是'], ['between', '在…和…之间'], ['in', '是其中之一'], ['is known', '有值'], ['is unknown', '没有值'], ['within', '在某地区内'], ['any(', '有一条…'], ['count(', '…的条数'],
].map(([text, label]) => ({ text: text!, label: label! }))

/* The ledger that the caret is in: inside the brackets of any(service where …) it is service. */
export function ledgerAt(before: string, outer: string): string {
  const open: string[] = []
  for (const found of before.matchAll(/(\w*)\(\s*(\w*)|\)/g)) {
    if (found[0] === ')') open.pop()
    else open.push(/^(any|count|sum|min|max|first|last|distinct)$/.test(found[1]!) && found[2] ? found[2] : '')
  }
  return open.reverse().find(Boolean) ?? outer
}

const starts = (word: string, label: string, typed: string) => word.startsWith(typed) || (typed !== '' && (label.includes(typed) || word.includes(typed)))

/* Follows person.household. over references. */
function follow(known: Known, ledger: Ledger | undefined, path: string[]): Ledger | undefined {
  return path.reduce<Ledger | undefined>((at, name) => {
    const field = at?.fields.find((one) => one.name === name)
    return field?.ref ? known.ledger(field.ref) : undefined
  }, ledger)
}
function fieldAt(known: Known, ledger: Ledger | undefined, path: string): Field | undefined {
  const steps = path.split('.')
  const last = steps.pop()
  return follow(known, ledger, steps)?.fields.find((one) => one.name === last)
}

export function suggest(known: Known, outer: string, before: string): { typed: string; list: Suggestion[] } {
  const ledger = known.ledger(ledgerAt(before, outer))
  const code = /([\w.]+)\s*(?:=|!=|has|in\s*\([^)]*?)\s*'?([^'\s(),]*)$/.exec(before)
  const table = code ? fieldAt(known, ledger, code[1]!)?.codes : undefined
  if (code && table) {
    const list = known.codes(table).filter((one) => starts(one.code, one.label, code[2]!)).map((one) => ({ text: `'${one.code}'`, label: one.label }))
    return { typed: /'?[^'\s(),]*$/.exec(before)![0], list: list.slice(0, 12) }
  }
  const typed = /[\w.\u4e00-\u9fff]*$/.exec(before)![0]
  const opened = /(?:any|count|sum|min|max|first|last|distinct)\(\s*([\w\u4e00-\u9fff]*)$/.exec(before)
  if (opened) return { typed, list: known.ledgers().filter((one) => starts(one.name, one.label, opened[1]!)).map((one) => ({ text: `${one.name} where `, label: one.label })).slice(0, 12) }
  const steps = typed.split('.')
  const last = steps.pop()!
  const at = follow(known, ledger, steps)
  const prefix = steps.length ? `${steps.join('.')}.` : ''
  const fields = (at?.fields ?? []).map((one) => ({ text: prefix + one.name, label: one.label }))
  const words = known.words.filter((one) => one.ledger === (at?.name ?? '') || (!steps.length && one.ledger === '')).map((one) => ({ text: prefix + one.word, label: one.label }))
  const all = [...words, ...fields, ...(steps.length ? [] : grammar)]
  const fits = all.filter((one) => starts(one.text.slice(prefix.length), one.label, last))
  const order = (one: Suggestion) => (one.text.slice(prefix.length).startsWith(last) ? 0 : 1)
  return { typed, list: last || steps.length ? fits.sort((a, b) => order(a) - order(b)).slice(0, 12) : [] }
}
