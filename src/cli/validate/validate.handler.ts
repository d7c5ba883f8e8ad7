import { existsSync } from 'node:fs'
import type { ValidationData } from '../../output/json/json-schemas.ts'
import { validationText } from '../../output/text/validation-text.ts'
import { differenceCount } from '../../validate/report/difference-count.ts'
import { validationListener } from '../../output/validation-listener.ts'
import { terminalOf } from '../../output/text/terminal.ts'
import { resolveTargetConfig } from '../../dynamodb/transport/resolve-target-config.ts'
import type { Mapping } from '../../mapping/define-mapping.ts'
import { addressFlags } from '../../dynamodb/table/address-flags.ts'
import { nextStep } from '../../validate/report/next-step.ts'
import { validate } from '../../validate/validate.ts'
import type { ValidationListener } from '../../validate/validation-event.ts'
import type { CliContext } from '../cli-context.ts'
import { execute } from '../execute.ts'
import { valueOf } from '../value-option.ts'
import { givenSwitch, switchOf } from '../switch-option.ts'
import { readMapping } from '../flags/mapping-flags.ts'
import { readSource } from '../flags/reading-flags.ts'
import { readProgressOptions } from '../flags/progress-flags.ts'
import { wantsJson } from '../flags/json-flags.ts'
import { readStateDirectory } from '../flags/state-flags.ts'
import { readTarget } from '../flags/target-flags.ts'
import { readHashKeys } from '../flags/key-flags.ts'
import { againCommand } from './again-command.ts'
import { parseDepth } from './parse-depth.ts'
import {
  indexes,
  maxListed,
  maxReadUnits,
  readers,
  report as reportOption,
  resumeId,
  seed,
  showValues,
  type ValidateFlags,
} from './validate.flags.ts'

export async function validateHandler(
  this: CliContext,
  flags: ValidateFlags,
  ...words: readonly string[]
): Promise<void> {
  await execute(this, wantsJson(this.env, flags), async (interruption) => {
    const mapping = await readMapping(this, flags)
    const depth = parseDepth(words, namesOf(mapping), valueOf(seed, flags.seed, this.env))
    const source = await readSource(this, flags)
    const target = await resolveTargetConfig(readTarget(this, flags), this.env)
    const notes = [...source.notes, ...target.notes.map((note) => note.message)]
    using display = validationListener({
      stream: this.stderr,
      terminal: terminalOf(this.stderr, this.env),
      ...readProgressOptions(this.env, flags),
    })
    interruption.announceBy(display.note)
    notes.forEach((note) => display.note(`Note: ${note}`))

    let files: { reportFile: string; htmlFile: string | null } = { reportFile: '', htmlFile: null }
    const onEvent: ValidationListener = (event) => {
      if (event.kind === 'validation-started' && event.stateFile !== null) {
        const { id, stateFile } = event
        const again = againCommand(this, flags, words, id)
        interruption.announceBy((text) => {
          display.note(text)
          if (existsSync(stateFile)) display.note(`Continue with: ${again}`)
        })
      }
      if (event.kind === 'validation-finished') files = { reportFile: event.reportFile, htmlFile: event.htmlFile }
      display.onEvent(event)
    }
    const result = await validate(
      {
        mapping,
        source,
        target: target.config,
        depth,
        stateDirectory: readStateDirectory(this.env, flags),
        reportFile: valueOf(reportOption, flags.report, this.env),
        indexes: givenSwitch(indexes, flags.indexes, this.env),
        maxListed: valueOf(maxListed, flags.maxListed, this.env),
        showValues: switchOf(showValues, flags.showValues, this.env),
        hashKeys: readHashKeys(this.env, flags),
        resumeId: valueOf(resumeId, flags.resume, this.env),
        readers: valueOf(readers, flags.readers, this.env),
        maxReadUnits: valueOf(maxReadUnits, flags.maxReadUnits, this.env),
      },
      onEvent,
      interruption.signal,
    )
    const next = nextStep(result, files.reportFile, addressFlags(mapping.origin, target.config))
    return {
      exit: result.ok ? 0 : 2,
      text: validationText(result, files, next),
      data: { ok: result.ok, differences: differenceCount(result), ...files, report: result } satisfies ValidationData,
      warnings: [...notes, ...result.warnings],
    }
  })
}

/** Groups first: they are what the guide's commands are named after. */
function namesOf(mapping: Mapping): string[] {
  const entities = Object.entries(mapping.definition.entities)
  return [...new Set([...entities.map(([, entity]) => entity.group), ...entities.map(([name]) => name)])]
}
