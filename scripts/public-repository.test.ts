import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { newestMajor, postgresMajors } from '../servers/postgres-majors.ts'

const root = path.resolve(import.meta.dirname, '..')
const read = (file: string) => readFile(path.join(root, file), 'utf8')

const Step = z.strictObject({
  name: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
})
const Combination = z.record(z.string(), z.union([z.string(), z.boolean()]))
const Axes = z.record(z.string(), z.array(z.union([z.string(), Combination])))
const Job = z.strictObject({
  name: z.string(),
  if: z.string().optional(),
  needs: z.array(z.string()).optional(),
  'runs-on': z.string().regex(/-\d/, 'a fixed image'),
  'timeout-minutes': z.number().max(60),
  permissions: z.strictObject({}).optional(),
  strategy: z.strictObject({ 'fail-fast': z.literal(false), matrix: Axes }).optional(),
  env: z.record(z.string(), z.string()).optional(),
  steps: z.array(Step).min(1),
})
const Workflow = z.strictObject({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({ contents: z.literal('read') }),
  concurrency: z.strictObject({ group: z.string(), 'cancel-in-progress': z.string() }),
  env: z.record(z.string(), z.string()),
  jobs: z.record(z.string(), Job),
})
const Field = z.strictObject({
  type: z.enum(['markdown', 'textarea', 'input', 'dropdown']),
  id: z.string().optional(),
  attributes: z.record(z.string(), z.unknown()),
  validations: z.strictObject({ required: z.boolean() }).optional(),
})
const Template = z.strictObject({
  name: z.string(),
  description: z.string(),
  labels: z.array(z.string()),
  body: z.array(Field).min(1),
})

const workflow = Workflow.parse(parse(await read('.github/workflows/ci.yml')))
const jobs = Object.values(workflow.jobs)

/**
 * What a matrix comes to, as the service computes it: the product without what is excluded, then the additions that
 * overwrite nothing.
 */
function combinations(job: z.infer<typeof Job>): readonly Readonly<Record<string, unknown>>[] {
  const { include = [], exclude = [], ...axes } = job.strategy?.matrix ?? {}
  const entries = (list: readonly unknown[]) => list.map((entry) => Combination.parse(entry))
  let product: Record<string, unknown>[] = [{}]
  for (const [axis, values] of Object.entries(axes))
    product = product.flatMap((some) => values.map((value) => ({ ...some, [axis]: value })))
  const matches = (some: Record<string, unknown>, entry: Record<string, unknown>) =>
    Object.entries(entry).every(([axis, value]) => some[axis] === value)
  const kept = product.filter((some) => !entries(exclude).some((entry) => matches(some, entry)))
  const added = entries(include).filter(
    (entry) =>
      !kept.some((some) => Object.entries(entry).every(([axis, value]) => !(axis in axes) || some[axis] === value)),
  )
  return [...kept, ...added]
}

test('every action of the workflow is pinned to a commit, with its version beside it', async () => {
  const text = await read('.github/workflows/ci.yml')
  const uses = text.split('\n').filter((line) => line.includes('uses:'))
  expect(uses.length).toBeGreaterThan(0)
  for (const line of uses) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  for (const { uses: action, with: inputs } of jobs.flatMap(({ steps }) => steps)) {
    if (action?.startsWith('actions/checkout@') === true) expect(inputs?.['persist-credentials']).toBe(false)
  }
})

test('every script that workflow, CI and docs name exists', async () => {
  const { scripts } = z
    .object({ scripts: z.record(z.string(), z.string()) })
    .parse(JSON.parse(await read('package.json')))
  const files = [
    '.github/workflows/ci.yml',
    '.github/pull_request_template.md',
    '.changeset/README.md',
    '.ci/run',
    'CONTRIBUTING.md',
    'docs/releasing.md',
    'docs/postgres-versions.md',
  ]
  for (const file of files) {
    const named = [...(await read(file)).matchAll(/npm (?:run ([\w:-]+)|test\b)/g)].map(([, script = 'test']) => script)
    for (const script of named) expect(Object.keys(scripts), file).toContain(script)
  }
})

test('what runs in a shell holds no expression: a value from outside comes by a variable', () => {
  for (const { run } of jobs.flatMap(({ steps }) => steps)) expect(run ?? '').not.toContain('${{')
})

test('the workflow covers the oldest Node that package.json allows, every PostgreSQL and every emulator', async () => {
  const { engines } = z
    .object({ engines: z.object({ node: z.string() }) })
    .parse(JSON.parse(await read('package.json')))
  const all = jobs.flatMap(combinations)
  const seen = (axis: string) => new Set(all.map((some) => some[axis]).filter((value) => value !== undefined))
  expect(seen('node')).toEqual(new Set([engines.node.replace('>=', ''), '22', '24', 'current']))
  expect(seen('postgres')).toEqual(new Set(postgresMajors.map(String)))
  expect(seen('emulator')).toEqual(new Set(['dynoxide', 'dynalite', 'dynamodb-local']))
  // The first job is the only one on the newest PostgreSQL with dynoxide.
  expect(combinations(workflow.jobs.servers ?? expect.fail('no job "servers"'))).not.toContainEqual({
    node: '24',
    postgres: String(newestMajor),
    emulator: 'dynoxide',
  })
  expect(all.length).toBeLessThan(20)
})

test('the last job waits for every other one', () => {
  const { all, ...others } = workflow.jobs
  expect(all?.needs?.toSorted()).toEqual(Object.keys(others).toSorted())
})

test('issue templates are forms with fields of their own', async () => {
  const folder = '.github/ISSUE_TEMPLATE'
  const files = (await readdir(path.join(root, folder))).filter((file) => file !== 'config.yml')
  expect(files.toSorted()).toEqual(['bug.yml', 'feature.yml', 'type.yml'])
  for (const file of files) {
    const { body } = Template.parse(parse(await read(path.join(folder, file))))
    const ids = body.filter(({ type }) => type !== 'markdown').map(({ id }) => id ?? '')
    expect(new Set(ids).size, file).toBe(ids.length)
    expect(
      ids.every((id) => /^[\w-]+$/.test(id)),
      file,
    ).toBe(true)
    expect(
      body.every(({ type, attributes }) => typeof attributes[type === 'markdown' ? 'value' : 'label'] === 'string'),
      file,
    ).toBe(true)
  }
})
