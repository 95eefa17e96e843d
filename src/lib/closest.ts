/** The candidate that a mistyped word most likely meant; undefined when none is near. */
export function closestTo(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  const ranked = candidates
    .map(candidate => ({ candidate, distance: editDistance(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  // A third of the letters may be wrong: more than that is a guess that misleads.
  const isNear = best !== undefined && best.distance <= Math.max(2, Math.floor(wanted.length / 3))
  return isNear ? best.candidate : undefined
}

/** How many letters must be added, left out, changed or swapped with their neighbour to make `b` of `a`. */
export function editDistance(a: string, b: string): number {
  const rows = [Array.from({ length: b.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) row.push(cheapest(rows, row, { a, b, i, j }))
    rows.push(row)
  }
  return at(rows, a.length, b.length)
}

function cheapest(rows: number[][], row: number[], { a, b, i, j }: { a: string; b: string; i: number; j: number }) {
  const changed = at(rows, i - 1, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1)
  const best = Math.min(changed, at(rows, i - 1, j) + 1, (row[j - 1] ?? 0) + 1)
  const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
  return isSwapped ? Math.min(best, at(rows, i - 2, j - 2) + 1) : best
}

function at(rows: number[][], i: number, j: number): number {
  return rows[i]?.[j] ?? Number.POSITIVE_INFINITY
}
