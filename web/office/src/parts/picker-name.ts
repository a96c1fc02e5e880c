// Element Plus makes a date picker's popup a dialog and lets nobody name it: it is named as it is put on the page.
const POPUP = '.el-picker__popper'
const CONTAINER = 'el-popper-container'

function name(popup: Element) {
  popup.setAttribute('aria-label', '选择日期')
}

/* Popups are children of one container, itself a child of the body: two shallow lists are watched, never the page. */
export function namePickers() {
  const watcher = new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (!(node instanceof HTMLElement)) continue
        if (node.matches(POPUP)) name(node)
        if (!node.id.startsWith(CONTAINER)) continue
        watcher.observe(node, { childList: true })
        node.querySelectorAll(POPUP).forEach(name)
      }
    }
  })
  watcher.observe(document.body, { childList: true })
}
