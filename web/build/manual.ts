// The clerk's manual: docs/手册.md becomes HTML when the pages are built, so the browser parses no markdown.
import { existsSync, readFileSync } from 'node:fs'
import { marked } from 'marked'
import type { Plugin } from 'vite'

const NAME = 'virtual:manual'

export function manual(file: string): Plugin {
  return {
    name: 'manual',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : null),
    async load(id) {
      if (id !== `\0${NAME}`) return null
      this.addWatchFile(file)
      const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
      return `export default ${JSON.stringify(await marked.parse(text))}`
    },
  }
}
