import type { SourceClient } from '../connection/connect.ts'

interface PlanNode {
  readonly 'Node Type': string
  readonly 'Join Type'?: string
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Join Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly PlanNode[]
}

export interface PlanCost {
  /** Rows that all nodes together gave or dropped, over all loops. */
  readonly rows: number
  /** Pages that were touched. */
  readonly buffers: number
  readonly text: string
}

/** Runs the query and gives what it really did, as EXPLAIN (ANALYZE, BUFFERS) counts it. */
export async function planCost(client: SourceClient, sql: string): Promise<PlanCost> {
  const [[json = '[]'] = []] = await client.rows(
    `EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, SUMMARY OFF, FORMAT JSON) ${sql}`,
  )
  const parsed = (typeof json === 'string' ? JSON.parse(json) : json) as readonly [
    { readonly Plan: PlanNode & Buffers },
  ]
  const { Plan: root } = parsed[0]
  return {
    rows: rowsOf(root),
    buffers: root['Shared Hit Blocks'] + root['Shared Read Blocks'],
    text: describe(root, 0),
  }
}

interface Buffers {
  readonly 'Shared Hit Blocks': number
  readonly 'Shared Read Blocks': number
}

function rowsOf(node: PlanNode): number {
  const own =
    node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Join Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0)
  return own * node['Actual Loops'] + (node.Plans ?? []).reduce((sum, child) => sum + rowsOf(child), 0)
}

function describe(node: PlanNode, depth: number): string {
  const line = `${'  '.repeat(depth)}${node['Node Type']} ${node['Join Type'] ?? node['Relation Name'] ?? ''}: ${node['Actual Rows']} rows, ${node['Actual Loops']} loops`
  return [line, ...(node.Plans ?? []).map((child) => describe(child, depth + 1))].join('\n')
}
