// A page whose form is wider than it is high prints on landscape paper: all of it, since Chromium lays a document out for one width.
import { onActivated, onDeactivated } from 'vue'

export function useWidePaper(): void {
  const sheet = new CSSStyleSheet()
  sheet.insertRule('@page { size: A4 landscape; margin: 8mm; }')
  onActivated(() => (document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]))
  onDeactivated(() => (document.adoptedStyleSheets = document.adoptedStyleSheets.filter((one) => one !== sheet)))
}
