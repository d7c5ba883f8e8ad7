import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { PgfoldError } from '../../errors/pgfold-error.ts'
import { codeOf } from '../../ledger/file-error.ts'
import { schemaRecordSchema } from '../../ledger/schema-record-schema.ts'
import { planReportSchema } from '../../plan/plan-report.ts'
import { writeOwnFile } from '../own-file.ts'
import type { PlanBinding } from '../../run/plan-binding.ts'

const planFileSchema = z.object({
  format: z.literal('pgfold-plan'),
  version: z.literal(1),
  target: z.object({ table: z.string(), arn: z.string().nullable() }).nullable(),
  schema: schemaRecordSchema,
  report: planReportSchema,
})
type PlanFile = z.infer<typeof planFileSchema>

export async function writePlanFile(file: string, content: Omit<PlanFile, 'format' | 'version'>): Promise<void> {
  const plan: PlanFile = { format: 'pgfold-plan', version: 1, ...content }
  await writeOwnFile(file, `${JSON.stringify(plan, null, 2)}\n`)
}

/** What the plan in a file binds a run to. Throws PLAN_FILE. */
export async function readPlanFile(file: string): Promise<PlanBinding> {
  const refuse = (detail: string, cause: unknown): never => {
    throw new PgfoldError('PLAN_FILE', { place: file, detail, cause })
  }
  const content = await readFile(file, 'utf8').catch((cause: unknown) => refuse(codeOf(cause) ?? 'unreadable', cause))
  try {
    const { report, schema, target } = planFileSchema.parse(JSON.parse(content))
    return { mapping: report.mapping, source: report.source, target, schema }
  } catch (cause) {
    return refuse('it is no plan of this version of pgfold', cause)
  }
}
