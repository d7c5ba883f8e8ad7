import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'

/** Debian's package, or whatever PGFOLD_CHROMIUM names. */
export const browserPath = process.env['PGFOLD_CHROMIUM'] ?? '/usr/bin/chromium'
export const hasBrowser = existsSync(browserPath)

/** As one that runs as root, without a screen and without a network, has to be started. */
const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: browserPath, headless: true, args: switches })
}

export interface PageView {
  readonly width: 400 | 1_400
  readonly scheme: 'light' | 'dark'
}

export const pageViews: readonly PageView[] = [
  { width: 400, scheme: 'light' },
  { width: 400, scheme: 'dark' },
  { width: 1_400, scheme: 'light' },
  { width: 1_400, scheme: 'dark' },
]

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page
  /** Errors and warnings of the console, errors of scripts, dialogs: a good page has none. */
  readonly complaints: readonly string[]
  /** Everything that was asked for, the page itself first. */
  readonly requests: readonly string[]
}

/** Opens a page from a file, as a reader does. PGFOLD_SCREENSHOTS names a folder for pictures of what was seen. */
export async function openPage(browser: Browser, file: string, view: PageView): Promise<OpenedPage> {
  const page = await browser.newPage({ colorScheme: view.scheme, viewport: { width: view.width, height: 900 } })
  const complaints: string[] = []
  const requests: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`))
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`)
    void dialog.dismiss()
  })
  page.on('request', (request) => requests.push(request.url()))
  await page.goto(`file://${file}`)
  const pictures = process.env['PGFOLD_SCREENSHOTS']
  if (pictures !== undefined && pictures !== '') {
    await mkdir(pictures, { recursive: true })
    const name = `${path.basename(file, '.html')}-${view.width}-${view.scheme}.png`
    await writeFile(path.join(pictures, name), await page.screenshot({ fullPage: true }))
  }
  return { page, complaints, requests, [Symbol.asyncDispose]: () => page.close() }
}
