import type { Browser } from 'playwright-core'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testDatabase } from '../../servers/test-database.ts'
import { drawDatabase } from '../../src/design/picture/draw-database.ts'
import { pictureHtml } from '../../src/design/picture/picture-html.ts'
import { allColumns, count, lookup, template } from '../../src/mapping/language/attributes.ts'
import { one } from '../../src/mapping/language/sources.ts'
import { defineMapping } from '../../src/mapping/define-mapping.ts'
import { parseSourceUrl } from '../../src/postgres/connection/source-config.ts'
import { reportHtml } from '../../src/validate/report/report-html.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { measurePage } from './measure-page.ts'
import { browserPath, hasBrowser, openBrowser, openPage, pageViews } from './open-browser.ts'
import { hostile, reportOfShop } from './report.fixture.ts'

vi.setConfig({ testTimeout: 120_000 })

if (!hasBrowser)
  process.stdout.write(
    `\nSKIPPED: the pages in a browser. There is no ${browserPath}; install Chromium or set PGFOLD_CHROMIUM.\n`,
  )

// PostgreSQL takes no name of more than 63 bytes, and a mapping names no group with a line end.
const hostileName = `<script>alert(1)</script>"'<b>${'n'.repeat(30)}`

const mapping = defineMapping({
  name: `shop ${hostileName}`,
  table: {
    partitionKey: 'pk',
    sortKey: 'sk',
    entityType: 'type',
    indexes: {
      'type-index': { partitionKey: 'type', sortKey: 'sk' },
      'orders-by-status-and-time': { partitionKey: 'gsi1_pk', sortKey: 'gsi1_sk' },
    },
  },
  entities: {
    CUSTOMER: {
      group: 'customers',
      from: 'customers',
      key: { pk: 'CUSTOMER#{id}', sk: 'METADATA' },
      attributes: { ...allColumns(), orders: count('orders', { customer_id: 'id' }) },
    },
    ORDER: {
      group: 'orders',
      from: 'orders',
      key: { pk: 'CUSTOMER#{customer_id}', sk: 'ORDER#{placed_at|iso}#{id|pad:12}' },
      indexes: { 'orders-by-status-and-time': { pk: 'STATUS#{status}', sk: '{placed_at|iso}#{id|pad:12}' } },
      lookups: { customer: one('customers', { id: 'customer_id' }) },
      attributes: {
        ...allColumns(),
        customer_name: lookup('customer.name'),
        label: template('{customer.name} {status}'),
      },
    },
    CUSTOMER_PARTICIPANT_PREFERENCE: {
      group: hostileName,
      from: hostileName,
      key: { pk: 'PREFERENCE#{id}', sk: 'METADATA' },
    },
  },
})

const schema = `
  create table customers (id int8 primary key, name text not null, email text, biography text);
  create table orders (id int8 primary key, customer_id int8 not null references customers, status text not null, placed_at timestamptz not null, note text);
  create table "${hostileName.replaceAll('"', '""')}" (id int8 primary key, value text);
  insert into customers select n, 'Customer <b>' || n, 'c' || n || '@shop.example', repeat('Some words. ', 40) from generate_series(1, 9) n;
  insert into orders select n, 1 + n % 9, 'dispatched', '2026-01-01', E'\\u001b[2J<script>alert(2)</script>' from generate_series(1, 40) n;
  insert into "${hostileName.replaceAll('"', '""')}" values (1, $hostile$${hostile}$hostile$);`

let browser: Browser
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let validationPage = ''
let designPage = ''

beforeAll(async () => {
  if (!hasBrowser) return
  folder = await temporaryFolder()
  validationPage = path.join(folder.path, 'validation.html')
  designPage = path.join(folder.path, 'design.html')
  const flags = '--mapping mappings/shop.ts --table shop-production-europe --region eu-central-1'
  await writeFile(validationPage, reportHtml(reportOfShop, { reportFile: 'validation_report_1760000000.json', flags }))
  await using database = await testDatabase()
  await database.query(schema)
  const { picture } = await drawDatabase(
    { mapping, source: parseSourceUrl(database.url, {}), examples: 2, mask: false },
    new AbortController().signal,
  )
  await writeFile(designPage, pictureHtml(picture, { masked: false }))
  browser = await openBrowser()
})

afterAll(async () => {
  if (!hasBrowser) return
  await browser.close()
  await folder[Symbol.asyncDispose]()
})

const pages = [
  ['validation', () => validationPage],
  ['design', () => designPage],
] as const
const views = pages.flatMap(([name, file]) => pageViews.map((view) => ({ name, file, ...view })))

describe.skipIf(!hasBrowser)('a page in a browser', () => {
  test.each(views)('$name, $width px, $scheme: fits, can be read, asks for nothing', async ({ file, ...view }) => {
    await using opened = await openPage(browser, file(), view)
    const { page, complaints, requests } = opened
    // What is folded away is looked at too.
    await page.evaluate(() => document.querySelectorAll('details').forEach((each) => (each.open = true)))
    const height = await page.evaluate(() => document.documentElement.scrollHeight)
    await page.setViewportSize({ width: view.width, height: Math.min(height, 16_000) })
    const measures = await page.evaluate(measurePage)
    const { overflow, broken, faint, cut, foreign } = measures
    expect({ overflow, broken, faint, cut, foreign }).toEqual({
      overflow: 0,
      broken: [],
      faint: [],
      cut: [],
      foreign: [],
    })
    expect(complaints).toEqual([])
    expect(requests).toEqual([`file://${file()}`])
    // Shown as text, with control characters in sight.
    expect(measures.text.replaceAll(/\s+/g, '')).toContain('<script>alert(')
    expect(measures.text).not.toMatch(/(?!\n|\t)[\p{Cc}\p{Cf}]|^FORGED/mu)
    expect(measures.text).toContain('\\u001b[2J')
  })

  test.each(pageViews)(
    'validation, $width px, $scheme: three tiles, then the command, then differences',
    async (view) => {
      await using opened = await openPage(browser, validationPage, view)
      const seen = await opened.page.evaluate(() => {
        const boxOf = (selector: string) => {
          const found = [...document.querySelectorAll(selector)].map((each) => each.getBoundingClientRect())
          return found.map(({ top, bottom, left, right }) => ({ top, bottom, left, right }))
        }
        const headings = [...document.querySelectorAll('h2')].map((each) => each.textContent)
        return {
          tiles: boxOf('.tiles li'),
          values: [...document.querySelectorAll('.tiles b')].map((each) => each.textContent),
          command: document.querySelector('.next code')?.textContent ?? '',
          next: boxOf('.next'),
          differences: boxOf('.differences'),
          headings,
        }
      })
      expect(seen.values).toEqual(['1,603,418', '1,597,417', '30,004'])
      const tops = new Set(seen.tiles.map(({ top }) => Math.round(top)))
      expect(tops.size).toBe(view.width === 400 ? 3 : 1)
      expect(seen.command).toBe(
        'pgfold repair validation_report_1760000000.json --dry-run --mapping mappings/shop.ts ' +
          '--table shop-production-europe --region eu-central-1',
      )
      // In sight without scrolling, on a telephone too.
      expect(seen.next[0]?.bottom ?? Infinity).toBeLessThan(900)
      expect(seen.next[0]?.top ?? 0).toBeGreaterThan(Math.max(...seen.tiles.map(({ bottom }) => bottom)))
      expect(seen.differences[0]?.top ?? 0).toBeGreaterThan(seen.next[0]?.bottom ?? Infinity)
      expect(seen.headings[0]).toBe('Differences')
    },
  )

  test.each(pageViews)('validation, $width px, $scheme: every bar has its numbers, and is to scale', async (view) => {
    await using opened = await openPage(browser, validationPage, view)
    const bars = await opened.page.evaluate(() =>
      [...document.querySelectorAll('.bars li')].map((bar) => ({
        label: bar.querySelector('.labels')?.textContent ?? '',
        track: bar.querySelector('.track')?.clientWidth ?? 0,
        pieces: [...bar.querySelectorAll('i')].map((piece) => ({
          kind: piece.className,
          width: piece.getBoundingClientRect().width,
        })),
      })),
    )
    expect(bars.length).toBe(reportOfShop.entities.length)
    const largest = Math.max(
      ...reportOfShop.entities.map((each) => each.equal + each.different + each.missing + each.extra),
    )
    for (const [at, { label, track, pieces }] of bars.entries()) {
      const figures = reportOfShop.entities[at]
      if (figures === undefined) throw new Error('a bar too many')
      expect(track).toBeGreaterThan(200)
      expect(label).not.toBe('')
      for (const kind of ['equal', 'different', 'missing', 'extra'] as const) {
        const piece = pieces.find((each) => each.kind === kind)
        if (figures[kind] === 0) expect(piece).toBeUndefined()
        else {
          expect(label).toContain(`${figures[kind].toLocaleString('en')} ${kind}`)
          // One pixel is the least that is drawn, so that what is there is seen; the others give way to it.
          expect(Math.abs((piece?.width ?? 0) - (track * figures[kind]) / largest)).toBeLessThanOrEqual(
            pieces.length + 1,
          )
        }
      }
    }
  })
})
