import vue from '@vitejs/plugin-vue'
import { fileURLToPath } from 'node:url'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'
import { manual } from '../build/manual.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/',
  logLevel: 'warn',
  plugins: [vue(), manual(here('../../docs/手册.md')), components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] })],
  build: {
    outDir: here('../dist'),
    emptyOutDir: true,
    target: 'chrome87',
    cssTarget: 'chrome87',
    chunkSizeWarningLimit: 700,
    manifest: 'vite-manifest.json',
  },
  server: { proxy: { '/api': 'http://127.0.0.1:8090' } },
  test: { include: [here('test/**/*.test.ts')], root: here('.') },
} as never)
