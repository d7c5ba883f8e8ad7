/** What a browser makes of a page, as plain data. */
export interface PageMeasures {
  /** CSS pixels by which the page is wider than the window. */
  readonly overflow: number
  /** Words of up to 20 characters that stand on two lines, by the text around the break. */
  readonly broken: readonly string[]
  /** Text whose contrast with what lies behind it is under 4.5 (WCAG 2.2, 1.4.3). */
  readonly faint: readonly { readonly text: string; readonly contrast: number }[]
  /** Texts that are cut off where nothing scrolls. */
  readonly cut: readonly string[]
  /** Elements that no text of a page may bring forth. */
  readonly foreign: readonly string[]
  readonly text: string
}

/** Runs in the page: it may use nothing from outside its own body. */
export function measurePage(): PageMeasures {
  const longestWord = 20
  const root = document.documentElement
  const texts: Text[] = []
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let node = walker.nextNode(); node !== null; node = walker.nextNode())
    if (node instanceof Text && node.data.trim() !== '' && (node.parentElement?.checkVisibility() ?? false))
      texts.push(node)

  const broken: string[] = []
  for (const node of texts) {
    for (const match of node.data.matchAll(/[\p{L}\p{N}]{2,}/gu)) {
      if (match[0].length > longestWord) continue
      const range = document.createRange()
      range.setStart(node, match.index)
      range.setEnd(node, match.index + match[0].length)
      const tops = [...range.getClientRects()].filter(({ width }) => width > 0).map(({ top }) => Math.round(top))
      if (tops.some((top) => Math.abs(top - (tops[0] ?? top)) > 4)) broken.push(match[0])
    }
  }

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  /** Any CSS colour as red, green, blue and alpha; null: none. */
  const colorOf = (css: string): readonly [number, number, number, number] | null => {
    if (canvas === null || css === 'none' || css === '') return null
    canvas.clearRect(0, 0, 1, 1)
    canvas.fillStyle = css
    canvas.fillRect(0, 0, 1, 1)
    const [red = 0, green = 0, blue = 0, alpha = 0] = canvas.getImageData(0, 0, 1, 1).data
    return alpha === 0 ? null : [red, green, blue, alpha / 255]
  }
  const luminance = ([red, green, blue]: readonly [number, number, number, number]): number => {
    const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) =>
      value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  /** The first that is not transparent: no page here lays half transparent boxes on each other. */
  const behind = (element: Element): readonly [number, number, number, number] => {
    const box = element.getBoundingClientRect()
    if (element instanceof SVGElement) {
      const under = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)
      for (const shape of under) {
        if (!(shape instanceof SVGRectElement)) continue
        const fill = colorOf(getComputedStyle(shape).fill)
        if (fill !== null) return fill
      }
    }
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const color = colorOf(getComputedStyle(at).backgroundColor)
      if (color !== null) return color
    }
    return [255, 255, 255, 1]
  }
  const faint: { text: string; contrast: number }[] = []
  for (const node of texts) {
    const element = node.parentElement
    if (element === null) continue
    const style = getComputedStyle(element)
    const color = colorOf(element instanceof SVGElement ? style.fill : style.color)
    if (color === null) continue
    const [light = 0, dark = 0] = [luminance(color), luminance(behind(element))].toSorted((a, b) => b - a)
    const contrast = (light + 0.05) / (dark + 0.05)
    if (contrast < 4.5) faint.push({ text: node.data.trim().slice(0, 40), contrast: Math.round(contrast * 100) / 100 })
  }

  /** Past the right edge of the window, and in nothing that scrolls or ends in an ellipsis. */
  const isCut = (node: Text): boolean => {
    const range = document.createRange()
    range.selectNodeContents(node)
    if (range.getBoundingClientRect().right <= root.clientWidth + 1) return false
    for (let at = node.parentElement; at !== null; at = at.parentElement) {
      const { overflowX, textOverflow } = getComputedStyle(at)
      if (overflowX === 'auto' || textOverflow === 'ellipsis') return false
    }
    return true
  }
  return {
    overflow: root.scrollWidth - root.clientWidth,
    broken,
    faint,
    cut: texts.flatMap((node) => (isCut(node) ? [node.data.trim().slice(0, 40)] : [])),
    foreign: [
      ...document.body.querySelectorAll('script, img, iframe, object, link, form, base, [onerror], [onload]'),
    ].map(({ outerHTML }) => outerHTML.slice(0, 80)),
    text: document.body.innerText,
  }
}
