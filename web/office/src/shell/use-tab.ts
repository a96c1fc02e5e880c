// What a page may do with its own tab.
import { inject, onBeforeUnmount, type InjectionKey } from 'vue'
import { guardTab, nameTab } from '../state/tabs'

export const tabPath: InjectionKey<string> = Symbol('tab')
export const tabLayer: InjectionKey<HTMLElement> = Symbol('layer')

/* Where a page's drawers and dialogs are put: inside its own tab, so that they hide and come back with it. */
export const useLayer = (): HTMLElement | 'body' => inject(tabLayer, 'body' as never)

export function useTab() {
  const path = inject(tabPath, '/')
  return {
    name: (title: string) => nameTab(path, title),
    /* While `dirty` answers true, closing the tab or the window asks first. */
    guard: (dirty: () => boolean) => onBeforeUnmount(guardTab(path, dirty)),
  }
}
