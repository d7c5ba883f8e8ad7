import { execFileSync } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { MappingHash, TableArn } from '../src/brand.ts'
import { app } from '../src/cli/app.ts'
import type { CliContext } from '../src/cli/cli-context.ts'
import { againCommand } from '../src/cli/validate/again-command.ts'
import { nextCommand } from '../src/cli/plan/next-command.ts'
import { runFiles } from '../src/cli/run-files.ts'
import { checkTable } from '../src/dynamodb/table/check-table.ts'
import type { LiveTable } from '../src/dynamodb/table/live-table.ts'
import { errorRegistry, type ErrorCode } from '../src/errors/error-registry.ts'
import { PgfoldError } from '../src/errors/pgfold-error.ts'
import { init } from '../src/ledger/ledger.fixture.ts'
import { runIdAt } from '../src/ledger/state-path.ts'
import type { MappingOrigin } from '../src/mapping/mapping-origin.ts'
import { resolveTable } from '../src/mapping/resolve-table.ts'
import { defineMapping } from '../src/mapping/define-mapping.ts'
import { ledgerSummary } from '../src/output/ledger-summary.fixture.ts'
import { errorText, explainText } from '../src/output/text/error-text.ts'
import { checkMappingBinding, checkTargetBinding } from '../src/run/check-binding.ts'
import { failedBeforeStart } from '../src/run/failed-before-start.ts'
import { failedUnderWay } from '../src/run/failed-under-way.ts'
import { nextStep } from '../src/validate/report/next-step.ts'
import { addressFlags, type TableAddress } from '../src/dynamodb/table/address-flags.ts'
import { complaint } from './complaint.ts'
import { reportOfShop } from './pages/report.fixture.ts'
import { liveProducers } from './live-producers.ts'
import { printedTexts } from './printed-commands.ts'

const root = path.resolve(import.meta.dirname, '..')
const codes = Object.keys(errorRegistry).filter((code): code is ErrorCode => Object.hasOwn(errorRegistry, code))

/** As they are, and as a shell would take them apart. */
const origins: readonly (MappingOrigin | undefined)[] = [
  undefined,
  { kind: 'built-in', name: 'ratel' },
  { kind: 'file', path: '/srv/shop/shop.ts' },
  { kind: 'file', path: "/srv/the shop's; $(rm -rf x)/--odd.ts" },
]
const addresses: readonly TableAddress[] = [
  { table: 'shop' },
  { table: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop' },
  { table: 'shop', endpoint: 'http://localhost:8000/?a=b&c=$d', region: 'eu-central-1' },
]

interface Message {
  readonly from: string
  readonly text: string
}

function thrownBy(from: string, work: () => void): Message {
  try {
    work()
  } catch (error) {
    return { from, text: errorText(error) }
  }
  throw new Error(`${from} threw nothing`)
}

/** Every error as it is shown: with a detail and a place, before a run has begun, and while it is under way. */
function errorMessages(): Message[] {
  const context = { detail: 'orders: 3 columns', place: 'entities.ORDER' }
  return codes.flatMap((code) => {
    const error = new PgfoldError(code, context)
    const started = origins.map((mapping) =>
      failedUnderWay(error, {
        mapping: mapping ?? null,
        table: 'shop',
        endpoint: 'http://localhost:8000',
        region: null,
      }),
    )
    const shown = [error, failedBeforeStart(error), ...started]
    return [...shown.map((each) => errorText(each)), explainText(code, errorRegistry[code])].map((text) => ({
      from: code,
      text,
    }))
  })
}

function tableMessages(): Message[] {
  const mapping = defineMapping({
    name: 'shop',
    table: {
      partitionKey: 'pk',
      sortKey: 'sk',
      entityType: 'type',
      indexes: { 'by.customer': { partitionKey: 'gsi_pk', sortKey: 'gsi_sk' } },
    },
    entities: { ORDER: { group: 'orders', from: 'orders', key: { pk: 'ORDER#{id}', sk: 'METADATA' } } },
  })
  const wanted = resolveTable(mapping)
  const live: LiveTable = {
    name: 'shop',
    arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/shop' as TableArn,
    status: 'ACTIVE',
    createdAt: '2026-01-01T00:00:00.000Z',
    partitionKey: { name: 'id', type: 'N' },
    sortKey: null,
    indexes: [],
    billing: { kind: 'on-demand', maxWriteUnits: null },
    warmWriteUnits: null,
    itemCount: 0,
    sizeBytes: 0,
  }
  return origins.flatMap((origin) =>
    addresses.flatMap((address) =>
      [null, live, { ...live, status: 'DELETING' }, { ...live, status: 'CREATING' }].flatMap((table) =>
        checkTable(table, wanted, address, [], origin).map(({ code, message, fix, place }) => ({
          from: code,
          text: errorText(new PgfoldError(code, { detail: message, fix, place })),
        })),
      ),
    ),
  )
}

function runMessages(): Message[] {
  const summary = { ...ledgerSummary([]), mapping: init.mapping, target: init.target }
  const context = (program: string, env = {}) => ({ program, env, preset: null }) as unknown as CliContext
  const id = runIdAt(1_760_000_000)
  const typed = { sourceFile: "/run/secrets/url of shop's", sourceDdl: 'check', hashKeys: true } as const
  return [
    ...origins.flatMap((mapping) => {
      const origin = { mapping: mapping ?? null, table: 'shop', endpoint: null, region: 'eu-central-1' }
      const run = { ...summary, origin }
      const other = { ...init.target, arn: 'arn:aws:dynamodb:eu-west-1:1:table/shop' as TableArn }
      return [
        thrownBy('another mapping', () =>
          checkMappingBinding(run, { name: 'shop', hash: '00'.repeat(32) as MappingHash }, mapping),
        ),
        thrownBy('no table', () => checkTargetBinding(run, null)),
        thrownBy('another table', () => checkTargetBinding(run, other)),
      ]
    }),
    ...['.', 'states', "the states' $dir"].flatMap((directory) =>
      ['pgfold', 'migrate_to_dynamo'].flatMap((program) =>
        [{}, { ...typed, maxWriteUnits: 400 }].flatMap((flags) => {
          const files = runFiles(context(program), directory, id, flags)
          return [files.resumeCommand, files.validateCommand, files.retryCommand].map((text) => ({
            from: 'commands of a run',
            text,
          }))
        }),
      ),
    ),
    ...[null, { exists: false }, { exists: true }].map((table) => ({
      from: 'after a plan',
      text: nextCommand(
        {
          mapping: "the shop's.ts",
          sourceFile: typed.sourceFile,
          sourceDdl: typed.sourceDdl,
          workers: 2,
          ...(table === null ? {} : { table: 'shop', endpointUrl: 'http://localhost:8000' }),
          maxStatementTime: 60_000,
        },
        { file: "plans/the shop's.json", table },
      ),
    })),
    ...[[], ['all'], ['ORDER', "odd group's"]].map((words) => ({
      from: 'validation again',
      text: againCommand(
        { program: 'pgfold', preset: null },
        {
          ...typed,
          maxListed: 5,
          mapping: "the shop's.ts",
          indexes: false,
          readers: 2,
          resume: 'validation_1',
          source: 'postgresql://u:p@h/d',
        },
        words,
        'validation_1760000000',
      ),
    })),
    ...origins.flatMap((mapping) =>
      addresses.flatMap((address) =>
        [reportOfShop, { ...reportOfShop, ok: true, depth: { kind: 'count' as const } }].map((report) => ({
          from: 'validation',
          text: nextStep(report, "reports of the shop's/r.json", addressFlags(mapping, address))?.command ?? '',
        })),
      ),
    ),
  ]
}

/** The commands of a message: in double quotes, behind "Fix:", or the message itself. */
function commandsOf(text: string): string[] {
  const quoted = [...text.matchAll(/"((?:pgfold|migrate_to_dynamo) (?:[^"]|\n)+)"/g)].map(([, command = '']) => command)
  const bare = [
    ...text.matchAll(/^(?: +Fix: +)?((?:aws [^\n]*&& )?(?:pgfold|migrate_to_dynamo) (?!slows )[^\n]+)$/gm),
  ].map(([, command = '']) => command.replace(/, or (?:name|change|add) .*$/, ''))
  const explained = [...text.matchAll(/\((pgfold explain [A-Z_]+)\)/g)].map(([, command = '']) => command)
  return [...quoted, ...bare, ...explained]
}

/** The words that a real shell makes of a line; what has to be filled in by the reader stands in angle brackets. */
function shellWords(lines: readonly string[]): string[][] {
  const script = [
    'aws() { :; }',
    'say() { printf "%s\\0" "$@"; printf "\\n\\0"; }',
    'pgfold() { say pgfold "$@"; }',
    'migrate_to_dynamo() { say migrate_to_dynamo "$@"; }',
    ...lines.map((line) => line.replaceAll(/<[a-zA-Z ]+>/g, 'x1')),
  ].join('\n')
  const words = execFileSync('sh', ['-c', script], { encoding: 'utf8', maxBuffer: 1 << 26 }).split('\0')
  const calls: string[][] = [[]]
  for (const word of words.slice(0, -1))
    if (word === '\n') calls.push([])
    else calls.at(-1)?.push(word)
  return calls.slice(0, -1)
}

test('every command in the live message of every error, with its values, is one that shell and parser take', async () => {
  const messages = [...errorMessages(), ...tableMessages(), ...runMessages()]
  expect(new Set(messages.map(({ from }) => from)).size).toBeGreaterThan(codes.length)
  const commands = [...new Set(messages.flatMap(({ text }) => commandsOf(text)))]
  expect(commands.length).toBeGreaterThan(codes.length + 60)
  const calls = shellWords(commands)
  expect(calls.length).toBe(commands.length)
  const refused: string[] = []
  for (const [at, [program = '', ...words]] of calls.entries()) {
    // Resuming, under the name of a preset, is the same command.
    const said = await complaint(app, words)
    if (said !== null) refused.push(`${program} ${words.join(' ')}\n    from: ${commands[at]}\n    ${said}`)
  }
  expect(refused.join('\n')).toBe('')
  expect(calls.flat().join(' ')).not.toContain('postgresql://')
  // The values arrive as they were, whatever a shell thinks of them.
  const given = new Set(calls.flat())
  for (const value of [
    "/srv/the shop's; $(rm -rf x)/--odd.ts",
    'http://localhost:8000/?a=b&c=$d',
    "the states' $dir",
    "odd group's",
  ])
    expect(given).toContain(value)
})

test('a message that a shell or the parser refuses is noticed', async () => {
  expect(commandsOf('  Fix:  pgfold repare x')).toEqual(['pgfold repare x'])
  expect(commandsOf('do ("pgfold table create --endpoint x") now')).toEqual(['pgfold table create --endpoint x'])
  const [words = []] = shellWords(['pgfold table create --endpoint <name>'])
  expect(words).toEqual(['pgfold', 'table', 'create', '--endpoint', 'x1'])
  expect(await complaint(app, words.slice(1))).toMatch(/endpoint/)
})

/** A command that is printed from a place that nobody runs here would be checked as a template only. */
test('every place that prints a command with values is run above', async () => {
  const entries = await readdir(path.join(root, 'src'), { recursive: true })
  const unknown: string[] = []
  for (const entry of entries.filter((name) => name.endsWith('.ts') && !/\.(?:test|fixture)\.ts$/.test(name))) {
    const file = path.join(root, 'src', entry)
    if (!(await readFile(file, 'utf8')).includes('pgfold ')) continue
    const texts = await printedTexts(file)
    const command =
      /pgfold (?:table )?(?:inspect|init|check|design|create|show|migrate|resume|status|validate|repair) [^"`<]*x1/
    // Where every value is the value of a flag that stands in the text, the template says all.
    const prints = texts.some((text) => command.test(text.replaceAll(/--[a-z-]+ x1/g, '')))
    if (prints && !liveProducers.has(`src/${entry}`)) unknown.push(entry)
  }
  expect(unknown).toEqual([])
})
