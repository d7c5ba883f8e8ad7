import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync } from 'node:fs'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, vi } from 'vitest'
import { runCommand } from '../../test/run-command.ts'
import { temporaryFolder } from '../../test/temporary-folder.ts'
import { readLedger } from '../ledger/file-ledger.ts'
import { parseRunId } from '../ledger/state-path.ts'
import { migrate } from './migrate.ts'
import { defaultFigures, itemsOf, shopDatabase, shopOptions, shopTable } from './small-shop.fixture.ts'

vi.setConfig({ testTimeout: 240_000 })

const mapping = fileURLToPath(new URL('small-shop.mapping.fixture.ts', import.meta.url))
/** Nobody listens there: whatever is refused with it was refused before the database was asked. */
const nowhere = 'postgresql://nobody@127.0.0.1:1/nothing'

const canMount = process.platform === 'linux' && process.geteuid?.() === 0 && mountWorks()

/** A disk of its own size. Root in a container may still not be allowed to mount. */
function mountWorks(): boolean {
  const at = mkdtempSync(path.join(tmpdir(), 'pgfold-mount-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', at], { stdio: 'ignore' })
    execFileSync('umount', [at], { stdio: 'ignore' })
    return true
  } catch {
    return false
  } finally {
    rmdirSync(at)
  }
}

async function smallDisk(at: string): Promise<Disposable & { readonly remount: (options: string) => void }> {
  await mkdir(at)
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=96k', 'tmpfs', at])
  return {
    remount: (options) => execFileSync('mount', ['-o', `remount,${options}`, at]),
    [Symbol.dispose]: () => execFileSync('umount', ['--lazy', at]),
  }
}

describe.skipIf(!canMount)('a state directory on a disk of its own (skipped where nothing can be mounted)', () => {
  it('that fills up stops the run, which goes on when there is room; read-only it is refused at once', async () => {
    await using database = await shopDatabase({ ...defaultFigures, likesWithoutNote: 1500 })
    await using whole = await shopTable()
    await using table = await shopTable()
    await using folder = await temporaryFolder()
    await migrate(
      { ...shopOptions(database, whole, folder.path), maxRejectPercent: 100 },
      () => undefined,
      new AbortController().signal,
    )
    const state = path.join(folder.path, 'small')
    using disk = await smallDisk(state)
    const options = {
      cwd: folder.path,
      env: {
        ...table.environment,
        DATABASE_URL: database.url,
        PGFOLD_MAPPING: mapping,
        PGFOLD_STATE_DIR: state,
        PGFOLD_MAX_REJECT_RATE: '100',
      },
    }

    const stopped = await runCommand('pgfold', ['migrate', '--page-size', '100'], options)
    expect(stopped).toMatchObject({ code: 3, stderr: expect.stringContaining('LEDGER_WRITE_FAILED') })
    expect(stopped.stderr).toContain('no space left on the device')
    const names = await readdir(state)
    expect(names.toSorted()).toEqual([
      expect.stringMatching(/^migration_errors_migration_\d+\.jsonl$/),
      expect.stringMatching(/^migration_state_migration_\d+\.json$/),
    ])
    for (const name of names) expect((await stat(path.join(state, name))).size).toBeGreaterThan(0)
    const id = parseRunId(/migration_\d+/.exec(stopped.stdout)?.[0] ?? '')
    const before = await readLedger(state, id)
    expect(before.entities.reduce((sum, entity) => sum + entity.read, 0)).toBeGreaterThan(0)

    disk.remount('size=16m')
    const resumed = await runCommand('pgfold', ['migrate', '--continue'], options)
    expect(resumed).toMatchObject({ code: 2 })
    expect(resumed.stdout).toContain(id)
    expect(await itemsOf(table)).toEqual(await itemsOf(whole))
    const after = await readLedger(state, id)
    expect(after.entities.reduce((sum, entity) => sum + entity.rejected, 0)).toBe(1500 + defaultFigures.oversize)

    disk.remount('ro')
    await using empty = await shopTable()
    const readOnly = { ...options, env: { ...options.env, DYNAMODB_TABLE_NAME: empty.name } }
    expect(await runCommand('pgfold', ['migrate'], readOnly)).toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/EROFS[\s\S]*RUN_STATE_DIRECTORY/),
    })
    expect(await itemsOf(empty)).toEqual([])
    const unread = { ...options, env: { ...options.env, DATABASE_URL: nowhere } }
    expect(await runCommand('pgfold', ['validate', 'all'], unread)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/EROFS[\s\S]*VALIDATE_REPORT_NOT_WRITTEN/),
    })
  })
})

describe('a file that cannot be written', () => {
  it('is found before the database is asked', async () => {
    await using folder = await temporaryFolder()
    await mkdir(path.join(folder.path, 'taken.json'))
    await writeFile(path.join(folder.path, 'mine.ts'), 'mine')
    const options = {
      cwd: folder.path,
      env: {
        DATABASE_URL: nowhere,
        PGFOLD_MAPPING: mapping,
        DYNAMODB_TABLE_NAME: 'none',
        AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1',
        AWS_REGION: 'us-east-1',
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
    }
    const cases = [
      { words: ['validate', 'all', '--report', 'none/report.json'], code: 'VALIDATE_REPORT_NOT_WRITTEN' },
      { words: ['validate', 'count', '--report', 'taken.json'], code: 'VALIDATE_REPORT_NOT_WRITTEN' },
      { words: ['design', '--out', 'none/page.html'], code: 'CLI_SYSTEM' },
      { words: ['init', '--out', 'none/mapping.ts'], code: 'CLI_SYSTEM' },
      { words: ['init', '--out', 'mine.ts'], code: 'DESIGN_FILE_EXISTS' },
    ]
    for (const { words, code } of cases) {
      const { stderr } = await runCommand('pgfold', words, options)
      expect({ words, stderr }).toMatchObject({ words, stderr: expect.stringContaining(code) })
    }
    expect((await readdir(folder.path)).toSorted()).toEqual(['mine.ts', 'taken.json'])
  })
})
