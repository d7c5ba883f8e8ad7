import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'

/**
 * Writes the pictures of `docs/images` anew: runs the demo, and takes a picture of its design page and its validation
 * page with a Chromium of this machine (`PGFOLD_CHROMIUM`, or `chromium` or `google-chrome` on the PATH).
 * `row-to-item.svg` is drawn by hand.
 */
const root = path.resolve(import.meta.dirname, '..')
const images = path.join(root, 'docs', 'images')
const pictures = [
  { page: 'validation.html', file: 'validation-page.png', width: 1400, height: 1000 },
  { page: 'design.html', file: 'design-page.png', width: 1400, height: 1000 },
] as const

function findChromium(): string {
  const named = process.env.PGFOLD_CHROMIUM
  if (named !== undefined) return named
  const folders = (process.env.PATH ?? '').split(path.delimiter)
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    const found = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file))
    if (found !== undefined) return found
  }
  process.stderr.write('There is no Chromium on the PATH. Install one, or name one in PGFOLD_CHROMIUM.\n')
  process.exit(78)
}

const chromium = findChromium()
const folder = await mkdtemp(path.join(tmpdir(), 'pgfold-images-'))
try {
  execFileSync(process.execPath, [path.join(root, 'demo', 'demo.ts'), '--users', '120', '--pages', folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  await mkdir(images, { recursive: true })
  for (const { page, file, width, height } of pictures) {
    execFileSync(
      chromium,
      [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--hide-scrollbars',
        `--user-data-dir=${path.join(folder, 'profile')}`,
        `--window-size=${width},${height}`,
        `--screenshot=${path.join(images, file)}`,
        `file://${path.join(folder, page)}`,
      ],
      { stdio: 'ignore', timeout: 60_000 },
    )
    process.stdout.write(`docs/images/${file}\n`)
  }
} finally {
  await rm(folder, { recursive: true, force: true })
}
