/**
 * The circles of a graph: groups of files of which each reaches every other (Tarjan's strongly connected components,
 * those of more than one file). Sorted, so that the same circle always reads the same.
 */
export function findCircles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const indexOf = new Map<string, number>()
  const lowest = new Map<string, number>()
  const open: string[] = []
  const isOpen = new Set<string>()
  const circles: string[][] = []

  const visit = (file: string): void => {
    const index = indexOf.size
    indexOf.set(file, index)
    lowest.set(file, index)
    open.push(file)
    isOpen.add(file)
    for (const next of graph.get(file) ?? []) {
      if (!indexOf.has(next)) visit(next)
      if (isOpen.has(next)) lowest.set(file, Math.min(lowest.get(file) ?? index, lowest.get(next) ?? index))
    }
    if (lowest.get(file) !== index) return
    const circle = open.splice(open.lastIndexOf(file))
    for (const each of circle) isOpen.delete(each)
    if (circle.length > 1) circles.push(circle.toSorted())
  }

  for (const file of graph.keys()) if (!indexOf.has(file)) visit(file)
  return circles.toSorted((left, right) => (left.join() < right.join() ? -1 : 1))
}
