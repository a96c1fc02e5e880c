import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { menuTitles } from '../src/shell/menu'

describe('the clerk’s manual', () => {
  const manual = readFileSync(new URL('../../../docs/手册.md', import.meta.url), 'utf8')
  it.each(menuTitles().filter((title) => title !== '使用手册'))('tells of the page %s', (title) => {
    expect(manual.includes(title)).toBe(true)
  })
})
