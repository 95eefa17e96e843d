/** Of shorter words nearly everything is a beginning. */
const CUT_SHORT_LEAST = 6
/** Between two that are as near, the one that is whole is meant. */
const CUT_SHORT_COST = 0.5

/** The candidate that a mistyped word most likely meant; undefined when none is near. */
export function closestTo(word: string, candidates: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  const ranked = candidates
    .map(candidate => ({ candidate, distance: distanceTo(wanted, candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  const best = ranked[0]
  // A third of the letters may be wrong: more than that is a guess that misleads.
  const isNear = best !== undefined && best.distance <= Math.max(2, Math.floor(wanted.length / 3))
  return isNear ? best.candidate : undefined
}

/** A word may be cut short, too: "contacts.reed" is nearer to "contacts.readonly" than to "contacts.write". */
function distanceTo(wanted: string, candidate: string): number {
  const whole = editDistance(wanted, candidate)
  if (wanted.length < CUT_SHORT_LEAST || wanted.length >= candidate.length) return whole
  return Math.min(whole, editDistance(wanted, candidate.slice(0, wanted.length)) + CUT_SHORT_COST)
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
